import Devices
import Quantities
import Testing
import Wire

struct FieldWritingTests {
    private func write(
        _ value: Double,
        _ encoding: ModbusField.Encoding,
        function: Int?,
        table: ModbusField.Table = .holding,
        kind: PointKind = .quantity(.one),
        greatestWrite: Int = 123,
        _ change: (inout ModbusField) -> Void = { _ in }
    ) -> ModbusRequest? {
        var field = ModbusField(table: table, address: 7, encoding: encoding)
        field.writeFunction = function
        change(&field)
        return field.writing(value, kind: kind, greatestWrite: greatestWrite)
    }

    @Test func `a temperature is written in the register's own steps`() {
        let celsius = PhysicalUnit.named("degC") ?? .one
        let request = write(1123.15, .int16, function: 6, kind: .quantity(celsius)) {
            $0.scale = 0.1
        }
        #expect(request == .writeRegister(address: 7, value: 8500))
    }

    @Test func `a float goes out in one request, in the device's order`() {
        // 850 is 44548000h.
        #expect(
            write(850, .float32, function: 16)
                == .writeRegisters(address: 7, values: [0x4454, 0x8000])
        )
        #expect(
            write(850, .float32, function: 16) { $0.wordOrder = .little }
                == .writeRegisters(address: 7, values: [0x8000, 0x4454])
        )
        #expect(
            write(850, .float32, function: 16) { $0.byteOrder = .little }
                == .writeRegisters(address: 7, values: [0x5444, 0x0080])
        )
    }

    @Test(
        arguments: [
            (.int16, 40000.0), (.uint16, -1), (.uint16, .nan), (.uint16, .infinity),
            (.bcd16, 10000), (.signMagnitude16, 40000), (.int32, 3e9), (.uint32, -5),
            (.float32, 1e39),
        ] as [(ModbusField.Encoding, Double)]
    )
    func `what does not fit is not written`(encoding: ModbusField.Encoding, value: Double) {
        #expect(write(value, encoding, function: 16) == nil)
    }

    @Test(
        arguments: [
            (.bcd16, 1984.0, 0x1984), (.signMagnitude16, -5, 0x8005), (.int16, -200, 0xFF38),
        ] as [(ModbusField.Encoding, Double, UInt16)]
    )
    func `single registers take every encoding`(
        encoding: ModbusField.Encoding,
        value: Double,
        register: UInt16
    ) {
        #expect(
            write(value, encoding, function: 6) == .writeRegister(address: 7, value: register)
        )
    }

    @Test func `half a float is never written`() {
        #expect(write(1, .float32, function: 6) == nil)
        #expect(write(1, .float32, function: 16, greatestWrite: 1) == nil)
    }

    @Test func `a bit in a register is written by its mask, or not at all`() {
        let set = write(1, .uint16, function: 22, kind: .flag) { $0.bit = 4 }
        #expect(set == .maskRegister(address: 7, and: 0xFFEF, or: 0x0010))
        let clear = write(0, .bit, function: 22, kind: .flag) { $0.bit = 4 }
        #expect(clear == .maskRegister(address: 7, and: 0xFFEF, or: 0))
        for function in [5, 6, 16] {
            #expect(write(1, .uint16, function: function, kind: .flag) { $0.bit = 4 } == nil)
        }
    }

    @Test func `coils are written one by one`() {
        #expect(
            write(1, .bit, function: 5, table: .coil, kind: .flag)
                == .writeCoil(address: 7, on: true)
        )
        #expect(
            write(0, .bit, function: 15, table: .coil, kind: .flag)
                == .writeCoils(address: 7, values: [false])
        )
    }

    @Test func `inputs and fields without write function are never written`() {
        #expect(write(1, .uint16, function: 6, table: .input) == nil)
        #expect(write(1, .uint16, function: nil) == nil)
    }

    @Test func `a choice is written by its index, an unknown one not at all`() {
        let kind = PointKind.choice(["local", "remote"])
        #expect(
            write(1, .uint16, function: 6, kind: kind) == .writeRegister(address: 7, value: 1)
        )
        #expect(write(2, .uint16, function: 6, kind: kind) == nil)
        #expect(write(0.5, .uint16, function: 6, kind: kind) == nil)
    }
}
