import Devices
import Interlocks
import Labs
import Quantities
import Testing
import Wire

/// The rarer ways devices write numbers and texts, with bytes computed apart.
struct RegisterFormTests {
    private func read(
        _ bytes: [UInt8],
        _ encoding: ModbusField.Encoding,
        table: ModbusField.Table = .holding,
        position: Int = 0,
        kind: PointKind = .quantity(.one),
        _ change: (inout ModbusField) -> Void = { _ in }
    ) -> Reading {
        var field = ModbusField(table: table, address: 0, encoding: encoding)
        change(&field)
        let place = RegisterField(
            field,
            kind: kind,
            point: 0,
            position: position,
            bad: 0..<field.badValues.count
        )
        return place.reading(bytes, data: 0, bad: field.badValues, at: .start)
    }

    /// Two's complement and IEEE 754 as Python's struct packs them.
    static let wide: [(ModbusField.Encoding, [UInt8], Double)] = [
        (.int64, [0xFF, 0xFF, 0xFF, 0x17, 0x2B, 0x5A, 0xF0, 0x00], -1e12),
        (.int64, [0, 0, 0x70, 0x48, 0x86, 0x0D, 0xDF, 0x79], 123_456_789_012_345),
        (.uint64, [0, 0x20, 0, 0, 0, 0, 0, 0], 9_007_199_254_740_992),
        (.float64, [0xC0, 0x29, 0x80, 0, 0, 0, 0, 0], -12.75),
        (.float64, [0x44, 0xDF, 0xE1, 0x85, 0xCA, 0x57, 0xC5, 0x17], 6.02214076e23),
        (.bcd32, [0x12, 0x34, 0x56, 0x78], 12_345_678),
        (.signMagnitude32, [0x80, 0, 0x03, 0xE8], -1000),
        (.signMagnitude32, [0, 0, 0x03, 0xE8], 1000),
    ]

    @Test(arguments: wide)
    func `wide numbers are read, and written back the same`(
        encoding: ModbusField.Encoding,
        bytes: [UInt8],
        value: Double
    ) {
        #expect(read(bytes, encoding) == Reading(value: value, quality: .good, at: .start))
        let registers = stride(from: 0, to: bytes.count, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
        var field = ModbusField(table: .holding, address: 0, encoding: encoding)
        #expect(field.registers(value) == registers)
        field.wordOrder = .little
        #expect(field.registers(value) == registers.reversed())
        let swapped = registers.reversed().flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(read(swapped, encoding) { $0.wordOrder = .little }.value == value)
    }

    @Test(
        arguments: [
            (.bcd32, 1e8), (.bcd32, -1), (.signMagnitude32, 3e9), (.int64, 1e19), (.uint64, -1),
            (.float64, .infinity),
        ] as [(ModbusField.Encoding, Double)]
    )
    func `wide numbers that do not fit are not written`(
        encoding: ModbusField.Encoding,
        value: Double
    ) {
        #expect(
            ModbusField(table: .holding, address: 0, encoding: encoding).registers(value) == nil
        )
    }

    @Test func `a letter among decimal digits, or no number among floats, is bad`() {
        #expect(read([0x12, 0x34, 0x5A, 0x78], .bcd32).quality == .deviceBad)
        #expect(read([0x7F, 0xF8, 0, 0, 0, 0, 0, 0], .float64).quality == .deviceBad)
        #expect(read([0, 0, 0, 0, 0, 0], .int64).quality == .deviceBad)
    }

    @Test func `a wide sentinel is bad, signed or as its bits`() {
        let bytes: [UInt8] = [0x80, 0, 0, 0, 0, 0, 0, 0]
        #expect(read(bytes, .int64) { $0.badValues = [Int.min] }.quality == .deviceBad)
        let half: [UInt8] = [0x80, 0, 0, 0]
        #expect(read(half, .int32) { $0.badValues = [-2_147_483_648] }.quality == .deviceBad)
        #expect(read(half, .int32) { $0.badValues = [0x8000_0000] }.quality == .deviceBad)
        #expect(read(half, .int32).value == -2_147_483_648)
    }

    @Test func `neighbouring coils make a number, the lowest address its lowest bit`() {
        // Modbus application protocol V1.1b3, 6.1: coils 20 to 27 and 28 to 35 are CDh and 6Bh.
        let bytes: [UInt8] = [0xCD, 0x6B]
        #expect(read(bytes, .bit, table: .coil) { $0.bits = 8 }.value == 0xCD)
        #expect(read(bytes, .bit, table: .coil, position: 3) { $0.bits = 4 }.value == 9)
        #expect(read(bytes, .bit, table: .discreteInput, position: 6) { $0.bits = 4 }.value == 15)
        #expect(read(bytes, .bit, table: .coil, position: 14) { $0.bits = 3 }.quality == .deviceBad)
    }

    @Test func `neighbouring coils are written together by function 15`() {
        var field = ModbusField(table: .coil, address: 0x13, encoding: .bit)
        field.bits = 10
        field.writeFunction = 15
        // V1.1b3, 6.11: coils 20 to 29 set to CDh, 01h.
        var bytes: [UInt8] = []
        let request = field.writing(0x1CD, kind: .quantity(.one), greatestWrite: 123)
        #expect(request?.append(to: &bytes) == true)
        #expect(bytes == [0x0F, 0, 0x13, 0, 0x0A, 2, 0xCD, 0x01])
        #expect(field.writing(0x400, kind: .quantity(.one), greatestWrite: 123) == nil)
        field.writeFunction = 5
        #expect(field.writing(1, kind: .quantity(.one), greatestWrite: 123) == nil)
    }

    private func identity(
        _ lane: ModbusField.ByteLane,
        _ kind: PointKind = .flag,
        words: [String] = ["E5CC"],
        registers: Int,
        order: ModbusField.Order = .big
    ) -> Bench {
        let point = PointDefinition.register("id", 0, .text, kind: kind) {
            $0.registers = registers
            $0.byteLane = lane
            $0.words = words
            $0.byteOrder = order
        }
        return Bench(.modbusRTU, [(.modbus([point]), 1)])
    }

    @Test(
        arguments: [
            (.both, .big, [0x45, 0x35, 0x43, 0x43]), (.both, .big, [0x45, 0x35, 0x43, 0x43, 0, 0]),
            (.both, .big, [0x45, 0x35, 0x43, 0x43, 0x20, 0x20, 0x20, 0x20]),
            (.both, .little, [0x35, 0x45, 0x43, 0x43]),
            (.low, .big, [0, 0x45, 0, 0x35, 0, 0x43, 0, 0x43]),
            (.high, .big, [0x45, 0, 0x35, 0, 0x43, 0, 0x43, 0]),
            (.low, .little, [0x45, 0, 0x35, 0, 0x43, 0, 0x43, 0]),
        ] as [(ModbusField.ByteLane, ModbusField.Order, [UInt8])]
    )
    func `an identity text is known in whichever lane of bytes it stands`(
        lane: ModbusField.ByteLane,
        order: ModbusField.Order,
        bytes: [UInt8]
    ) {
        let bench = identity(lane, registers: bytes.count / 2, order: order)
        #expect(bench.sent() == Bench.sealed([1, 3, 0, 0, 0, UInt8(bytes.count / 2)]))
        bench.receive(Bench.sealed([1, 3, UInt8(bytes.count)] + bytes))
        #expect(bench.values() == ["d0.id": 1])
    }

    @Test func `another text is another device`() {
        let bench = identity(.both, registers: 2)
        _ = bench.exchange([1, 3, 4, 0x45, 0x35, 0x43, 0x4E])
        #expect(bench.values() == ["d0.id": 0])
    }

    @Test func `texts choose among models, and an unknown one is out of range`() {
        let kind = PointKind.choice(["small", "large"])
        let bench = identity(.both, kind, words: ["A1", "B22"], registers: 2)
        _ = bench.exchange([1, 3, 4, 0x42, 0x32, 0x32, 0])
        #expect(bench.values() == ["d0.id": 1])
        _ = bench.exchange([1, 3, 4, 0x43, 0x33, 0, 0])
        #expect(bench.readings().map(\.reading.quality) == [.outOfRange])
    }
}
