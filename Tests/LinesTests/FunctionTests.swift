import Devices
import Interlocks
import Labs
import Lines
import Quantities
import Scanning
import Testing
import Trials

/// Every table and every way to write, as other people's server understands them.
@Suite struct FunctionTests {
    private static let points: [PointDefinition] = {
        let tables: [(String, ModbusField.Table)] = [
            ("coil", .coil), ("input-bit", .discreteInput), ("input", .input),
        ]
        let read = tables.map { name, table in
            PointDefinition.register(name, 16, table: table, every: .milliseconds(50))
        }
        var mask = PointDefinition.register("bit", 1100, write: 22, every: .milliseconds(50))
        if case .modbus(var field) = mask.source {
            field.bit = 3
            mask.source = .modbus(field)
            mask.kind = .flag
        }
        return read + [
            mask,
            .register("one", 1040, write: 6, every: .milliseconds(50)),
            .register("many", 1048, .float32, write: 16, every: .milliseconds(50)),
            .register("lamp", 40, table: .coil, write: 5, every: .milliseconds(50)),
            .register("lamps", 41, table: .coil, write: 15, every: .milliseconds(50)),
        ]
    }()

    @Test func `all of them over TCP and a pseudo-terminal`() throws {
        let scratch = try Scratch()
        let peers = [
            try Benches.tcpPeer([1]), try Benches.ptyPeer([1], link: scratch.file("port")),
        ]
        var link = ModbusLink(serial: SerialSettings(baud: 115_200))
        link.replyTimeout = Benches.timeout
        let profile = DeviceProfile.plain(.modbus(link), Self.points)
        let rig = try Rig(
            [Benches.tcp([1], profile), Benches.rtu([1], profile)],
            at: [Benches.local(peers[0].port), .device(scratch.file("port"))],
            patience: Benches.patience
        )
        let all = rig.names.points.indices
        #expect(rig.run(5) { rig in all.allSatisfy { rig.image[$0].quality == .good } })
        // Input registers hold the table, unit and address of their record.
        #expect(rig["l0u1.input"].value == Double(4 << 8 | 1))
        for device in 0...1 {
            let values: [(String, Double)] = [
                ("one", 1234), ("many", 12.5), ("lamp", 1), ("lamps", 1), ("bit", 1),
            ]
            let ids = values.map { rig.write(device: device, $0.0, $0.1) }
            #expect(rig.run(5) { rig in ids.allSatisfy { rig.outcomes[$0] == .acknowledged } })
            let name = "l\(device)u1."
            #expect(rig.run(3) { rig in values.allSatisfy { rig[name + $0.0].value == $0.1 } })
            let writes = peers[device].writes
            #expect(writes["1:6:1040:1234"] == 1)
            #expect(writes["1:16:1048:\(0x4148),0"] == 1)
            #expect(writes.keys.contains { $0.hasPrefix("1:5:") })
            #expect(writes.keys.contains { $0.hasPrefix("1:15:") })
            #expect(writes.keys.contains { $0.hasPrefix("1:22:1100:") })
        }
        #expect(rig.told == ["connected", "connected"])
    }
}
