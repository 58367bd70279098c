package import Devices
import Labs
package import Quantities

/// What the devices of one line need of its connection; the owner keeps to it.
package struct LineConnection: Hashable, Sendable {
    /// Nobody else may be connected where one of the devices accepts one client only.
    package var clients = ConnectionHabits.Clients.many
    /// Kept between closing the connection and opening it again.
    package var reconnectPause = Lapse.zero
    /// A TCP connection silent for so long though asked is no connection any more; zero: never.
    package var silenceLimit = Lapse.zero
    /// A TCP connection nobody asked anything on for so long is dropped; nil where it never is.
    package var idleDrop: Lapse?
    /// What comes this long after opening is noise.
    package var discardAfterOpen = Lapse.zero

    init() {}

    init(_ line: LineDefinition, _ links: [ModbusLink]) {
        discardAfterOpen = line.discardAfterOpen
        guard line.kind == .modbusTCP else { return }
        for link in links {
            let own = link.connection
            if own.clients == .one { clients = .one }
            reconnectPause = max(reconnectPause, own.reconnectPause)
            silenceLimit = max(silenceLimit, own.silenceLimit)
            if let drop = own.idleDrop { idleDrop = idleDrop.map { min($0, drop) } ?? drop }
        }
    }
}
