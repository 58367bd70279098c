import Records

/// A step graph as SVG: sequences run downwards, branches stand side by side, loops lead back up.
struct GraphDrawing {
    private static let boxWidth = 230.0
    private static let lineHeight = 15.0
    /// Room for two lines.
    private static let boxHeight = 44.0
    private static let gapX = 26.0
    private static let gapY = 30.0
    /// Letters of this size that fit into a box.
    private static let lettersInLine = 36
    /// Edges that lead back keep so far apart.
    private static let lane = 14.0

    private let graph: StepGraph
    private let layout: GraphLayout

    init(_ graph: StepGraph) {
        self.graph = graph
        layout = GraphLayout(graph)
    }

    private func x(_ place: Int) -> Double {
        20 + layout.column(place) * (Self.boxWidth + Self.gapX)
    }

    private func y(_ place: Int) -> Double {
        56 + Double(layout.layer(place)) * (Self.boxHeight + Self.gapY)
    }

    func render() -> [UInt8] {
        var page = Markup()
        let back = layout.routes.filter(\.leadsBack)
        let right = 20 + layout.width * (Self.boxWidth + Self.gapX)
        // Letters of the title are about nine wide.
        let width = max(
            right + 20 + Self.lane * Double(back.count) + (back.isEmpty ? 0 : 60),
            40 + 9 * Double(min(graph.title.count, 120))
        )
        let height = 56 + Double(max(1, layout.depth)) * (Self.boxHeight + Self.gapY)
        page.raw("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        page.attribute("viewBox", "0 0 \(Int(width)) \(Int(height))")
        page.attribute("width", width)
        page.attribute("height", height)
        page.raw("><style>")
        page.raw(Self.style)
        page.raw("</style>")
        page.label(20, 28, "title", graph.title)
        for route in layout.routes where !route.leadsBack { write(&page, route) }
        for (index, route) in back.enumerated() {
            write(&page, leadingBack: route.edge, at: right + Self.lane * Double(index))
        }
        for index in graph.vertices.indices { write(&page, index) }
        for route in layout.routes where !route.leadsBack { name(&page, route) }
        page.raw("</svg>\n")
        return page.bytes
    }

    /// Down through every place the edge passes.
    private func write(_ page: inout Markup, _ route: GraphLayout.Route) {
        guard let first = route.stops.first, let last = route.stops.last else { return }
        page.raw("<path class=\"edge\" d=\"")
        point(&page, "M", x(first), y(first) + Self.boxHeight)
        for (from, to) in zip(route.stops, route.stops.dropFirst()) {
            let end = to == last ? y(to) - 5 : y(to)
            let bend = max(12, Self.gapY / 2)
            point(&page, "C", x(from), y(from) + Self.boxHeight + bend)
            point(&page, " ", x(to), y(to) - bend)
            point(&page, " ", x(to), end)
            // Past the boxes of a layer it only passes by.
            if to != last { point(&page, "L", x(to), y(to) + Self.boxHeight) }
        }
        page.raw("\"/>")
        tip(&page, x(last), y(last))
    }

    private func point(_ page: inout Markup, _ before: StaticString, _ x: Double, _ y: Double) {
        page.raw(before)
        page.number(x)
        page.raw(" ")
        page.number(y)
    }

    private func tip(_ page: inout Markup, _ x: Double, _ y: Double) {
        page.raw("<path class=\"tip\" d=\"")
        point(&page, "M", x, y)
        page.raw("l-4 -8h8z\"/>")
    }

    /// Up again on the right of everything.
    private func write(_ page: inout Markup, leadingBack edge: StepGraph.Edge, at lane: Double) {
        let half = Self.boxWidth / 2
        let (x1, y1) = (x(edge.from) + half, y(edge.from) + Self.boxHeight / 2 + 6)
        let (x2, y2) = (x(edge.to) + half, y(edge.to) + Self.boxHeight / 2 - 6)
        page.raw("<path class=\"edge back\" d=\"")
        point(&page, "M", x1, y1)
        point(&page, "L", lane - 8, y1)
        point(&page, "Q", lane, y1)
        point(&page, " ", lane, y1 - 8)
        point(&page, "L", lane, y2 + 8)
        point(&page, "Q", lane, y2)
        point(&page, " ", lane - 8, y2)
        point(&page, "L", x2 + 5, y2)
        page.raw("\"/><path class=\"tip\" d=\"")
        point(&page, "M", x2, y2)
        page.raw("l8 -4v8z\"/>")
        if !edge.text.isEmpty { page.label(lane + 5, (y1 + y2) / 2 + 4, "small", edge.text) }
    }

    /// What an edge is for, where it leaves its box.
    private func name(_ page: inout Markup, _ route: GraphLayout.Route) {
        guard !route.edge.text.isEmpty, let first = route.stops.first,
            let next = route.stops.dropFirst().first
        else { return }
        let toRight = x(next) > x(first) + 1
        let x = (x(first) * 3 + x(next)) / 4 + (toRight ? 6 : -6)
        page.label(
            x,
            y(first) + Self.boxHeight + 13,
            toRight ? "small" : "small e",
            route.edge.text
        )
    }

    private func write(_ page: inout Markup, _ index: Int) {
        let vertex = graph.vertices[index]
        let x = self.x(index)
        let y = self.y(index)
        page.box(
            x - Self.boxWidth / 2,
            y,
            Self.boxWidth,
            Self.boxHeight,
            vertex.kind.rawValue,
            tip: vertex.text
        )
        let lines = Self.lines(vertex.text)
        let first = y + Self.boxHeight / 2 + 4 - Self.lineHeight * Double(lines.count - 1) / 2
        for (number, line) in lines.enumerated() {
            page.label(x, first + Self.lineHeight * Double(number), "m", line)
        }
    }

    /// One or two lines, broken at a space, the rest left to the tip.
    static func lines(_ text: String) -> [String] {
        guard text.count > lettersInLine else { return [text] }
        let head = text.prefix(lettersInLine + 1)
        let end = head.lastIndex(of: " ") ?? text.index(text.startIndex, offsetBy: lettersInLine)
        let first = String(text[..<end])
        var second = String(text[end...].drop { $0 == " " })
        if second.count > lettersInLine { second = second.prefix(lettersInLine - 1) + "…" }
        return [first, second]
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
        .back{stroke-dasharray:5 3}
        @media(prefers-color-scheme:dark){svg{background:#15171a}text{fill:#e8e6e1}
        rect{fill:#1c1f23;stroke:#a2a7b0}.small{fill:#a2a7b0;stroke:#15171a}.decision{fill:#392c12}
        .wait{fill:#282c31}.question{fill:#12303f}.result{fill:#14332a}.branch{fill:#3a2232}}
        """
}
