package import Devices
package import Labs
package import Quantities

/// How long bytes take on one line.
package struct LineTiming: Hashable, Sendable {
    /// The time of one character; on TCP that of one byte at 100 Mbit/s.
    package var character: Lapse
    /// The silence that ends an RTU frame; zero elsewhere.
    package var silence: Lapse
    /// What the adapter adds to every reply.
    package var latency: Lapse

    /// The line's own, or longer where one of its devices needs longer silences.
    package init(_ line: LineDefinition, links: [ModbusLink] = []) {
        latency = line.adapterLatency
        if let rts = line.rts { latency = latency + rts.before + rts.after }
        switch line.kind {
        case .modbusTCP:
            character = Lapse(nanoseconds: 80)
            silence = .zero
        case .modbusRTU:
            character = line.settings.time(characters: 1)
            // Modbus over serial line V1.02, 2.5.1.1: 3.5 characters, above 19200 Bd 1.750 ms.
            silence =
                line.settings.baud > 19200
                ? Lapse(nanoseconds: 1_750_000)
                : Lapse(nanoseconds: line.settings.time(characters: 7).nanoseconds / 2)
            silence = links.compactMap(\.frameSilence).reduce(silence) { max($0, $1) }
        case .serial:
            character = line.settings.time(characters: 1)
            silence = .zero
        }
    }

    /// The time of `count` characters.
    package func time(characters count: Int) -> Lapse {
        Lapse(nanoseconds: character.nanoseconds &* Int64(min(max(count, 0), 1 << 20)))
    }
}
