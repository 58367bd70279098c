import Devices
import Labs
import Quantities
import Simulation
import Testing

/// Every literal exchange of every shipped profile, answered by the simulated device.
struct PlantVectorTests {
    @Test func `every shipped vector is answered byte for byte`() throws {
        let protocols = try SimFiles.protocols()
        var count = 0
        for profile in try SimFiles.profiles() {
            for vector in profile.vectors {
                let lab = SimLab.alone(profile, address: vector.address, protocols: protocols)
                // The last bit of a captured float is lost where its value is written in decimals.
                let replies = [1, 1 + 4e-8].map { Self.reply(to: vector, of: lab, times: $0) }
                #expect(replies.contains(vector.reply), "\(profile.name): \(vector.meaning)")
                count += 1
            }
        }
        #expect(count >= 10)
    }

    /// What a device answers that shows the vector's values, times `factor`.
    private static func reply(
        to vector: ByteVector,
        of lab: Lab,
        times factor: Double
    ) -> [UInt8] {
        var state = LabState(of: lab)
        state.devices[0].homing = .homed
        var bench = SimBench(lab, state: state)
        bench.wait(0.3)
        for value in vector.values {
            bench.preset("device." + value.name, value.value.si * factor)
        }
        return bench.exchange(vector.request, on: "line")
    }

    @Test func `every shipped device answers each of its points' requests`() throws {
        var bench = try SimBench()
        bench.wait(1)
        #expect(bench.furnaceFloat(0x8002).map { abs($0 - 22) < 0.5 } == true)
        #expect(bench.modbus(2, [4, 0, 0, 0, 2], on: "furnace-bus")?.first == 4)
        #expect(bench.modbus(1, [3, 0x20, 0, 0, 1], on: "guard-bus") == [3, 2, 0, 16])
        #expect(bench.modbus(1, [1, 0, 0, 0, 8], on: "io-bus") == [1, 1, 0])
        #expect(bench.inputs() != nil)
        #expect(bench.say("A\r", on: "gas-line").hasPrefix("A +"))
        #expect(bench.say("B\r", on: "gas-line").hasPrefix("B +"))
        #expect(bench.say("SI\r\n", on: "balance-line").hasPrefix("S S"))
        #expect(bench.say("/1Q\r", on: "pump-line") == "/0g\u{3}\r\n")
        #expect(bench.say("?", on: "gantry-line").hasPrefix("<Alarm|MPos:0.000,0.000,0.000|"))
    }
}
