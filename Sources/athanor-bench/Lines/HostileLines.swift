import CLineBench
import Devices
import Hosting
import Interlocks
import Labs
import Lines
import Quantities
import Trials
import Wire

/// Values that are wrong, on real pseudo-terminals and TCP, against a peer that spoils replies; and
/// what libmodbus makes of the same peer when it is used as its manual shows.
enum HostileLines {
    /// The map every competitor reads: records too far apart to be read together.
    static let addresses: [Int32] = [0, 200, 400, 600, 800]
    static let units = 8
    /// ms.
    static let timeout: Int64 = 60
    static let lateness: Int64 = 100
    private static let late: ClosedRange<Int32> = 75...150
    private static let transactions = 10_000

    private struct Result {
        var asked = 0
        var delivered = 0
        var intact = 0
        var wrong = 0
    }

    static func run() throws(Failure) {
        let tcp = try LinePeer(bench_peer.tcp().hostile(late: late))
        let ptys = try LinePeer(bench_peer.ptys(4).hostile(late: late))
        var own = Result()
        try measure(tcp, .modbusTCP, [LineRig.local(tcp.port)], &own)
        try measure(ptys, .modbusRTU, ptys.places.map { .device($0) }, &own)
        print("asked \(own.asked)")
        print("wrong \(own.wrong)")
        print("delivered \(100 * Double(own.delivered) / Double(max(own.intact, 1)))")
        try rival()
    }

    private static func measure(
        _ peer: LinePeer,
        _ kind: LineDefinition.Kind,
        _ places: [PortAddress],
        _ result: inout Result
    ) throws(Failure) {
        let records = addresses.flatMap {
            [Record(.holding, Int($0)), Record(.input, Int($0))]
        }
        let profile = DeviceProfile.plain(
            LineRig.link(timeout: timeout, lateness: lateness),
            records.flatMap { $0.points(every: .milliseconds(1)) }
        )
        let rig = try LineRig(
            places.map { _ in
                LineLab.Bus(LineLab.line(kind), units: Array(1...units), profile)
            },
            at: places
        )
        var judge = RecordJudge(
            rig.lab,
            rig.names,
            patience: .milliseconds(timeout + 8),
            origin: rig.origin
        )
        rig.run(90, until: { peer.count.requests >= UInt64(transactions) }) {
            guard case .reading(let point, let reading) = $0 else { return }
            judge.take(point, reading.sight, at: reading.at)
        }
        for remark in judge.wrong.prefix(5) { print("wrong: \(remark)") }
        result.asked += Int(peer.count.requests)
        result.intact += Int(peer.count.intact)
        result.delivered += judge.delivered
        result.wrong += judge.wrong.count
    }

    /// libmodbus in a plain loop, as long as it takes for as many transactions or half a minute.
    private static func rival() throws(Failure) {
        let tcp = try LinePeer(bench_peer.tcp().hostile(late: late))
        let pty = try LinePeer(bench_peer.ptys(1).hostile(late: late))
        let network = unsafe bench_plain_records(
            nil,
            Int32(tcp.port),
            Int32(units),
            addresses,
            Int32(addresses.count),
            Int32(timeout),
            Int32(transactions),
            20
        )
        let serial = unsafe bench_plain_records(
            pty.places.first ?? "",
            0,
            Int32(units),
            addresses,
            Int32(addresses.count),
            Int32(timeout),
            Int32(transactions),
            20
        )
        print("plain-asked \(network.asked + serial.asked)")
        print("plain-wrong \(network.wrong + serial.wrong)")
        let intact = Double(tcp.count.intact + pty.count.intact)
        let right = network.returned + serial.returned - network.wrong - serial.wrong
        print("plain-delivered \(100 * Double(right) / max(intact, 1))")
    }
}
