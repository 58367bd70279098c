import Devices
import Interlocks
import Quantities
import Testing
import Wire

/// What registers mean, and how values become registers.
struct RegisterFieldTests {
    private func read(
        _ bytes: [UInt8],
        _ encoding: ModbusField.Encoding,
        kind: PointKind = .quantity(.one),
        _ change: (inout ModbusField) -> Void = { _ in }
    ) -> Reading {
        var field = ModbusField(table: .holding, address: 0, encoding: encoding)
        change(&field)
        let place = RegisterField(
            field,
            kind: kind,
            point: 0,
            position: 0,
            bad: 0..<field.badValues.count
        )
        return place.reading(bytes, data: 0, bad: field.badValues, at: .start)
    }

    @Test(
        arguments: [
            (.int16, [0xFF, 0x38], -200.0), (.uint16, [0xFF, 0x38], 65336),
            (.int32, [0xFF, 0xFF, 0xFC, 0x18], -1000), (.uint32, [0x00, 0x01, 0x00, 0x02], 65538),
            (.float32, [0x43, 0x66, 0x33, 0x34], 230.20001220703125),
            (.bcd16, [0x19, 0x84], 1984), (.signMagnitude16, [0x80, 0x05], -5),
            (.signMagnitude16, [0x00, 0x05], 5),
        ] as [(ModbusField.Encoding, [UInt8], Double)]
    )
    func `every encoding is read`(
        encoding: ModbusField.Encoding,
        bytes: [UInt8],
        value: Double
    ) {
        #expect(read(bytes, encoding) == Reading(value: value, quality: .good, at: .start))
    }

    @Test func `a humidity probe sends the low word first`() {
        // Vaisala M212022EN: 41F47AE1h is 30.56 %RH, least significant word first.
        let reading = read([0x7A, 0xE1, 0x41, 0xF4], .float32) { $0.wordOrder = .little }
        #expect(reading.quality == .good)
        #expect(abs(reading.value - 30.56) < 1e-5)
    }

    @Test func `the two orders combine to four`() {
        let bytes: [UInt8] = [0xE1, 0x7A, 0xF4, 0x41]
        let reading = read(bytes, .float32) {
            $0.wordOrder = .little
            $0.byteOrder = .little
        }
        #expect(abs(reading.value - 30.56) < 1e-5)
        let other = read([0xF4, 0x41, 0xE1, 0x7A], .float32) { $0.byteOrder = .little }
        #expect(abs(other.value - 30.56) < 1e-5)
    }

    @Test(arguments: [[0x7F, 0xC0, 0, 0], [0x7F, 0x80, 0, 0], [0xFF, 0x80, 0, 0]] as [[UInt8]])
    func `a float that is no number is the device's bad`(bytes: [UInt8]) {
        #expect(read(bytes, .float32).quality == .deviceBad)
    }

    @Test func `a decimal register with a letter in it is bad`() {
        #expect(read([0x1A, 0x00], .bcd16).quality == .deviceBad)
    }

    @Test(arguments: [0x8000, -32768])
    func `a sentinel may be written signed or unsigned`(sentinel: Int) {
        let reading = read([0x80, 0x00], .int16) { $0.badValues = [sentinel] }
        #expect(reading.quality == .deviceBad)
        #expect(read([0x7F, 0xFF], .int16) { $0.badValues = [sentinel] }.quality == .good)
    }

    @Test func `a sentinel is compared before bits are picked`() {
        let reading = read([0xFF, 0xFF], .uint16, kind: .flag) {
            $0.bit = 3
            $0.badValues = [0xFFFF]
        }
        #expect(reading.quality == .deviceBad)
    }

    @Test func `scale and offset act in the point's unit`() {
        let celsius = PhysicalUnit.named("degC") ?? .one
        let reading = read([0x21, 0x34], .int16, kind: .quantity(celsius)) {
            $0.scale = 0.1
            $0.offset = -10
        }
        // 8500 tenths less 10 is 840 degC.
        #expect(abs(reading.value - 1113.15) < 1e-9)
    }

    @Test func `bits of a status word are flags, inverted where the profile says so`() {
        let plain = read([0x00, 0x20], .uint16, kind: .flag) { $0.bit = 5 }
        #expect(plain.value == 1)
        let inverted = read([0x00, 0x20], .uint16, kind: .flag) {
            $0.bit = 5
            $0.scale = -1
            $0.offset = 1
        }
        #expect(inverted.value == 0)
    }

    @Test func `several bits make a choice`() {
        let reading = read([0x00, 0xB0], .uint16, kind: .choice(["a", "b", "c", "d"])) {
            $0.bit = 4
            $0.bits = 2
        }
        #expect(reading == Reading(value: 3, quality: .good, at: .start))
    }

    @Test func `a choice the profile does not know is out of range`() {
        #expect(read([0, 3], .uint16, kind: .choice(["a", "b"])).quality == .outOfRange)
    }

    @Test func `missing bytes are no reading`() {
        #expect(read([0x41], .uint16).quality == .deviceBad)
        #expect(read([0x41, 0xF4, 0x7A], .float32).quality == .deviceBad)
    }
}
