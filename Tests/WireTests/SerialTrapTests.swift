import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// What serial lines do to those who trust them.
struct SerialTrapTests {
    private func template(_ text: String) throws -> Template { try Template(parsing: text) }

    private func bench(
        _ points: [PointDefinition]? = nil,
        _ change: (inout ProtocolDefinition) -> Void = { _ in }
    ) throws -> Bench {
        let dialect = ProtocolDefinition.bench(
            [
                RequestDefinition(
                    name: "read",
                    send: try template("R"),
                    reply: try template("V {value:dec}")
                ),
                RequestDefinition(
                    name: "set",
                    send: try template("W{value:dec2}"),
                    reply: try template("OK")
                ),
                RequestDefinition(name: "go", send: try template("G"), reply: nil),
            ],
            change
        )
        var field = SerialField(request: "read", field: "value")
        field.write = "set"
        let point = PointDefinition(
            name: "v",
            kind: .quantity(.one),
            access: .readWrite,
            source: .serial(field),
            every: .milliseconds(1000),
            stale: .milliseconds(5000)
        )
        let link = LinkDefinition.serial(protocol: "bench", SerialSettings(baud: 9600))
        return Bench(
            .serial,
            [(DeviceProfile.bench(link, points ?? [point]), 1)],
            protocols: [dialect]
        )
    }

    @Test func `a value is written by the request the point names`() throws {
        let bench = try bench()
        #expect(bench.submit(.write(point: 0, value: 1.5)))
        #expect(bench.said() == "W1.50\r")
        bench.hear("OK\r\n")
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `a request without reply is acknowledged once its bytes are out`() throws {
        let bench = try bench()
        #expect(bench.submit(.send(request: 2, fields: [])))
        #expect(bench.said() == "G\r")
        #expect(bench.outcomes().isEmpty)
        #expect(bench.said() == "R\r")
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `a late line is not the next request's answer`() throws {
        let bench = try bench()
        _ = bench.said()
        let timeout = bench.line.nextDeadline
        var bytes: [UInt8] = []
        #expect(!bench.line.poll(at: timeout, into: &bytes))
        bench.now = timeout
        bench.hear("V 1\r\n", after: .milliseconds(400))
        #expect(bench.said() == "R\r")
        #expect((bench.now - timeout) >= .milliseconds(500))
        bench.hear("V 2\r\n")
        #expect(bench.readings().map(\.reading.value) == [2])
    }

    @Test func `a part of a line that stops is not glued to the next`() throws {
        let bench = try bench()
        _ = bench.said()
        bench.hear("V 1")
        bench.hear("V 2\r\n", after: .milliseconds(80))
        #expect(bench.readings().map(\.reading.value) == [2])
    }

    @Test func `a reply inside another line is no reply`() throws {
        let bench = try bench()
        #expect(bench.submit(.write(point: 0, value: 1)))
        _ = bench.said()
        bench.hear("NOT OK\r\n")
        #expect(bench.outcomes().isEmpty)
    }

    @Test func `a number that is none gives no reading`() throws {
        for text in ["V --.--\r\n", "V 12x\r\n", "V\r\n", "V 1 2\r\n"] {
            let bench = try bench()
            _ = bench.said()
            bench.hear(text)
            #expect(bench.readings().isEmpty)
        }
    }

    @Test func `the echo of a local adapter is taken off`() throws {
        let plain = try bench()
        let bench = Bench(
            .serial,
            [(plain.lab.profiles[0], 1)],
            protocols: plain.lab.protocols,
            echo: .local
        )
        _ = bench.said()
        bench.hear("R\rV 7\r\n")
        #expect(bench.readings().map(\.reading.value) == [7])
    }

    @Test func `a checksum guards both ways`() throws {
        // Pfeiffer telegrams: sum of all bytes modulo 256 as three decimals; 0010074002=?106.
        let bench = try bench {
            $0.checksum = ChecksumDefinition(algorithm: .sum8, encoding: .decimal3, from: 0)
            $0.framing = .delimited(out: [13], in: [13])
            let send = try? Template(parsing: "0010074002=?")
            let reply = try? Template(parsing: "0011074006{value:int6}")
            if let send, let reply {
                $0.requests[0].send = send
                $0.requests[0].reply = reply
            }
        }
        #expect(bench.said() == "0010074002=?106\r")
        bench.hear("0011074006100023026\r")
        #expect(bench.readings().isEmpty)
        bench.hear("0011074006100023025\r")
        #expect(bench.readings().map(\.reading.value) == [100_023])
    }

    @Test func `a reply that only silence ends is whole after the silence`() throws {
        let bench = try bench { $0.framing = .delimited(out: [13], in: []) }
        _ = bench.said()
        bench.hear("V 1")
        bench.hear("2", after: .milliseconds(10))
        #expect(bench.readings().isEmpty)
        _ = bench.said()
        #expect(bench.readings().map(\.reading.value) == [12])
    }

    @Test func `fixed blocks find their place again behind noise`() throws {
        let bench = try bench {
            $0.framing = .fixed(length: 4)
            $0.checksum = ChecksumDefinition(algorithm: .xor, encoding: .raw, from: 0)
            if let reply = try? Template(parsing: "V{value:int2}") { $0.requests[0].reply = reply }
        }
        _ = bench.said()
        let check = UInt8(ascii: "V") ^ UInt8(ascii: "4") ^ UInt8(ascii: "2")
        bench.receive([0x56, 0x00] + Array("V42".utf8) + [check])
        #expect(bench.readings().map(\.reading.value) == [42])
    }

    @Test func `a length in the frame is believed only with its checksum`() throws {
        let bench = try bench {
            $0.framing = .lengthPrefixed(offset: 1, plus: 3)
            $0.checksum = ChecksumDefinition(algorithm: .lrc, encoding: .raw, from: 0)
            if let reply = try? Template(parsing: "V{length:char}{value:int2}") {
                $0.requests[0].reply = reply
            }
        }
        _ = bench.said()
        let body: [UInt8] = [UInt8(ascii: "V"), 2] + Array("42".utf8)
        let sum = body.reduce(UInt8(0)) { $0 &+ $1 }
        bench.receive([0x56, 0xFF, 0x09] + body + [0 &- sum])
        #expect(bench.readings().map(\.reading.value) == [42])
    }

    @Test func `random bytes never become a value`() throws {
        var random = SplitMix(state: 7)
        for _ in 0..<100 {
            let bench = try bench()
            for _ in 0..<20 {
                _ = bench.said()
                let count = Int(random.next() % 200)
                bench.receive((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            }
            #expect(bench.readings().allSatisfy { $0.reading.quality != .good })
        }
    }

    @Test func `two devices on one line do not get each other's late answers`() throws {
        let first = try bench()
        let bench = Bench(
            .serial,
            [(first.lab.profiles[0], 1), (first.lab.profiles[0], 2)],
            protocols: first.lab.protocols
        )
        _ = bench.said()
        let asked = bench.now
        _ = bench.said()
        // 200 ms for the reply and 500 ms in which it may still come.
        #expect((bench.now - asked) >= .milliseconds(700))
    }
}
