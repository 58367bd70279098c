import Devices
import Labs
import Quantities
import Simulation
import Testing

/// When things happen in real time.
struct LiveTimingTests {
    /// Two registers of the controller: 8 characters there, 9 back.
    private let ask = SimBench.framed(1, [3, 0x80, 0x02, 0, 2])
    /// A character of 10 bits at 9600 Bd, and the silence of 3.5 of them, s.
    private let character = 10.0 / 9600
    private var silence: Double { 3.5 * character }

    @Test func `a reply arrives when wire, silence, turnaround and adapter have had their time`()
        throws
    {
        var bench = try LiveBench()
        let pieces = bench.exchange(ask, on: "furnace-bus")
        let due = 8 * character + silence + 0.010 + 9 * character + 0.001
        #expect(pieces.count == 1)
        let at = try #require(pieces.last).at.nanoseconds
        #expect(abs(Double(at) / 1e9 - due) < 1e-6)
    }

    @Test func `it is the same instant and the same bytes as ahead of time`() throws {
        var live = try LiveBench()
        var ahead = try SimBench()
        let exchanges = [
            ("furnace-bus", ask), ("io-bus", SimBench.framed(2, [2, 0, 0, 0, 8])),
            ("gas-line", Array("A\r".utf8)), ("pump-line", Array("/1Q\r".utf8)),
            ("balance-line", Array("SI\r\n".utf8)),
        ]
        for (index, (name, bytes)) in exchanges.enumerated() {
            live.now = .start + Lapse(seconds: 10 * Double(index + 1))
            ahead.now = live.now
            live.live.work(until: live.now)
            let pieces = live.exchange(bytes, on: name)
            let reply = ahead.exchange(bytes, on: name)
            #expect(pieces.flatMap(\.bytes) == reply, "\(name)")
            #expect(!reply.isEmpty, "\(name)")
            let gap = abs(Double((pieces.last?.at ?? .start).nanoseconds - ahead.now.nanoseconds))
            #expect(gap < 1000, "\(name): \(gap) ns apart")
        }
    }

    @Test func `a long request on one line does not hold up another`() throws {
        var alone = try LiveBench()
        let expected = try #require(alone.exchange(ask, on: "furnace-bus").last).at

        var both = try LiveBench()
        // 66 characters at 9600 Bd: three times as long as the other's whole exchange.
        let write = [16, 0, 0, 0, 29, 58] + [UInt8](repeating: 0, count: 58)
        both.write(SimBench.framed(1, write), on: "guard-bus")
        both.write(ask, on: "furnace-bus")
        let heard = both.go(1, hearing: ["furnace-bus", "guard-bus"])
        #expect(heard["furnace-bus"]?.last?.at == expected)
        let other = try #require(heard["guard-bus"]?.last)
        #expect(other.at > expected)
    }

    @Test func `a long reply reaches the host in pieces, without a byte more or less`() throws {
        let lab = try SimFiles.lab().changing("furnace-bus") { $0.settings.baud = 1200 }
        var bench = LiveBench(lab)
        let pieces = bench.exchange(SimBench.framed(1, [3, 0x80, 0x02, 0, 2]), on: "furnace-bus")
        #expect(pieces.count >= 3)
        let reply = pieces.flatMap(\.bytes)
        #expect(reply == SimBench.framed(1, Array(reply[1..<7])))
        // Nobody who waits for the first byte waits for the last.
        let (first, last) = (pieces[0].at, pieces[pieces.count - 1].at)
        #expect(last - first > .milliseconds(40))
        for (earlier, later) in zip(pieces, pieces.dropFirst()) {
            #expect(later.at - earlier.at <= .milliseconds(26))
        }
    }

    @Test func `frames without a silence between them are one, and nobody understands it`() throws {
        var bench = try LiveBench()
        #expect(bench.exchange(ask + ask, on: "furnace-bus").isEmpty)
        bench.write(ask, on: "furnace-bus")
        let first = bench.go(0.2, hearing: ["furnace-bus"])["furnace-bus"]
        #expect(first?.flatMap(\.bytes).count == 9)
        #expect(bench.exchange(ask, on: "furnace-bus").flatMap(\.bytes).count == 9)
    }

    @Test func `a frame in pieces is one where no silence is between them`() throws {
        var bench = try LiveBench()
        bench.write(Array(ask[..<3]), on: "furnace-bus")
        _ = bench.go(0.003, hearing: [])
        #expect(bench.exchange(Array(ask[3...]), on: "furnace-bus").flatMap(\.bytes).count == 9)
        bench.write(Array(ask[..<3]), on: "furnace-bus")
        _ = bench.go(0.02, hearing: [])
        #expect(bench.exchange(Array(ask[3...]), on: "furnace-bus").isEmpty)
    }

    @Test func `a broadcast is obeyed by all and answered by none`() throws {
        var bench = try LiveBench()
        let all = SimBench.framed(0, [15, 0, 0, 0, 8, 1, 0x05])
        #expect(bench.exchange(all, on: "io-bus").isEmpty)
        let read = bench.exchange(SimBench.framed(1, [1, 0, 0, 0, 8]), on: "io-bus")
        #expect(read.flatMap(\.bytes) == SimBench.framed(1, [1, 1, 0x05]))
    }

    @Test func `an echoing adapter gives the host's bytes back first, then the answer`() throws {
        let lab = try SimFiles.lab().changing("furnace-bus") { $0.echo = .local }
        var bench = LiveBench(lab)
        let heard = bench.exchange(ask, on: "furnace-bus").flatMap(\.bytes)
        #expect(heard.starts(with: ask))
        #expect(heard.count == ask.count + 9)
    }
}
