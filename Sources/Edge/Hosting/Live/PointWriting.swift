import Devices
import Findings
import Interlocks
import Labs
import Quantities
import Reports
import Scanning
import Synchronization

/// One value for one point, by a person: through a permit, confirmed by reading back.
package struct PointWriting: Sendable {
    /// How a write ended.
    package enum Ending: Sendable {
        /// Written, and read back as such.
        case confirmed(String)
        /// Acknowledged, but not read back: the point cannot be read.
        case acknowledged
        /// Acknowledged, and the device shows something else.
        case differs(shown: String)
        case trouble(HandTrouble)
    }

    /// How long outcome and reading back may take, s: a permit's life and a slow line.
    private static let patience = 8.0

    /// How long the scan may permit it.
    private static let hold = Lapse(seconds: 2 * patience)
    /// So long it may take at most, s.
    static let longest = 4 * patience

    private let loaded: LoadedLab
    private let point: Int
    private let value: Double

    /// Reads `text` as a value of the point: `850 degC`, `true`, `remote`.
    ///
    /// - Throws: `Failure` where the point is not written or the text is no value of it.
    package init(
        _ name: String,
        _ text: String,
        in loaded: LoadedLab
    ) throws(Failure) {
        self.loaded = loaded
        guard let point = try PointSelection([name], in: loaded, to: .write).points.first,
            loaded.names.point(name) != nil
        else { throw Failure("“\(name)” is a device; name one of its points.") }
        self.point = point
        let definition = loaded.names.points[point].definition
        guard definition.access != .read else {
            throw Failure("“\(name)” is only read; its profile has no way to write it.")
        }
        value = try Self.value(text, of: definition, name)
    }

    private static func value(
        _ text: String,
        of point: PointDefinition,
        _ name: String
    ) throws(Failure) -> Double {
        switch point.kind {
        case .flag:
            switch text {
            case "true", "on", "1": return 1
            case "false", "off", "0": return 0
            default: throw Failure("“\(name)” is true or false, not “\(text)”.")
            }
        case .choice(let words):
            guard let index = words.firstIndex(of: text) else {
                let known = words.joined(separator: ", ")
                throw Failure("“\(name)” is one of \(known); “\(text)” is none.")
            }
            return Double(index)
        case .quantity(let unit):
            guard let quantity = try? Quantity(parsing: text),
                quantity.dimensions == unit.dimensions, quantity.si.isFinite
            else {
                throw Failure(
                    "“\(name)” takes a quantity such as “1 \(unit.symbol)”, not “\(text)”."
                )
            }
            return quantity.si
        }
    }

    /// Index into `Lab.devices` of the device it writes to.
    package var device: Int { loaded.names.points[point].reference.device }

    /// What it sends.
    var body: CommandBody {
        .write(point: loaded.names.points[point].reference.point, value: value)
    }

    /// Sends the value and waits for the device to show it.
    package func carryOut(at desk: HostDesk) async -> Ending {
        let reference = loaded.names.points[point].reference
        let definition = loaded.names.points[point].definition
        let stops = desk.stops.load(ordering: .sequentiallyConsistent)
        _ = await desk.follow(seconds: 3) {
            $0.image[point].quality != .neverRead && $0.awaited == nil
        }
        // Before that nothing is permitted, so nothing would be sent.
        guard await desk.follow(seconds: Self.patience, until: { $0.awaited == nil }) else {
            let awaited = desk.view.awaited.map { loaded.names.points[$0].called }
            return .trouble(.waiting(point: awaited ?? "a point"))
        }
        guard desk.stops.load(ordering: .sequentiallyConsistent) == stops else {
            return .trouble(.stopped)
        }
        // Held only for this write; the scan permits nothing to whoever holds nothing.
        desk.host.order(.lease(device: reference.device, until: desk.now + Self.hold))
        let id = desk.command(device: reference.device, body)
        let isOver = await desk.follow(seconds: Self.patience) { $0.outcomes[id] != nil }
        guard isOver, let outcome = desk.view.outcomes[id] else { return .trouble(.late) }
        guard outcome == .acknowledged else { return .trouble(.failed(outcome)) }
        guard definition.access == .readWrite else { return .acknowledged }
        let sent = desk.view.now
        desk.host.order(.refresh(device: reference.device))
        let isShown = await desk.follow(seconds: Self.patience) { view in
            let reading = view.image[point]
            return reading.at > sent && reading.quality == .good && isClose(reading.value)
        }
        let shown = ReadingText.value(desk.view.image[point], of: definition)
        return isShown ? .confirmed(shown) : .differs(shown: shown)
    }

    /// Devices round to their resolution; a ten-thousandth is as close as a read-back is judged.
    private func isClose(_ shown: Double) -> Bool {
        abs(shown - value) <= max(abs(value) * 1e-4, 1e-9)
    }
}
