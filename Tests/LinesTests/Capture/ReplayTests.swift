import Foundation
import Hosting
import Labs
import Lines
import Quantities
import Testing

struct ReplayTests {
    private static func passage(
        _ direction: CaptureReader.Direction,
        _ milliseconds: Int64,
        _ bytes: [UInt8]
    ) -> CaptureReader.Passage {
        CaptureReader.Passage(
            line: 0,
            direction: direction,
            at: .start + .milliseconds(milliseconds),
            bytes: bytes,
            notes: [],
            offset: 0
        )
    }

    private static func script(
        _ order: ReplayScript.Order,
        tcp: Bool = false,
        _ passages: [CaptureReader.Passage]
    ) -> ReplayScript {
        var script = ReplayScript(order: order, isModbusTCP: tcp)
        for passage in passages {
            let isTaken = script.add(passage)
            #expect(isTaken)
        }
        return script
    }

    private static let talk = [
        passage(.toDevice, 0, [1, 2]), passage(.fromDevice, 30, [3]),
        passage(.toDevice, 100, [1, 4]), passage(.fromDevice, 101, [5]),
        passage(.fromDevice, 109, [6]), passage(.toDevice, 200, [1, 2]),
    ]

    @Test func `requests are answered as they were, as late as they were`() {
        var script = Self.script(.recorded, Self.talk)
        #expect(script.hear([1]) == .nothing)
        #expect(script.hear([2]) == .request([.init(after: .milliseconds(30), bytes: [3])]))
        #expect(
            script.hear([1, 4, 1, 2])
                == .request([
                    .init(after: .milliseconds(1), bytes: [5]),
                    .init(after: .milliseconds(9), bytes: [6]),
                ])
        )
        #expect(script.remainder == 1)
        #expect(script.hear([]) == .request([]))
        #expect(script.remainder == 0)
        #expect(script.hear([1, 2]) == .unknown([1, 2]))
    }

    @Test func `only the recorded order will do where it must`() {
        var strict = Self.script(.recorded, Self.talk)
        #expect(strict.hear([1, 4]) == .unknown([1, 4]))
        var lenient = Self.script(.any, Self.talk)
        #expect(lenient.hear([1, 2]) == .request([.init(after: .milliseconds(30), bytes: [3])]))
        #expect(lenient.hear([1, 2]) == .request([]))
        #expect(lenient.expected == [1, 4])
        #expect(lenient.hear([1, 2]) == .unknown([1, 2]))
        #expect(lenient.remainder == 1)
    }

    @Test func `a request that could go on waits for a silence`() {
        var script = Self.script(
            .any,
            [Self.passage(.toDevice, 0, [7]), Self.passage(.toDevice, 5, [7, 8])]
        )
        #expect(script.hear([7]) == .nothing)
        #expect(script.isPartial)
        #expect(script.hear([], isSilent: true) == .request([]))
        #expect(script.hear([9]) == .unknown([9]))
    }

    @Test func `a transaction is the asker's own, and a stale reply stays stale`() {
        let request: [UInt8] = [0, 7, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1]
        let reply: [UInt8] = [0, 7, 0, 0, 0, 5, 1, 3, 2, 0, 42]
        let stale: [UInt8] = [0, 6, 0, 0, 0, 5, 1, 3, 2, 0, 41]
        var script = Self.script(
            .recorded,
            tcp: true,
            [
                Self.passage(.toDevice, 0, request), Self.passage(.fromDevice, 4, stale),
                Self.passage(.fromDevice, 5, Array(reply[..<3])),
                Self.passage(.fromDevice, 6, Array(reply[3...])),
            ]
        )
        let live = [0x12, 0x34] + request.dropFirst(2)
        #expect(
            script.hear(live)
                == .request([
                    .init(after: .milliseconds(4), bytes: [0x12, 0x33] + stale.dropFirst(2)),
                    .init(after: .milliseconds(6), bytes: [0x12, 0x34] + reply.dropFirst(2)),
                ])
        )
    }

    /// Serves a second of the demo lab and plays its recorded host against it.
    private static func served(
        _ order: ReplayScript.Order,
        _ client: @escaping @Sendable ([(kind: LineDefinition.Kind, address: String)]) -> Void
    ) throws -> ReplayServer.Ending {
        var session = try CaptureSession()
        session.play(for: Lapse(seconds: 1), portions: 2)
        return try ScratchFolder.use { folder in
            try session.write(to: folder + "/s.pcapng")
            let scripts = try ReplayScripts.read(
                folder + "/s.pcapng",
                lab: session.lab,
                names: session.names,
                only: [0, 4],
                order: order
            )
            #expect(scripts.map(\.line) == [0, 4])
            let lines = session.lab.lines
            let server = try ReplayServer(
                scripts.map { (definition: lines[$0.line], script: $0.script) }
            )
            let ports = zip(scripts, server.ports).map { (lines[$0.line].kind, $1.address) }
            let thread = Thread { client(ports) }
            thread.start()
            return server.serve(patience: Lapse(seconds: 5)) { false }
        }
    }

    @Test func `a session served on a socket and a terminal is answered to the end`() throws {
        let session = try {
            var session = try CaptureSession()
            session.play(for: Lapse(seconds: 1), portions: 2)
            return session
        }()
        let pieces = session.pieces
        let ending = try Self.served(.recorded) { ports in
            for (line, port) in zip([0, 4], ports) {
                let own = pieces.filter { $0.line == line && $0.kind != .opened }
                guard let end = WireEnd(port.address) else { continue }
                var index = 0
                while index < own.count {
                    end.write(own[index].bytes)
                    index += 1
                    var reply: [UInt8] = []
                    while index < own.count, own[index].kind == .fromDevice {
                        reply += own[index].bytes
                        index += 1
                    }
                    guard end.read(reply.count) == reply else { return }
                }
            }
        }
        #expect(ending == .complete)
    }

    @Test func `what was not recorded ends it at once`() throws {
        let ending = try Self.served(.any) { ports in
            guard let end = WireEnd(ports[1].address) else { return }
            end.write(Array("NONSENSE\r\n".utf8))
            Thread.sleep(forTimeInterval: 1)
        }
        guard case .unknown(let line, let bytes, _) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(line == "balance-line")
        #expect("NONSENSE\r\n".hasPrefix(String(decoding: bytes, as: UTF8.self)))
    }

    @Test func `what nobody asked is named`() throws {
        let ending = try Self.served(.any) { _ in }
        guard case .unfinished(let rests) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(rests.map(\.line) == ["furnace-bus", "balance-line"])
        #expect(rests.allSatisfy { $0.count > 0 && !$0.next.isEmpty })
    }

    @Test func `percentiles are within a thirty-second`() {
        var histogram = LapseHistogram()
        #expect(histogram.quantile(0.5) == nil)
        for index in 1...1000 { histogram.add(Lapse(nanoseconds: Int64(index) * 1_000_003)) }
        for share in [0.01, 0.5, 0.99, 1] {
            let exact = share * 1000 * 1_000_003
            let found = histogram.quantile(share).map { Double($0.nanoseconds) } ?? 0
            #expect(abs(found - exact) <= exact / 32 + 1)
        }
    }
}
