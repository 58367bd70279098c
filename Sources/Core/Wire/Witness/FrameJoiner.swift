import Devices
package import Labs
package import Quantities

/// Joins what was read from a line, portion by portion, into the frames that were sent over it.
///
/// No byte is lost: what belongs to no frame comes out as a rest. A Modbus RTU frame ends where
/// its function and byte count say so and its CRC holds, a line of text at its terminator; both end
/// at the latest after a silence that is no hesitation any more, an RTU reply also at the next
/// request. Modbus TCP is a stream with lengths of its own, so its portions stay as they came.
package struct FrameJoiner: Sendable {
    package struct Frame: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            case whole
            /// What the adapter repeats of the host's own request.
            case echo
            /// Noise, a part, or a frame whose check does not hold.
            case rest
        }

        package var kind: Kind
        package var bytes: [UInt8]
        /// When its last portion was there, and its first.
        package var at: Instant
        package var began: Instant
        /// In how many portions it came.
        package var portions: Int
    }

    private enum Rule: Sendable {
        case asItComes
        case rtu
        case text(ends: [[UInt8]])
    }

    /// More than two of the longest RTU frames; what is held beyond it is no frame.
    private static let greatestHeld = 1024
    /// Reads of a busy host hesitate: as long as an FTDI adapter's default latency of 16 ms and
    /// a tick of the scheduler.
    private static let hesitation: Int64 = 20_000_000

    private let rule: Rule
    private let echoes: LineDefinition.Echo
    private let silence: Lapse
    private var held: [UInt8] = []
    private var began = Instant.start
    private var last = Instant.start
    private var portions = 0
    /// What was sent last, and, until it came, its echo.
    private var request: [UInt8] = []
    private var echo: [UInt8] = []

    package init(lab: Lab, line: Int) {
        let definition = lab.lines[line]
        echoes = definition.kind == .modbusTCP ? .none : definition.echo
        let timing = LineTiming(definition)
        let usual = timing.silence + timing.latency + Lapse(nanoseconds: Self.hesitation)
        switch definition.kind {
        case .modbusTCP:
            rule = .asItComes
            silence = usual
        case .modbusRTU:
            rule = .rtu
            silence = usual
        case .serial:
            let spoken = lab.protocols(on: line)
            rule = .text(ends: spoken.compactMap(\.end))
            silence = spoken.map(\.readTimeout).reduce(usual) { max($0, $1 + timing.latency) }
        }
    }

    /// A request goes out; returns what an RTU line held before it.
    package mutating func sent(_ frame: [UInt8], at now: Instant) -> [Frame] {
        var frames = settle(at: now)
        if !holdsThroughRequests { frames += end() }
        request = frame
        if echoes == .local { echo = frame }
        return frames
    }

    /// Bytes that one read brought; returns what is complete with them.
    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [Frame] {
        var frames = settle(at: now)
        guard !bytes.isEmpty else { return frames }
        if held.isEmpty { began = now }
        held += bytes
        portions += 1
        last = now
        stripEcho(&frames)
        if echo.isEmpty || !echo.starts(with: held) {
            switch rule {
            case .asItComes: take(held.count, .whole, &frames)
            case .rtu: takeReplies(&frames)
            case .text(let ends): takeLines(ends, &frames)
            }
        }
        if held.count > Self.greatestHeld { take(held.count, .rest, &frames) }
        return frames
    }

    /// A real-time request may go out while a line of text is answered; where nothing marks the end
    /// of a reply, the next request does.
    private var holdsThroughRequests: Bool {
        if case .text(let ends) = rule { !ends.isEmpty } else { false }
    }

    /// Returns what is held, where the line has been silent too long for it to go on.
    package mutating func settle(at now: Instant) -> [Frame] {
        !held.isEmpty && now - last > silence ? end() : []
    }

    /// Returns what is held.
    package mutating func end() -> [Frame] {
        var frames: [Frame] = []
        echo.removeAll(keepingCapacity: true)
        guard !held.isEmpty else { return frames }
        var isWhole = false
        switch rule {
        case .rtu: isWhole = CRC16.holds(held, from: 0, to: held.count)
        case .text(let ends): isWhole = ends.isEmpty
        case .asItComes: isWhole = true
        }
        take(held.count, isWhole ? .whole : .rest, &frames)
        return frames
    }

    private mutating func take(_ count: Int, _ kind: Frame.Kind, _ frames: inout [Frame]) {
        guard count > 0 else { return }
        frames.append(
            Frame(
                kind: kind,
                bytes: Array(held.prefix(count)),
                at: last,
                began: began,
                portions: portions
            )
        )
        held.removeFirst(count)
        // What is left came with the last portion.
        began = last
        portions = held.isEmpty ? 0 : 1
    }

    private mutating func stripEcho(_ frames: inout [Frame]) {
        guard !echo.isEmpty, held.starts(with: echo) else { return }
        let count = echo.count
        echo.removeAll(keepingCapacity: true)
        take(count, .echo, &frames)
    }

    private mutating func takeLines(_ ends: [[UInt8]], _ frames: inout [Frame]) {
        var place = 0
        while place < held.count {
            let end = ends.filter { held[place...].starts(with: $0) }.map(\.count).max()
            if let end {
                take(place + end, .whole, &frames)
                place = 0
            } else {
                place += 1
            }
        }
    }

    private mutating func takeReplies(_ frames: inout [Frame]) {
        var start = 0
        while start < held.count {
            guard let length = RTUShape.replyLength(held, at: start),
                start + length <= held.count,
                CRC16.holds(held, from: start, to: start + length),
                start == 0 || answersRequest(at: start)
            else {
                start += 1
                continue
            }
            take(start, .rest, &frames)
            take(length, .whole, &frames)
            start = 0
        }
    }

    /// Whether unit and function are the request's: behind noise, any other frame is too likely
    /// chance.
    private func answersRequest(at start: Int) -> Bool {
        request.count >= 2 && start + 1 < held.count && held[start] == request[0]
            && held[start + 1] & 0x7F == request[1]
    }
}

/// How long Modbus RTU frames are, as they themselves say.
enum RTUShape {
    /// The length of the reply that begins at `start`, with unit and CRC; nil where its function
    /// does not say, or the byte that does is missing (Modbus Application Protocol V1.1b3).
    static func replyLength(_ bytes: [UInt8], at start: Int) -> Int? {
        guard start + 2 < bytes.count else { return nil }
        switch bytes[start + 1] {
        case 0x80...: return 5
        case 1, 2, 3, 4, 12, 17, 20, 21, 23: return 5 + Int(bytes[start + 2])
        case 5, 6, 8, 11, 15, 16: return 8
        case 7: return 5
        case 22: return 10
        default: return nil
        }
    }
}

extension ProtocolDefinition {
    /// What ends each line of a reply; nil where only length or silence does.
    fileprivate var end: [UInt8]? {
        let end: [UInt8]
        switch framing.replies {
        case .ended(let bytes), .prompted(let bytes, _): end = bytes
        case .enclosed(_, let bytes): end = checksum?.place == .afterEnd ? [] : bytes
        case .fixed, .counted: end = []
        }
        return end.isEmpty ? nil : end
    }
}

extension Lab {
    /// The protocols of the devices on a line.
    fileprivate func protocols(on line: Int) -> [ProtocolDefinition] {
        devices.filter { $0.line == line && profiles.indices.contains($0.profile) }.compactMap {
            guard case .serial(let name, _) = profiles[$0.profile].link else { return nil }
            return protocols.first { $0.name == name }
        }
    }
}
