import Devices
import Labs
import Lines
import Quantities
import Trials

/// The devices the tests talk to: records to read, registers to write.
enum Benches {
    static let timeout = Lapse.milliseconds(200)
    static let lateness = Lapse.milliseconds(300)
    /// The longest a true reply may be under way: the timeout, and its and the request's bytes.
    static let patience = timeout + .milliseconds(8)

    /// Ten records, five in each table of registers, far enough apart that none is read with another.
    static let records = [ModbusField.Table.holding, .input].flatMap { table in
        stride(from: 0, to: 1000, by: 200).map { Record(table, $0) }
    }

    static func profile(
        _ records: [Record] = records,
        every: Lapse = .milliseconds(1),
        writes: [PointDefinition] = [],
        _ change: (inout ModbusLink) -> Void = { _ in }
    ) -> DeviceProfile {
        var link = ModbusLink(serial: SerialSettings(baud: 115_200))
        link.replyTimeout = timeout
        link.greatestLateness = lateness
        change(&link)
        return .plain(.modbus(link), records.flatMap { $0.points(every: every) } + writes)
    }

    /// Registers 1024 and on, written by function 6 or 16; the first one is also the safe output.
    static let written = [
        PointDefinition.register("output", 1024, write: 6, every: nil),
        .register("setpoint", 1032, write: 16, every: nil),
    ]

    static func local(_ port: Int) -> PortAddress { .network(host: "127.0.0.1", port: port) }

    static func tcp(_ units: [Int], _ profile: DeviceProfile = profile()) -> LineLab.Bus {
        LineLab.Bus(LineLab.line(.modbusTCP), units: units, profile)
    }

    static func rtu(
        _ units: [Int],
        _ profile: DeviceProfile = profile(),
        echo: LineDefinition.Echo = .none
    ) -> LineLab.Bus {
        LineLab.Bus(LineLab.line(.modbusRTU, echo: echo), units: units, profile)
    }

    static func list(_ units: [Int]) -> String { units.map(String.init).joined(separator: ",") }

    static func tcpPeer(_ units: [Int], port: Int = 0, _ more: [String] = []) throws -> Peer {
        try Peer(
            python: "modbus_peer",
            ["--tcp", String(port), "--units", list(units), "--late", "0.26:0.48"] + more
        )
    }

    static func ptyPeer(_ units: [Int], link: String, _ more: [String] = []) throws -> Peer {
        try Peer(
            python: "modbus_peer",
            ["--pty", link, "--units", list(units), "--late", "0.26:0.48"] + more
        )
    }
}
