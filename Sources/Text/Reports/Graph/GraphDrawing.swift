import Records

/// A step graph as SVG: sequences run downwards, branches stand side by side.
struct GraphDrawing {
    private static let boxWidth = 230.0
    private static let boxHeight = 38.0
    private static let gapX = 26.0
    private static let gapY = 30.0

    private let graph: StepGraph
    private var layers: [Int]
    /// Places within a layer, in boxes from the left.
    private var columns: [Double]
    private var widest = 1

    init(_ graph: StepGraph) {
        self.graph = graph
        layers = []
        columns = Array(repeating: 0, count: graph.vertices.count)
        layers = layering()
        place()
    }

    /// The longest way from a start to each vertex.
    ///
    /// Where vertices wait for each other in a circle
    /// (a block drawn as one), the first of them is taken as reached.
    private func layering() -> [Int] {
        let count = graph.vertices.count
        var layer = Array(repeating: 0, count: count)
        var waiting = Array(repeating: 0, count: count)
        var out = Array(repeating: [Int](), count: count)
        for edge in graph.edges where waiting.indices.contains(edge.to) {
            guard out.indices.contains(edge.from) else { continue }
            waiting[edge.to] += 1
            out[edge.from].append(edge.to)
        }
        var ready = waiting.indices.filter { waiting[$0] == 0 }
        var done = Array(repeating: false, count: count)
        var oldest = 0
        while true {
            if ready.isEmpty {
                while oldest < count, done[oldest] { oldest += 1 }
                guard oldest < count else { break }
                ready.append(oldest)
            }
            let vertex = ready.removeLast()
            guard !done[vertex] else { continue }
            done[vertex] = true
            for next in out[vertex] where !done[next] {
                layer[next] = max(layer[next], layer[vertex] + 1)
                waiting[next] -= 1
                if waiting[next] == 0 { ready.append(next) }
            }
        }
        return layer
    }

    /// Sets each layer in the order of its parents' places, centred under the widest.
    private mutating func place() {
        let depth = (layers.max() ?? -1) + 1
        var members = Array(repeating: [Int](), count: depth)
        for (vertex, layer) in layers.enumerated() { members[layer].append(vertex) }
        widest = max(1, members.map(\.count).max() ?? 1)
        var sums = Array(repeating: (sum: 0.0, count: 0.0), count: graph.vertices.count)
        var out = Array(repeating: [Int](), count: graph.vertices.count)
        for edge in graph.edges where out.indices.contains(edge.from) {
            if layers.indices.contains(edge.to) { out[edge.from].append(edge.to) }
        }
        for layer in members {
            let wish = { (v: Int) in sums[v].count > 0 ? sums[v].sum / sums[v].count : 0 }
            let sorted = layer.sorted { (wish($0), $0) < (wish($1), $1) }
            let start = Double(widest - sorted.count) / 2
            for (index, vertex) in sorted.enumerated() {
                columns[vertex] = start + Double(index)
                for next in out[vertex] {
                    sums[next].sum += columns[vertex]
                    sums[next].count += 1
                }
            }
        }
    }

    private func x(_ vertex: Int) -> Double {
        20 + (columns[vertex] + 0.5) * (Self.boxWidth + Self.gapX)
    }

    private func y(_ vertex: Int) -> Double {
        56 + Double(layers[vertex]) * (Self.boxHeight + Self.gapY)
    }

    func render() -> [UInt8] {
        var page = Markup()
        let width = 40 + Double(widest) * (Self.boxWidth + Self.gapX)
        let height = 76 + Double((layers.max() ?? 0) + 1) * (Self.boxHeight + Self.gapY)
        page.raw("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        page.attribute("viewBox", "0 0 \(Int(width)) \(Int(height))")
        page.attribute("width", width)
        page.attribute("height", height)
        page.raw("><style>")
        page.raw(Self.style)
        page.raw("</style>")
        page.label(20, 28, "title", graph.title)
        for edge in graph.edges { write(&page, edge) }
        for index in graph.vertices.indices { write(&page, index) }
        page.raw("</svg>\n")
        return page.bytes
    }

    private func write(_ page: inout Markup, _ edge: StepGraph.Edge) {
        guard columns.indices.contains(edge.from), columns.indices.contains(edge.to) else { return }
        let (x1, y1) = (x(edge.from), y(edge.from) + Self.boxHeight)
        let (x2, y2) = (x(edge.to), y(edge.to))
        let bend = max(14, (y2 - y1) / 2)
        page.raw("<path class=\"edge\" d=\"M")
        for (index, value) in [x1, y1, x1, y1 + bend, x2, y2 - bend, x2, y2 - 5].enumerated() {
            page.raw(index == 2 ? "C" : " ")
            page.number(value)
        }
        page.raw("\"/><path class=\"tip\" d=\"M")
        page.number(x2)
        page.raw(" ")
        page.number(y2)
        page.raw("l-4 -8h8z\"/>")
        if !edge.text.isEmpty {
            let toRight = x2 > x1 + 1
            let x = (x1 * 3 + x2) / 4 + (toRight ? 6 : -6)
            page.label(x, y1 + 13, toRight ? "small" : "small e", edge.text)
        }
    }

    private func write(_ page: inout Markup, _ index: Int) {
        let vertex = graph.vertices[index]
        let x = self.x(index) - Self.boxWidth / 2
        let y = self.y(index)
        page.box(x, y, Self.boxWidth, Self.boxHeight, vertex.kind.rawValue, tip: vertex.text)
        var words = vertex.text
        if words.count > 36 { words = String(words.prefix(35)) + "…" }
        page.label(x + Self.boxWidth / 2, y + 23.5, "m", words)
    }

    private static let style: StaticString = """
        svg{background:#fdfcfa;color-scheme:light dark}
        text{font:12px -apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;fill:#1d1f23}
        .title{font-size:16px;font-weight:600}.m{text-anchor:middle}.e{text-anchor:end}
        .small{font-size:10.5px;fill:#5d636d;paint-order:stroke;stroke:#fdfcfa;stroke-width:4px}
        rect{rx:7px;stroke:#5d636d;fill:#fff}
        .decision{fill:#fcf1dc;stroke:#8a5a00}.wait{fill:#eef0f2}.question{fill:#e2f0fa;
        stroke:#0072b2}.result{fill:#e4f3ec;stroke:#00704f}.branch{fill:#f4e6ef;stroke:#aa4f86}
        .block{stroke-width:2.5}.edge{fill:none;stroke:#8c8c8c;stroke-width:1.3}.tip{fill:#8c8c8c}
        @media(prefers-color-scheme:dark){svg{background:#15171a}text{fill:#e8e6e1}
        rect{fill:#1c1f23;stroke:#a2a7b0}.small{fill:#a2a7b0;stroke:#15171a}.decision{fill:#392c12}
        .wait{fill:#282c31}.question{fill:#12303f}.result{fill:#14332a}.branch{fill:#3a2232}}
        """
}
