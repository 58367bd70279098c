import CLinux
import Labs
import Simulators
import Testing

/// Lines as TCP ports.
@Suite(.timeLimit(.minutes(10))) struct SocketTests {
    private func served() throws -> ServedLab { try ServedLab(RegisterLab.lab(.modbusTCP)) }

    private func answer(_ number: UInt16, _ value: UInt8 = 0) -> [UInt8] {
        Frame.tcp(number, 1, [3, 2, 0, value])
    }

    @Test func `the newest connection wins`() throws {
        let served = try served()
        let first = try RawPort(port: served.port("bus"))
        first.write(Frame.tcp(1, 1, Frame.read(1)))
        #expect(first.read(11) == answer(1))
        let second = try RawPort(port: served.port("bus"))
        second.write(Frame.tcp(2, 1, Frame.read(1)))
        #expect(second.read(11) == answer(2))
        #expect(first.isClosed())
    }

    @Test func `half a frame waits, and does not spoil the next connection`() throws {
        let served = try served()
        let frame = Frame.tcp(7, 1, Frame.read(1))
        let first = try RawPort(port: served.port("bus"))
        first.write(Array(frame[..<5]))
        #expect(first.read(1, within: 0.1).isEmpty)
        first.write(Array(frame[5...]))
        #expect(first.read(11) == answer(7))
        first.write(Array(frame[..<9]))
        let second = try RawPort(port: served.port("bus"))
        second.write(Frame.tcp(8, 1, Frame.read(1)))
        #expect(second.read(11) == answer(8))
    }

    @Test func `a hundred requests at once have a hundred answers, in order`() throws {
        let served = try served()
        let port = try RawPort(port: served.port("bus"))
        port.write((0..<100).flatMap { Frame.tcp($0, 1, Frame.read(1)) })
        let expected = (0..<100).flatMap { answer($0) }
        #expect(port.read(expected.count, within: 5) == expected)
    }

    @Test func `what is no Modbus is hung up on`() throws {
        let served = try served()
        let port = try RawPort(port: served.port("bus"))
        port.write(Array("GET / HTTP/1.1\r\nHost: furnace\r\n\r\n".utf8))
        #expect(port.isClosed())
        let next = try RawPort(port: served.port("bus"))
        next.write(Frame.tcp(3, 1, Frame.read(1)))
        #expect(next.read(11) == answer(3))
    }

    @Test func `a host that does not read is waited for`() throws {
        let served = try ServedLab(RegisterLab.lab(.modbusTCP), speed: 1000)
        let port = try RawPort(port: served.port("bus"))
        let long = (0..<64).flatMap { Frame.tcp($0, 1, Frame.read(125)) }
        var sent = 0
        // Until nothing goes any more: both sides' buffers are full then.
        while sent < 20_000, port.write(long) { sent += 64 }
        #expect(sent > 100)
        _ = clinux_wait(-1, -1, 200_000_000)
        let first = port.read(259 * 64, within: 5)
        #expect(first.count == 259 * 64)
        for number in 0..<64 {
            #expect(first[259 * number + 1] == UInt8(number))
        }
        let next = try RawPort(port: served.port("bus"))
        next.write(Frame.tcp(9, 1, Frame.read(1)))
        #expect(next.read(11) == answer(9))
    }

    @Test func `a serial bus is served over TCP as its bytes are`() throws {
        let served = try ServedLab(RegisterLab.lab(.modbusRTU), transport: .sockets)
        let port = try RawPort(port: served.port("bus"))
        port.write(Frame.rtu(2, Frame.read(1)))
        #expect(port.read(7) == Frame.rtu(2, [3, 2, 0, 0]))
    }

    @Test func `connections that come and go leave nothing behind`() throws {
        let served = try served()
        for turn in 0..<300 {
            let port = try RawPort(port: served.port("bus"))
            if turn % 3 == 0 { port.write(Frame.tcp(1, 1, Frame.read(125))) }
            if turn % 5 == 0 { port.write([1, 2, 3]) }
        }
        let port = try RawPort(port: served.port("bus"))
        port.write(Frame.tcp(4, 1, Frame.read(1)))
        #expect(port.read(11) == answer(4))
        var notices = 0
        while served.simulated.nextNotice(within: 0.05) != nil { notices += 1 }
        // One a second for each line, not one for each connection.
        #expect(notices < 20)
    }
}
