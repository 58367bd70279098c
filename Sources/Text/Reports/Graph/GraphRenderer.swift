import Records

/// Writes a step graph in the forms other tools read.
package enum GraphRenderer {
    package enum Form: String, CaseIterable, Sendable {
        case dot, mermaid, svg
    }

    package static func render(_ graph: StepGraph, as form: Form) -> String {
        switch form {
        case .dot: dot(graph)
        case .mermaid: mermaid(graph)
        case .svg: String(decoding: GraphDrawing(graph).render(), as: UTF8.self)
        }
    }

    /// Graphviz.
    private static func dot(_ graph: StepGraph) -> String {
        var lines = [
            "digraph plan {", "  label=\(quoted(graph.title)); labelloc=t; rankdir=TB;",
            "  node [fontname=\"Helvetica\", fontsize=11, shape=box, style=rounded];",
            "  edge [fontname=\"Helvetica\", fontsize=9];",
        ]
        for (index, vertex) in graph.vertices.enumerated() {
            lines.append("  s\(index) [label=\(quoted(vertex.text)), shape=\(shape(vertex.kind))];")
        }
        for edge in graph.edges {
            let label = edge.text.isEmpty ? "" : " [label=\(quoted(edge.text))]"
            lines.append("  s\(edge.from) -> s\(edge.to)\(label);")
        }
        return (lines + ["}", ""]).joined(separator: "\n")
    }

    private static func shape(_ kind: StepGraph.Kind) -> String {
        switch kind {
        case .act: "box"
        case .decision: "diamond"
        case .wait: "octagon"
        case .question: "hexagon"
        case .result: "ellipse"
        case .branch: "trapezium"
        case .block: "folder"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in clipped(text).printable {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "\""
    }

    /// Mermaid's flowchart; names are given as entities where its grammar would read them.
    private static func mermaid(_ graph: StepGraph) -> String {
        var lines = ["flowchart TD"]
        for (index, vertex) in graph.vertices.enumerated() {
            let (open, close) = brackets(vertex.kind)
            lines.append("  s\(index)\(open)\"\(entities(vertex.text))\"\(close)")
        }
        for edge in graph.edges {
            let label = edge.text.isEmpty ? "" : "|\"\(entities(edge.text))\"|"
            lines.append("  s\(edge.from) -->\(label) s\(edge.to)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func brackets(_ kind: StepGraph.Kind) -> (String, String) {
        switch kind {
        case .act: ("[", "]")
        case .decision: ("{", "}")
        case .wait: ("([", "])")
        case .question: ("{{", "}}")
        case .result: ("((", "))")
        case .branch: ("[/", "\\]")
        case .block: ("[[", "]]")
        }
    }

    private static func entities(_ text: String) -> String {
        var safe = ""
        for scalar in clipped(text).printable.unicodeScalars {
            let plain =
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " .,:/+-°µ()=×".unicodeScalars.contains(scalar)
            safe += plain ? String(scalar) : "#\(scalar.value);"
        }
        return safe
    }

    private static func clipped(_ text: String) -> String {
        text.count > 80 ? String(text.prefix(79)) + "…" : text
    }
}
