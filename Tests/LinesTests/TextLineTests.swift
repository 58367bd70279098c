import Devices
import Glibc
import Interlocks
import Labs
import Lines
import Quantities
import Testing
import Trials

/// Serial devices behind a pseudo-terminal and behind a serial-over-TCP server: the same path.
@Suite struct TextLineTests {
    private enum Path: CaseIterable { case terminal, network }

    private static func bus() throws -> LineLab.Bus {
        let names = ["id", "count", "time"]
        let definition = ProtocolDefinition(
            name: "asking",
            summary: "",
            sources: [],
            framing: .delimited(out: [13], in: [13]),
            checksum: nil,
            replyTimeout: .milliseconds(200),
            readTimeout: .milliseconds(50),
            greatestLateness: .milliseconds(300),
            turnaround: .milliseconds(1),
            pauseBetween: .zero,
            requests: try names.map { name in
                RequestDefinition(
                    name: name,
                    send: try Template(parsing: name + "?"),
                    reply: try Template(parsing: name + "={value:int}")
                )
            },
            errors: [],
            unsolicited: []
        )
        let points = names.map { name in
            PointDefinition(
                name: name,
                kind: .quantity(.one),
                access: .read,
                source: .serial(SerialField(request: name, field: "value")),
                every: .milliseconds(10),
                stale: .milliseconds(2000)
            )
        }
        let link = LinkDefinition.serial(protocol: "asking", SerialSettings(baud: 115_200))
        var bus = LineLab.Bus(LineLab.line(.serial), units: [1], .plain(link, points))
        bus.protocols = [definition]
        return bus
    }

    private static func peer(_ path: Path, _ scratch: Scratch, port: Int = 0) throws -> Peer {
        switch path {
        case .terminal: try Peer(python: "line_peer", ["--pty", scratch.file("port")])
        case .network: try Peer(python: "line_peer", ["--tcp", String(port)])
        }
    }

    private static func address(_ path: Path, _ peer: Peer, _ scratch: Scratch) -> PortAddress {
        path == .terminal ? .device(scratch.file("port")) : Benches.local(peer.port)
    }

    @Test(arguments: Path.allCases)
    private func `answers are read, silence is bad, and talking again is good`(
        _ path: Path
    ) throws {
        let scratch = try Scratch()
        let peer = try Self.peer(path, scratch)
        let rig = try Rig(
            [try Self.bus()],
            at: [Self.address(path, peer, scratch)],
            patience: Benches.patience
        )
        #expect(rig.run(10) { $0["l0u1.count"].value > 60 })
        #expect(rig["l0u1.id"].value == 4711)
        #expect(rig.told == ["connected"])
        peer.ask("silent")
        #expect(rig.run(5) { $0["l0u1.id"].quality == .noAnswer })
        #expect(rig.lost == [0])
        peer.ask("talk")
        #expect(rig.run(10) { $0["l0u1.id"].quality == .good })
        #expect(rig.found == [0])
        #expect(rig["l0u1.id"].value == 4711)
    }
}
