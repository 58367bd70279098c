import Labs
import Quantities
import Simulation
import Testing
import Trials

/// Whatever hosts send.
struct LiveFuzzTests {
    @Test(arguments: 1...8)
    func `no bytes, however cut, stop a plant or make it hoard`(_ seed: UInt64) throws {
        var dice = Dice(seed)
        var bench = LiveBench(try SimFiles.lab().overTCP("io-bus"))
        var bytes: [UInt8] = []
        let seeds: [[UInt8]] = [
            SimBench.framed(1, [3, 0x80, 0x02, 0, 2]), Array("/1ZR\r".utf8), Array("A\rB\r".utf8),
            Array("?G21 G90 G53 G1 X-1 Y-1 Z-1 F99999\n$H\n".utf8), Array("SI\r\nTI\r\n".utf8),
            [0, 1, 0, 0, 0, 6, 1, 1, 0, 0, 0, 8],
        ]
        for _ in 0..<20_000 {
            let line = dice.below(bench.lab.lines.count)
            var piece = seeds[dice.below(seeds.count)]
            for _ in 0..<dice.below(3) where !piece.isEmpty {
                piece[dice.below(piece.count)] = UInt8(dice.below(256))
            }
            if dice.below(4) == 0 {
                piece = (0..<dice.below(64)).map { _ in UInt8(dice.below(256)) }
            }
            bench.live.take(piece, line: line, at: bench.now)
            bench.now = bench.now + Lapse(nanoseconds: Int64(dice.below(40_000_000)))
            bench.live.work(until: bench.now)
            if dice.below(3) > 0 {
                while bench.live.deliver(line: line, at: bench.now, into: &bytes) {}
            }
            if bench.live.isBroken(line: line) || dice.below(200) == 0 {
                bench.live.hangUp(line: line)
            }
            #expect((0...512).contains(bench.live.room(line: line)))
        }
        try expectHealth(&bench)
    }

    /// After a silence everything answers as ever.
    private func expectHealth(_ bench: inout LiveBench) throws {
        for line in bench.lab.lines.indices { bench.live.hangUp(line: line) }
        // Homing and the like may keep a device busy.
        _ = bench.go(120, hearing: bench.lab.lines.map(\.name))
        let ask = SimBench.framed(1, [3, 0x80, 0x02, 0, 2])
        #expect(bench.exchange(ask, on: "furnace-bus").flatMap(\.bytes).count == 9)
        let tcp = bench.exchange([0, 7, 0, 0, 0, 6, 1, 1, 0, 0, 0, 8], on: "io-bus")
        #expect(tcp.flatMap(\.bytes).starts(with: [0, 7, 0, 0, 0, 4, 1, 1, 1]))
        // What was left of a line is told off first.
        _ = bench.say("\r", on: "gas-line")
        #expect(bench.say("A\r", on: "gas-line").hasPrefix("A "))
        _ = bench.say("\r", on: "pump-line")
        #expect(bench.say("/1Q\r", on: "pump-line").contains("/0"))
        #expect(bench.say("?", on: "gantry-line").contains("<"))
    }
}
