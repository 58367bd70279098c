import Devices

/// A device at its address: who answers for it, how fast, and what is wrong with it.
struct SimulatedDevice: Sendable {
    /// Index of the codec that answers for it.
    enum Server: Hashable, Sendable {
        case modbus(Int)
        case serial(Int)
    }

    enum Supply: Hashable, Sendable {
        case on
        /// Unpowered: nothing works.
        case off
    }

    let line: Int
    let address: Int
    let place: ModelPlace
    let server: Server
    /// From the end of a request to the beginning of its reply, ns.
    let turnaround: Int64
    /// How late a late reply is, ns.
    let lateness: Int64
    let powerReturn: LossBehaviour.Outcome
    /// Index into the world's watchdogs, or -1.
    let watchdog: Int
    var supply = Supply.on
    /// How many faults at present keep it from answering.
    var silencers = 0
    var trouble = ReplyTrouble()

    var isListening: Bool { supply == .on && silencers == 0 }
}
