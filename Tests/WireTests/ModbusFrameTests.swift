import Devices
import Testing
import Wire

/// Frames as manuals and captures print them (see the comments for which).
struct ModbusFrameTests {
    private func frame(_ request: ModbusRequest, unit: UInt8) -> [UInt8] {
        var bytes: [UInt8] = []
        #expect(ModbusFraming.rtu.append(request, unit: unit, to: &bytes))
        return bytes
    }

    @Test func `the checksum of the standard's example is right`() {
        // Modbus over serial line V1.02, appendix B: CRC of 02 07 is 1241h, sent 41 12.
        var bytes: [UInt8] = [0x02, 0x07]
        CRC16.append(to: &bytes)
        #expect(bytes == [0x02, 0x07, 0x41, 0x12])
        #expect(CRC16.holds(bytes, from: 0, to: 4))
        bytes[1] = 0x06
        #expect(!CRC16.holds(bytes, from: 0, to: 4))
    }

    @Test func `the checksum equals the bit by bit one for every byte`() {
        for byte in UInt8.min...UInt8.max {
            let bytes: [UInt8] = [0x11, byte, 0x5A, byte ^ 0xFF]
            var ours = bytes
            CRC16.append(to: &ours)
            #expect(ours == Bench.sealed(bytes))
        }
    }

    @Test func `the controller manual's multiple write in four byte mode has its bytes`() {
        // Omron H175, p. 4-12: alarm limits 1000 and -1000.
        let sent = frame(
            .writeRegisters(address: 0x010A, values: [0x0000, 0x03E8, 0xFFFF, 0xFC18]),
            unit: 1
        )
        let printed: [UInt8] = [
            0x01, 0x10, 0x01, 0x0A, 0x00, 0x04, 0x08, 0x00, 0x00, 0x03, 0xE8, 0xFF, 0xFF, 0xFC,
            0x18, 0x8D, 0xE9,
        ]
        #expect(sent == printed)
    }

    @Test func `the controller manual's multiple write in two byte mode is acknowledged`() {
        let request = ModbusRequest.writeRegisters(address: 0x2105, values: [0x03E8, 0xFC18])
        let printed: [UInt8] = [
            0x01, 0x10, 0x21, 0x05, 0x00, 0x02, 0x04, 0x03, 0xE8, 0xFC, 0x18, 0x66, 0xBB,
        ]
        #expect(frame(request, unit: 1) == printed)
        let reply: [UInt8] = [0x01, 0x10, 0x21, 0x05, 0x00, 0x02, 0x5B, 0xF5]
        let shape = ModbusShape(request, unit: 1)
        #expect(ModbusFraming.rtu.match(reply, shape: shape) == .reply(at: 0))
    }

    @Test func `a relay board's coil is written as its manual prints`() {
        let one = frame(.writeCoil(address: 0, on: true), unit: 0xFF)
        #expect(one == [0xFF, 0x05, 0x00, 0x00, 0xFF, 0x00, 0x99, 0xE4])
        let all = ModbusRequest.writeCoils(
            address: 0,
            values: Array(repeating: true, count: 8)
        )
        #expect(
            frame(all, unit: 0xFF) == [0xFF, 0x0F, 0, 0, 0, 0x08, 0x01, 0xFF, 0x30, 0x1D]
        )
        let reply: [UInt8] = [0xFF, 0x0F, 0x00, 0x00, 0x00, 0x08, 0x41, 0xD3]
        let shape = ModbusShape(all, unit: 0xFF)
        #expect(ModbusFraming.rtu.match(reply, shape: shape) == .reply(at: 0))
    }

    @Test func `the standard's examples of functions 22 and 23 have their bytes`() {
        // Modbus application protocol V1.1b3, 6.16 and 6.17.
        var mask: [UInt8] = []
        #expect(ModbusRequest.maskRegister(address: 4, and: 0xF2, or: 0x25).append(to: &mask))
        #expect(mask == [0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x25])
        var exchange: [UInt8] = []
        let both = ModbusRequest.exchange(
            read: 3,
            count: 6,
            write: 14,
            values: [0xFF, 0xFF, 0xFF]
        )
        #expect(both.append(to: &exchange))
        let printed: [UInt8] = [
            0x17, 0x00, 0x03, 0x00, 0x06, 0x00, 0x0E, 0x00, 0x03, 0x06, 0x00, 0xFF, 0x00, 0xFF,
            0x00, 0xFF,
        ]
        #expect(exchange == printed)
        #expect(both.replyByteCount == 12)
    }

    @Test func `counts the standard does not allow are not framed`() {
        let unlawful: [ModbusRequest] = [
            .read(.holding, address: 0, count: 126), .read(.holding, address: 0, count: 0),
            .read(.coil, address: 0, count: 2001),
            .writeRegisters(address: 0, values: Array(repeating: 0, count: 124)),
            .writeRegisters(address: 0, values: []), .writeCoils(address: 0, values: []),
            .exchange(read: 0, count: 1, write: 0, values: Array(repeating: 0, count: 122)),
        ]
        for request in unlawful {
            var bytes: [UInt8] = [7]
            #expect(!ModbusFraming.tcp.append(request, unit: 1, to: &bytes))
            #expect(bytes == [7])
        }
    }

    @Test func `a frame on TCP carries its transaction, its length and no checksum`() {
        var bytes: [UInt8] = []
        let request = ModbusRequest.read(.input, address: 0x000C, count: 2)
        #expect(ModbusFraming.tcp.append(request, unit: 9, transaction: 0xABCD, to: &bytes))
        #expect(bytes == [0xAB, 0xCD, 0, 0, 0, 6, 9, 4, 0, 0x0C, 0, 2])
    }

    @Test func `an exception is told by the function's high bit`() {
        let shape = ModbusShape(.read(.holding, address: 0, count: 1), unit: 10)
        let reply = Bench.sealed([10, 0x83, 0x02])
        #expect(ModbusFraming.rtu.match(reply, shape: shape) == .exception(code: 2))
    }

    @Test func `a write's reply that repeats another value is no reply`() {
        let shape = ModbusShape(.writeRegister(address: 7, value: 100), unit: 1)
        let other = Bench.sealed([1, 6, 0, 7, 0, 101])
        #expect(ModbusFraming.rtu.match(other, shape: shape) == .nothing(keep: 8))
        let same = Bench.sealed([1, 6, 0, 7, 0, 100])
        #expect(ModbusFraming.rtu.match(same, shape: shape) == .reply(at: 0))
    }

    @Test func `a coil read's reply has a byte for every eight bits begun`() {
        let shape = ModbusShape(.read(.coil, address: 0x13, count: 0x25), unit: 0x11)
        // Modbus application protocol V1.1b3 6.1, 37 coils from 20: CD 6B B2 0E 1B.
        let reply = Bench.sealed([0x11, 1, 5, 0xCD, 0x6B, 0xB2, 0x0E, 0x1B])
        #expect(ModbusFraming.rtu.match(reply, shape: shape) == .reply(at: 0))
    }
}
