import Devices
import Documents
import Interlocks
import Labs
import Quantities
import Testing
import Wire

/// Literal exchanges of devices that are not shipped, through the whole line; their sources stand
/// beside them in the fixtures.
struct SerialFixtureVectorTests {
    static let devices = [
        "oem-pump", "aibus-controller", "julabo-circulator", "ne1000", "ne1000-safe-mode",
        "pfeiffer-gauge", "propar-controller", "shdlc-sensor", "bisynch-controller",
        "harvard-pump", "keller-transmitter", "huber-thermostat", "ika-plate", "lauda-circulator",
    ]

    @Test(arguments: devices)
    func `a printed request goes out as printed, and its answer means what is printed`(
        name: String
    ) throws {
        let profile = try Fixtures.profile(name)
        for vector in profile.vectors {
            let wanted = vector.values.map(\.name)
            let bench = try Fixtures.bench(name, at: [vector.address], reading: wanted)
            #expect(bench.sends(vector.request), "\(name): \(vector.meaning)")
            _ = bench.readings()
            bench.receive(vector.reply, after: .milliseconds(10))
            let values = bench.valuesOnceSilent()
            for expected in vector.values {
                let found = try #require(values["d0." + expected.name], "\(name).\(expected.name)")
                let size = max(1e-12, abs(expected.value.si))
                #expect(abs(found - expected.value.si) <= 1e-6 * size, "\(name).\(expected.name)")
            }
        }
    }

    @Test(arguments: devices)
    func `a printed answer with any single bit turned over is no other value`(name: String) throws {
        let profile = try Fixtures.profile(name)
        guard case .serial(let protocolName, _) = profile.link,
            try Fixtures.protocol(protocolName).checksum != nil,
            let vector = profile.vectors.first
        else { return }
        for bit in 0..<(vector.reply.count * 8) {
            var spoiled = vector.reply
            spoiled[bit / 8] ^= 1 << UInt8(bit % 8)
            let bench = try Fixtures.bench(
                name,
                at: [vector.address],
                reading: vector.values.map(\.name)
            )
            #expect(bench.sends(vector.request))
            _ = bench.readings()
            bench.receive(spoiled, after: .milliseconds(10))
            for (point, value) in bench.valuesOnceSilent() {
                let right = vector.values.first { "d0." + $0.name == point }?.value.si ?? .nan
                #expect(abs(value - right) <= 1e-6 * abs(right), "\(name), bit \(bit)")
            }
        }
    }

    @Test(arguments: devices)
    func `a printed answer may come byte by byte`(name: String) throws {
        let profile = try Fixtures.profile(name)
        let vector = try #require(profile.vectors.first)
        let bench = try Fixtures.bench(
            name,
            at: [vector.address],
            reading: vector.values.map(\.name)
        )
        #expect(bench.sends(vector.request))
        _ = bench.readings()
        for byte in vector.reply { bench.receive([byte], after: .milliseconds(1)) }
        #expect(bench.valuesOnceSilent().count == vector.values.count)
    }

    @Test func `every fixture has a test here`() throws {
        let known = Set(Self.devices + ["tpg-controller"])
        #expect(Set(try Fixtures.names("devices")) == known)
    }
}
