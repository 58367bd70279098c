import Devices
import Documents
import Labs
import Quantities
import Testing

/// The literal exchanges of the shipped Modbus profiles, taken apart here by hand: what the
/// profile says of a register is what the bytes of its vector mean.
struct LabsVectorTests {
    /// The raw number of a field in the data of a read reply that begins at `start`.
    private func raw(_ field: ModbusField, _ data: [UInt8], from start: Int) -> Double? {
        let place = field.address - start
        guard place >= 0 else { return nil }
        if field.table == .coil || field.table == .discreteInput {
            guard place / 8 < data.count else { return nil }
            return Double(data[place / 8] >> UInt8(place % 8) & 1)
        }
        guard place * 2 + field.width * 2 <= data.count else { return nil }
        let bytes = data[(place * 2)..<(place * 2 + field.width * 2)]
        let number = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        switch field.encoding {
        case .float32: return Double(Float(bitPattern: number))
        case .int16: return Double(Int16(truncatingIfNeeded: number))
        case .uint16: return Double(number)
        default: return nil
        }
    }

    @Test func `every value of a Modbus vector is what its bytes say`() throws {
        var compared = 0
        for profile in try Shipped.profiles() {
            guard case .modbus = profile.link else { continue }
            for vector in profile.vectors where (1...4).contains(vector.request[1]) {
                let start = Int(vector.request[2]) << 8 | Int(vector.request[3])
                let data = Array(vector.reply[3..<(3 + Int(vector.reply[2]))])
                for value in vector.values {
                    let index = try #require(profile.pointIndex(value.name))
                    let point = profile.points[index]
                    guard case .modbus(let field) = point.source else { continue }
                    let number = try #require(self.raw(field, data, from: start), "\(profile.name)")
                    let found = point.kind.unit.si(number * field.scale + field.offset)
                    #expect(abs(found - value.value.si) < 1e-3, "\(profile.name).\(value.name)")
                    compared += 1
                }
            }
        }
        #expect(compared > 20)
    }

    @Test func `every shipped profile has a vector, a source and its limits the right way round`()
        throws
    {
        for profile in try Shipped.profiles() {
            #expect(!profile.vectors.isEmpty, "\(profile.name)")
            #expect(!profile.sources.isEmpty, "\(profile.name)")
            for limit in profile.limits {
                #expect(limit.bounds.low < limit.bounds.high, "\(profile.name).\(limit.name)")
            }
        }
    }

    @Test func `the pump's position counts a third of a microlitre a step`() throws {
        let pump = try #require(try Shipped.profiles().first { $0.name == "tecan-xcalibur" })
        let index = try #require(pump.pointIndex("position"))
        #expect(abs(pump.points[index].source.scale - 1.0 / 3) < 1e-12)
        let rate = try #require(pump.limit("rate"))
        // 6000 half increments a second empty 3000 increments in one second.
        #expect(abs(rate.high - 1e-6) < 1e-15)
    }

    @Test func `the gantry's deck coordinates begin at the homing corner`() throws {
        let lab = try #require(try Shipped.lab())
        let names = LabNames(lab)
        let number = try #require(names.device("gantry"))
        let profile = lab.profiles[lab.devices[number].profile]
        let index = try #require(profile.pointIndex("z"))
        #expect(profile.points[index].source.offset == 200)
        #expect(profile.limit("x") == Bounds(0, 0.6))
    }
}
