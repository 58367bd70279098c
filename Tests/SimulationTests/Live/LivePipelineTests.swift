import Labs
import Quantities
import Simulation
import Testing

/// More than one request at a time, and hosts that do not take what they get.
struct LivePipelineTests {
    private func unit(_ number: UInt8, unit: UInt8 = 1) -> [UInt8] {
        [0, number, 0, 0, 0, 6, unit, 3, 0x80, 0x02, 0, 2]
    }

    @Test func `pipelined Modbus TCP requests are answered in order, one after the other`() throws {
        var bench = LiveBench(try SimFiles.lab().overTCP("furnace-bus"))
        bench.write((0..<40).flatMap { unit(UInt8($0)) }, on: "furnace-bus")
        let pieces = bench.go(2, hearing: ["furnace-bus"])["furnace-bus"] ?? []
        #expect(pieces.map { $0.bytes[1] } == (0..<40).map { UInt8($0) })
        #expect(pieces.allSatisfy { $0.bytes.count == 13 })
        for (earlier, later) in zip(pieces, pieces.dropFirst()) {
            // The controller needs 10 ms for each.
            #expect(later.at - earlier.at >= Lapse(nanoseconds: 9_999_000))
        }
    }

    @Test func `half a unit waits for its other half`() throws {
        var bench = LiveBench(try SimFiles.lab().overTCP("furnace-bus"))
        #expect(bench.exchange(Array(unit(1)[..<9]), on: "furnace-bus", within: 5).isEmpty)
        #expect(bench.exchange(Array(unit(1)[9...]), on: "furnace-bus").count == 1)
    }

    @Test func `what is no Modbus TCP breaks the connection, and only that`() throws {
        var bench = LiveBench(try SimFiles.lab().overTCP("furnace-bus"))
        let line = bench.line("furnace-bus")
        #expect(bench.exchange(Array("GET / HTTP/1.1\r\n".utf8), on: "furnace-bus").isEmpty)
        #expect(bench.live.isBroken(line: line))
        #expect(bench.live.room(line: line) == 0)
        bench.live.hangUp(line: line)
        #expect(bench.exchange(unit(2), on: "furnace-bus").count == 1)
    }

    @Test func `a unit that is not there costs a gateway some time, and answers nothing`() throws {
        var bench = LiveBench(try SimFiles.lab().overTCP("furnace-bus"))
        bench.write(unit(1, unit: 9) + unit(2), on: "furnace-bus")
        let pieces = bench.go(1, hearing: ["furnace-bus"])["furnace-bus"] ?? []
        #expect(pieces.map { $0.bytes[1] } == [2])
        #expect(try #require(pieces.first).at >= .start + .milliseconds(15))
    }

    @Test func `lines streamed to a serial device are answered in order, none is lost`() throws {
        var bench = try LiveBench()
        var heard = ""
        for _ in 0..<10 { heard += bench.say("A\rB\rA\rX\rB\r", on: "gas-line", within: 2) }
        let letters = heard.split(separator: "\r").compactMap(\.first)
        #expect(letters == Array(repeating: "ABAB", count: 10).flatMap { $0 })
    }

    @Test func `a host that takes nothing stops the line, and loses nothing`() throws {
        var bench = LiveBench(try SimFiles.lab().overTCP("furnace-bus"))
        bench.write((0..<40).flatMap { unit(UInt8($0)) }, on: "furnace-bus")
        _ = bench.go(10, hearing: [])
        #expect(bench.live.nextDeed == .never)
        let pieces = bench.go(2, hearing: ["furnace-bus"])["furnace-bus"] ?? []
        #expect(pieces.map { $0.bytes[1] } == (0..<40).map { UInt8($0) })
    }

    @Test func `a line takes no more than its wire holds`() throws {
        var bench = try LiveBench()
        for name in ["furnace-bus", "gas-line"] {
            let line = bench.line(name)
            #expect(bench.live.room(line: line) == 512)
            bench.write([UInt8](repeating: 0x41, count: 512), on: name)
            #expect(bench.live.room(line: line) == 0)
            bench.write([0x41], on: name)
            _ = bench.go(2, hearing: [name])
            #expect(bench.live.room(line: line) == 512)
        }
    }
}
