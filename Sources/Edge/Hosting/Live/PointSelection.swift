import Devices
import Findings
package import Interlocks
package import Labs
import Quantities

/// Points of a lab that somebody named.
package struct PointSelection: Sendable {
    /// By place in the process image, in the order they were named.
    package let points: [Int]
    /// What each was called.
    package let names: [String]

    /// What they are named for.
    package enum Use: Sendable {
        case read, write
    }

    /// Finds points by `device.point` or `assembly.point`; a device or an assembly alone means all
    /// its points, no name at all every point of the lab.
    ///
    /// - Throws: `Failure` with the nearest name where one is unknown.
    /// Points that are only written are left out, and an error where one is named, unless
    /// somebody wants to write.
    package init(
        _ wanted: [String],
        in loaded: LoadedLab,
        to use: Use = .read
    ) throws(Failure) {
        let names = loaded.names
        func isRead(_ point: Int) -> Bool { names.points[point].definition.access != .write }
        var points: [Int] = []
        var called: [String] = []
        for name in wanted {
            if let point = names.point(name) {
                guard use == .write || isRead(point) else {
                    throw Failure("“\(name)” is only written; its profile has no way to read it.")
                }
                points.append(point)
                called.append(name)
            } else if let device = names.device(name) {
                for point in names.firstPoint[device]..<names.firstPoint[device + 1]
                where isRead(point) {
                    points.append(point)
                    called.append(names.points[point].name)
                }
            } else {
                throw Self.unknown(name, in: loaded)
            }
        }
        guard wanted.isEmpty else {
            self.points = points
            self.names = called
            return
        }
        self.points = names.points.indices.filter(isRead)
        self.names = self.points.map { names.points[$0].name }
    }

    private static func unknown(_ name: String, in loaded: LoadedLab) -> Failure {
        let known = loaded.names.pointNames + loaded.lab.devices.map(\.name)
        let nearest = NearestName.of(name, among: known).map { " Did you mean “\($0)”?" } ?? ""
        return Failure(
            "The lab “\(loaded.lab.name)” has no point “\(name)”.\(nearest) "
                + "athanor describe lists them."
        )
    }

    /// The devices the points belong to, each once.
    package func devices(_ names: LabNames) -> [Int] {
        var found: [Int] = []
        for point in points {
            let device = names.points[point].reference.device
            if !found.contains(device) { found.append(device) }
        }
        return found
    }

    /// Whether every point was read, whatever came back.
    package func isComplete(in image: ProcessImage) -> Bool {
        points.allSatisfy { image[$0].quality != .neverRead }
    }
}
