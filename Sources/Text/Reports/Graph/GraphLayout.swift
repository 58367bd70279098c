/// Where the vertices of a step graph stand, and how its edges run between them.
///
/// Layers from the top, the longest way deciding. An edge over several layers passes a place of
/// its own in each, so that it runs through no box; one that leads back goes up on the right.
struct GraphLayout {
    /// A vertex, or the place where a long edge passes a layer.
    private struct Place {
        var layer: Int
        var column = 0.0
        var isVertex: Bool
    }

    struct Route {
        var edge: StepGraph.Edge
        /// The places it passes, from top to bottom; empty where it leads back.
        var stops: [Int]
        var leadsBack: Bool
    }

    private var places: [Place]
    private(set) var routes: [Route] = []
    /// Of the widest layer, in boxes.
    private(set) var width = 1.0
    private(set) var depth = 0

    /// Passes over the layers, downwards and upwards in turn.
    private static let sweeps = 6
    /// A passing edge takes less room than a box.
    private static let passage = 0.3

    init(_ graph: StepGraph) {
        let edges = graph.edges.filter {
            graph.vertices.indices.contains($0.from) && graph.vertices.indices.contains($0.to)
        }
        let back = Self.leadingBack(graph.vertices.count, edges)
        let layers = Self.layers(graph.vertices.count, edges, back)
        places = layers.map { Place(layer: $0, isVertex: true) }
        depth = (layers.max() ?? -1) + 1
        var links: [(from: Int, to: Int)] = []
        for (index, edge) in edges.enumerated() {
            guard !back[index] else {
                routes.append(Route(edge: edge, stops: [], leadsBack: true))
                continue
            }
            var stops = [edge.from]
            for layer in (layers[edge.from] + 1)..<max(layers[edge.from] + 1, layers[edge.to]) {
                stops.append(places.count)
                places.append(Place(layer: layer, isVertex: false))
            }
            stops.append(edge.to)
            for (from, to) in zip(stops, stops.dropFirst()) { links.append((from, to)) }
            routes.append(Route(edge: edge, stops: stops, leadsBack: false))
        }
        arrange(links)
    }

    func column(_ place: Int) -> Double { places[place].column }
    func layer(_ place: Int) -> Int { places[place].layer }
    func isVertex(_ place: Int) -> Bool { places[place].isVertex }

    /// Which edges close a circle, by a walk from the first vertex on.
    private static func leadingBack(_ count: Int, _ edges: [StepGraph.Edge]) -> [Bool] {
        var out = Array(repeating: [Int](), count: count)
        for (index, edge) in edges.enumerated() { out[edge.from].append(index) }
        var back = Array(repeating: false, count: edges.count)
        var entered = Array(repeating: false, count: count)
        var open = Array(repeating: false, count: count)
        for root in 0..<count where !entered[root] {
            var path: [(vertex: Int, next: Int)] = [(root, 0)]
            entered[root] = true
            open[root] = true
            while let top = path.last {
                guard top.next < out[top.vertex].count else {
                    open[top.vertex] = false
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let edge = out[top.vertex][top.next]
                let to = edges[edge].to
                if open[to] {
                    back[edge] = true
                } else if !entered[to] {
                    entered[to] = true
                    open[to] = true
                    path.append((to, 0))
                }
            }
        }
        return back
    }

    /// The longest way from a start to each vertex.
    private static func layers(
        _ count: Int,
        _ edges: [StepGraph.Edge],
        _ back: [Bool]
    ) -> [Int] {
        var layer = Array(repeating: 0, count: count)
        var waiting = Array(repeating: 0, count: count)
        var out = Array(repeating: [Int](), count: count)
        for (index, edge) in edges.enumerated() where !back[index] {
            waiting[edge.to] += 1
            out[edge.from].append(edge.to)
        }
        var ready = waiting.indices.filter { waiting[$0] == 0 }
        while let vertex = ready.popLast() {
            for next in out[vertex] {
                layer[next] = max(layer[next], layer[vertex] + 1)
                waiting[next] -= 1
                if waiting[next] == 0 { ready.append(next) }
            }
        }
        return layer
    }

    /// Orders each layer by its neighbours' places, then sets it centred on them.
    private mutating func arrange(_ links: [(from: Int, to: Int)]) {
        var above = Array(repeating: [Int](), count: places.count)
        var below = Array(repeating: [Int](), count: places.count)
        for link in links {
            below[link.from].append(link.to)
            above[link.to].append(link.from)
        }
        var members = Array(repeating: [Int](), count: depth)
        for (place, entry) in places.enumerated() { members[entry.layer].append(place) }
        for layer in members { spread(layer) }
        for sweep in 0..<Self.sweeps {
            let down = sweep % 2 == 0
            for index in down ? Array(members.indices) : members.indices.reversed() {
                let neighbours = down ? above : below
                let wish = members[index].map { place -> (Double, Int) in
                    let near = neighbours[place]
                    guard !near.isEmpty else { return (places[place].column, place) }
                    return (near.reduce(0) { $0 + places[$1].column } / Double(near.count), place)
                }
                members[index] = wish.sorted { $0 < $1 }.map(\.1)
                spread(members[index])
            }
        }
        let least = places.map { $0.column - room($0) / 2 }.min() ?? 0
        let greatest = places.map { $0.column + room($0) / 2 }.max() ?? 1
        for index in places.indices { places[index].column -= least }
        width = max(1, greatest - least)
    }

    private func room(_ place: Place) -> Double { place.isVertex ? 1 : Self.passage }

    /// Sets a layer from left to right, its middle at zero.
    private mutating func spread(_ layer: [Int]) {
        let whole = layer.reduce(0) { $0 + room(places[$1]) }
        var x = -whole / 2
        for place in layer {
            let room = room(places[place])
            places[place].column = x + room / 2
            x += room
        }
    }
}
