import Hosting
import Labs
import Quantities
import Testing
import Wire

struct FrameJoinerTests {
    private static func joiner(
        _ line: String,
        echo: LineDefinition.Echo = .none
    ) throws -> FrameJoiner {
        var lab = try CaptureSession.loaded().lab
        let index = try #require(lab.lines.firstIndex { $0.name == line })
        lab.lines[index].echo = echo
        return FrameJoiner(lab: lab, line: index)
    }

    private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        CRC16.append(to: &bytes)
        return bytes
    }

    private static func at(_ milliseconds: Int64) -> Instant {
        .start + .milliseconds(milliseconds)
    }

    @Test func `an rtu reply is whole once its length and crc say so`() throws {
        var joiner = try Self.joiner("io-bus")
        let reply = Self.sealed([1, 3, 4, 0, 1, 0, 2])
        #expect(joiner.sent(Self.sealed([1, 3, 0, 0, 0, 2]), at: Self.at(0)).isEmpty)
        #expect(joiner.received(Array(reply[..<3]), at: Self.at(10)).isEmpty)
        #expect(joiner.received(Array(reply[3..<8]), at: Self.at(14)).isEmpty)
        let frames = joiner.received(Array(reply[8...]), at: Self.at(15))
        #expect(frames.map(\.bytes) == [reply])
        #expect(frames.first?.kind == .whole)
        #expect(frames.first?.began == Self.at(10))
        #expect(frames.first?.at == Self.at(15))
        #expect(frames.first?.portions == 3)
        #expect(joiner.end().isEmpty)
    }

    @Test func `two replies in one portion are two frames, noise before one is a rest`() throws {
        var joiner = try Self.joiner("io-bus")
        let reply = Self.sealed([2, 2, 1, 0x0F])
        _ = joiner.sent(Self.sealed([2, 2, 0, 0, 0, 8]), at: Self.at(0))
        let frames = joiner.received([0xFF, 0x00] + reply + reply, at: Self.at(20))
        #expect(frames.map(\.bytes) == [[0xFF, 0x00], reply, reply])
        #expect(frames.map(\.kind) == [.rest, .whole, .whole])
    }

    @Test func `a part that does not go on is a rest, at the next request or after a silence`()
        throws
    {
        var joiner = try Self.joiner("io-bus")
        let request = Self.sealed([1, 1, 0, 0, 0, 8])
        _ = joiner.sent(request, at: Self.at(0))
        #expect(joiner.received([1, 1, 1], at: Self.at(10)).isEmpty)
        let frames = joiner.sent(request, at: Self.at(12))
        #expect(frames.map(\.bytes) == [[1, 1, 1]])
        #expect(frames.map(\.kind) == [.rest])
        #expect(joiner.received([1, 1], at: Self.at(20)).isEmpty)
        #expect(joiner.settle(at: Self.at(25)).isEmpty)
        #expect(joiner.settle(at: Self.at(100)).map(\.bytes) == [[1, 1]])
        let reply = Self.sealed([1, 1, 1, 5])
        #expect(joiner.received(reply, at: Self.at(110)).map(\.kind) == [.whole])
    }

    @Test func `a wrong crc makes a rest of the whole reply`() throws {
        var joiner = try Self.joiner("io-bus")
        _ = joiner.sent(Self.sealed([1, 1, 0, 0, 0, 8]), at: Self.at(0))
        #expect(joiner.received([1, 1, 1, 5, 0, 0], at: Self.at(10)).isEmpty)
        #expect(joiner.end().map(\.kind) == [.rest])
    }

    @Test func `an adapter's echo is a frame of its own`() throws {
        var joiner = try Self.joiner("io-bus", echo: .local)
        let write = Self.sealed([1, 5, 0, 3, 0xFF, 0])
        _ = joiner.sent(write, at: Self.at(0))
        #expect(joiner.received(Array(write[..<5]), at: Self.at(3)).isEmpty)
        let frames = joiner.received(write[5...] + write, at: Self.at(9))
        #expect(frames.map(\.bytes) == [write, write])
        #expect(frames.map(\.kind) == [.echo, .whole])
    }

    @Test func `a line of text ends at its terminator, through requests sent meanwhile`() throws {
        var joiner = try Self.joiner("gantry-line")
        #expect(joiner.received(Array("<Idle|MPos:0".utf8), at: Self.at(0)).isEmpty)
        #expect(joiner.sent(Array("?".utf8), at: Self.at(2)).isEmpty)
        let frames = joiner.received(Array(",0,0>\r\nok\r\nx".utf8), at: Self.at(4))
        #expect(
            frames.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                "<Idle|MPos:0,0,0>\r\n", "ok\r\n",
            ]
        )
        #expect(joiner.end().map(\.kind) == [.rest])
    }
}
