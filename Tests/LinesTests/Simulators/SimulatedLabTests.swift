import Labs
import Lines
import Quantities
import Simulation
import Simulators
import Testing

/// What a simulated lab is told and asked from within the same program.
@Suite(.timeLimit(.minutes(10))) struct SimulatedLabTests {
    @Test func `every line of the demo lab has a port of its own`() throws {
        let served = try ServedLab.demo()
        let places = served.lab.lines.map { served.place($0.name) }
        #expect(Set(places).count == served.lab.lines.count)
        #expect(places.allSatisfy { $0.hasPrefix("/dev/pts/") })
        let sockets = try ServedLab.demo(transport: .sockets)
        #expect(sockets.lab.lines.allSatisfy { sockets.port($0.name) > 1023 })
    }

    @Test func `what a person does shows on the wire`() throws {
        let served = try ServedLab.demo()
        let port = try RawPort(served.place("balance-line"))
        let point = try #require(served.names.point("balance.weight"))
        #expect(served.simulated.preset(point: point, to: 0.005))
        port.write(Array("SI\r\n".utf8))
        let reply = String(decoding: port.read(20), as: UTF8.self)
        #expect(reply.contains("5.000"), "\(reply)")

        let inputs = try RawPort(served.place("io-bus"))
        let ask = Frame.rtu(2, [2, 0, 1, 0, 1])
        inputs.write(ask)
        #expect(inputs.read(6) == Frame.rtu(2, [2, 1, 1]))
        let door = try #require(served.names.point("inputs.furnace-door-closed"))
        #expect(served.simulated.preset(point: door, to: 0))
        #expect(served.simulated.observe().chambers.first?.door == .open)
        inputs.write(ask)
        #expect(inputs.read(6) == Frame.rtu(2, [2, 1, 0]))
    }

    @Test func `a fault begins at once, is told, and ends`() throws {
        let served = try ServedLab.demo()
        let port = try RawPort(served.place("furnace-bus"))
        let ask = Frame.rtu(1, [3, 0x80, 0x02, 0, 2])
        port.write(ask)
        #expect(port.read(9).count == 9)
        let device = try #require(served.names.device("controller"))
        let dead = FaultSpec(kind: .deviceDead, device: device, at: .start, lasting: nil)
        #expect(served.simulated.inject(dead))
        port.write(ask)
        #expect(port.read(1, within: 0.3).isEmpty)
        #expect(served.simulated.endFaults(device: device).map(\.kind) == [.deviceDead])
        port.write(ask)
        #expect(port.read(9).count == 9)
        var told: [String] = []
        while let notice = served.simulated.nextNotice(within: 0.2) {
            told.append(notice.words(served.lab))
        }
        #expect(
            told == [
                "furnace-bus: a host is connected", "controller: device-dead begins",
                "controller: device-dead has ended",
            ]
        )
    }

    @Test func `speed shortens wires and waits alike`() throws {
        let served = try ServedLab.demo(speed: 20)
        let port = try RawPort(served.place("furnace-bus"))
        let began = served.simulated.clock.now
        let real = ContinuousClock.now
        for _ in 0..<20 {
            port.write(Frame.rtu(1, [3, 0x80, 0x02, 0, 2]))
            #expect(port.read(9).count == 9)
        }
        // Twenty exchanges of at least 32 ms each.
        #expect(served.simulated.clock.now - began > .milliseconds(640))
        #expect(ContinuousClock.now - real < .milliseconds(640))
    }

    @Test func `time goes on while nobody asks`() throws {
        let served = try ServedLab.demo(speed: 1000)
        let device = try #require(served.names.device("controller"))
        let dead = FaultSpec(
            kind: .sensorOpen,
            device: device,
            at: .start,
            lasting: Lapse(seconds: 60)
        )
        #expect(served.simulated.inject(dead))
        let first = served.simulated.nextNotice(within: 2)
        let second = served.simulated.nextNotice(within: 2)
        #expect(first?.words(served.lab) == "controller: sensor-open begins, for 60.0 s")
        #expect(second?.words(served.lab) == "controller: sensor-open has ended")
        #expect(served.simulated.activeFaults.isEmpty)
    }
}
