import Execution
import Interlocks

/// The points that what is under way depends on, as they were when it was last looked at.
///
/// During a long hold nearly every reading is of some other point; this tells it at the cost of a
/// few comparisons.
struct WatchList: Sendable {
    private var points: [Int] = []
    private var seen: [Reading] = []
    /// Points of which only another value or quality is news.
    private var steadyPoints: [Int] = []
    private var steady: [Reading] = []

    mutating func clear() {
        points.removeAll(keepingCapacity: true)
        seen.removeAll(keepingCapacity: true)
        steadyPoints.removeAll(keepingCapacity: true)
        steady.removeAll(keepingCapacity: true)
    }

    mutating func add(_ point: Int, _ image: ProcessImage) {
        points.append(point)
        seen.append(image[point])
    }

    mutating func add(_ points: [Int], _ image: ProcessImage) {
        for point in points { add(point, image) }
    }

    mutating func add(changesOf points: [Int], _ image: ProcessImage) {
        for point in points {
            steadyPoints.append(point)
            steady.append(image[point])
        }
    }

    /// Whether any of the points was read again, or has become bad.
    func hasNews(_ image: ProcessImage) -> Bool {
        for index in points.indices {
            let reading = image[points[index]]
            if reading.at != seen[index].at || reading.quality != seen[index].quality
                || reading.value != seen[index].value
            {
                return true
            }
        }
        for index in steadyPoints.indices {
            let reading = image[steadyPoints[index]]
            if reading.value != steady[index].value || reading.quality != steady[index].quality {
                return true
            }
        }
        return false
    }
}

extension ActRun {
    /// Adds the points on whose readings the act's progress depends.
    func watch(_ image: ProcessImage, _ list: inout WatchList) {
        switch phase {
        case .calling(_, let call), .closing(_, let call): list.add(call.watchedPoints, image)
        case .preparing(let completion), .completing(let completion):
            switch completion.completion {
            case .near(let point, _, _), .atMost(let point, _), .flag(let point, _, _),
                .held(let point, _, _, _, _):
                list.add(point, image)
            case .calls: break
            }
        case .measuring(let measuring): list.add(measuring.point, image)
        case .weighing:
            guard let scale else { return }
            list.add(scale.weight, image)
            if let stable = scale.stable { list.add(stable, image) }
        case .withPerson, .done: break
        }
    }
}
