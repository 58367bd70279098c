import CLinux
import Labs
import Quantities
import Simulators
import Testing

/// Lines as pseudo-terminals.
@Suite(.timeLimit(.minutes(10))) struct TerminalTests {
    private let ask = Frame.rtu(1, Frame.read(2))

    @Test func `two devices share a bus`() throws {
        let served = try ServedLab(RegisterLab.lab(.modbusRTU))
        let port = try RawPort(served.place("bus"))
        for unit: UInt8 in [1, 2] {
            let write = Frame.rtu(unit, [6, 0, 0, unit, 0x2A])
            port.write(write)
            #expect(port.read(write.count) == write)
        }
        for unit: UInt8 in [1, 2] {
            port.write(Frame.rtu(unit, Frame.read(1)))
            #expect(port.read(7) == Frame.rtu(unit, [3, 2, unit, 0x2A]))
        }
        port.write(Frame.rtu(3, Frame.read(1)))
        #expect(port.read(1, within: 0.2).isEmpty)
    }

    /// A reply on its way when its host goes reaches whoever listens next, as on any wire; once the
    /// wire is quiet, nothing of an earlier host is left.
    @Test func `hosts come one after the other, and see nothing of each other`() throws {
        let served = try ServedLab(RegisterLab.lab(.modbusRTU, baud: 19_200))
        let path = served.place("bus")
        for turn in 0..<20 {
            do {
                let port = try RawPort(path)
                port.write(Frame.rtu(1, [6, 0, 0, 0, UInt8(turn)]))
                let reply = port.read(8)
                #expect(reply == Frame.rtu(1, [6, 0, 0, 0, UInt8(turn)]), "turn \(turn)")
                port.write(ask)
                // It goes before the reply is there, or before it has read it.
                if turn % 2 == 0 { _ = clinux_wait(-1, -1, 40_000_000) }
            }
            _ = clinux_wait(-1, -1, 40_000_000)
        }
        let port = try RawPort(path)
        #expect(port.read(1, within: 0.1).isEmpty)
        port.write(ask)
        #expect(port.read(9) == Frame.rtu(1, [3, 4, 0, 19, 0, 0]))
    }

    @Test func `a host that left a cooked terminal does no harm to the next`() throws {
        let served = try ServedLab(RegisterLab.lab(.modbusRTU))
        let path = served.place("bus")
        let shell = try Child("/bin/sh", ["-c", "stty sane echo < \(path); echo hello > \(path)"])
        #expect(try shell.finish().status == 0)
        _ = clinux_wait(-1, -1, 50_000_000)
        let port = try RawPort(path)
        port.write(ask)
        #expect(port.read(9) == Frame.rtu(1, [3, 4, 0, 0, 0, 0]))
    }

    @Test func `a host that does not read loses bytes, and nothing else happens`() throws {
        let served = try ServedLab(RegisterLab.lab(.modbusRTU), speed: 100)
        let port = try RawPort(served.place("bus"))
        let long = Frame.rtu(1, Frame.read(125))
        for _ in 0..<400 {
            port.write(long)
            _ = clinux_wait(-1, -1, 1_000_000)
        }
        // The kernel keeps some of it: whole frames first.
        let kept = port.read(1 << 20, within: 0.2)
        #expect(kept.count >= 4000)
        #expect(kept.count < 400 * 255)
        port.write(ask)
        #expect(port.read(9) == Frame.rtu(1, [3, 4, 0, 0, 0, 0]))
    }

    /// The physical limit, s: (13 + 2n) characters, two silences, the device, the adapter.
    private func limit(_ registers: Int, baud: Int) -> Double {
        let character = 11.0 / Double(baud)
        let silence = baud > 19_200 ? 0.00175 : 3.5 * character
        return Double(13 + 2 * registers) * character + 2 * silence
            + RegisterLab.turnaround.seconds + RegisterLab.latency.seconds
    }

    @Test(
        .serialized,
        arguments: [9600, 19_200, 115_200],
        [1, 125]
    )
    func `a tight master has no more than what the wire allows`(
        baud: Int,
        registers: Int
    ) throws {
        let served = try ServedLab(RegisterLab.lab(.modbusRTU, baud: baud))
        let port = try RawPort(served.place("bus"))
        _ = clinux_tight_timers()
        let ask = Frame.rtu(1, Frame.read(registers))
        let limit = limit(registers, baud: baud)
        let silence = Int64((baud > 19_200 ? 0.00175 : 3.5 * 11.0 / Double(baud)) * 1e9)
        var times: [Double] = []
        for _ in 0..<max(5, min(100, Int(1 / limit))) {
            let began = clinux_boot_time()
            port.write(ask)
            let answer = port.read(5 + 2 * registers)
            #expect(answer.count == 5 + 2 * registers, "\(answer.prefix(9))")
            // The silence before the next request is the master's to keep.
            _ = clinux_wait(-1, -1, silence)
            times.append(Double(clinux_boot_time() - began) / 1e9)
        }
        // The median: this machine has other work, too.
        let median = times.sorted()[times.count / 2]
        let share = limit / median
        #expect(share <= 1.001, "faster than the wire: \(share)")
        print(
            "T(\(registers)) at \(baud) Bd: \(limit * 1000) ms, took \(median * 1000) ms, \(share)"
        )
    }
}
