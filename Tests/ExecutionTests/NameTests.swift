import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct NameTests {
    @Test func `an unknown device is named, with the nearest and those that can`() {
        let compiled = Compiled("- {do: furnance.ramp, to: 900 degC, rate: 5 K/min}")
        #expect(compiled.codes == [.unknownName])
        #expect(compiled.messages.contains("Did you mean ‘furnace’?"))
        #expect(compiled.messages.contains("‘ramp’ is for: furnace"))
        #expect(compiled.program == nil)
    }

    @Test func `a verb of another capability is refused with what the device can do`() {
        let compiled = Compiled("- {do: balance.ramp, to: 900 degC, rate: 5 K/min}")
        #expect(compiled.codes == [.capabilityMissing])
        #expect(compiled.messages.contains("it can: tare, zero"))
    }

    @Test func `a finding carries the step's id and the path of the argument`() throws {
        let compiled = Compiled(
            "- {do: pipette.transfer, id: fill, from: bufer, to: plate/A1, volume: 10 uL}"
        )
        let finding = try #require(compiled.findings.first)
        #expect(finding.step == "fill")
        #expect(finding.path.description == "/steps/0/from")
        #expect(finding.message.contains("Did you mean ‘buffer’?"))
    }

    @Test(arguments: [
        ("plate/E1", "has wells A1 to D6"), ("plate/A7", "has wells A1 to D6"),
        ("plate/A1:D7", "has wells A1 to D6"), ("plat/A1", "Did you mean ‘plate’?"),
        ("plate/1A", "is no vessel"), ("$everything", "No group or parameter"),
        ("cup-9", "has no ‘cup-9’"),
    ])
    func `wells that are not there are unknown`(text: String, says: String) {
        let compiled = Compiled(
            "- {do: pipette.transfer, from: buffer, to: '\(text)', volume: 10 uL}"
        )
        #expect(compiled.program == nil)
        #expect(compiled.codes.allSatisfy { $0 == .unknownVessel || $0 == .unknownName })
        #expect(compiled.messages.contains(says))
    }

    @Test func `every fault is found in one pass`() {
        let compiled = Compiled(
            """
            - {do: exhaust.switch-of}
            """
        )
        #expect(!compiled.findings.isEmpty)
        let several = Compiled(
            """
            - {do: oven.cool, to: 60 degC}
            - {do: pipette.transfer, from: nowhere, to: neverland, volume: 10 uL}
            - {do: measure, as: x, point: furnace.temprature}
            - {do: move, item: cup-0, to: shelf}
            - {do: join, name: nobody}
            """
        )
        #expect(several.findings.count == 6)
    }

    @Test func `an unknown point is named with the nearest of its device`() {
        let compiled = Compiled("- {do: wait-until, condition: furnace.temprature > 30 degC}")
        #expect(compiled.codes == [.unknownName])
        #expect(compiled.messages.contains("Did you mean ‘furnace.temperature’?"))
    }

    @Test func `a value of the plan without its dollar is pointed out`() {
        let compiled = Compiled(
            """
            - {do: measure, as: seen, point: furnace.temperature}
            - {do: wait-until, condition: seen > 30 degC}
            """
        )
        #expect(compiled.messages.contains("write ‘$seen’"))
    }

    @Test func `a name assigned twice is a duplicate`() {
        let compiled = Compiled(
            """
            - {do: set, name: x, value: 1 K}
            - {do: set, name: x, value: 2 K}
            """
        )
        #expect(compiled.codes == [.duplicateName])
    }

    @Test func `two steps of one id are reported`() {
        let compiled = Compiled(
            """
            - {do: exhaust.switch-on, id: a}
            - {do: exhaust.switch-off, id: a}
            """
        )
        #expect(compiled.codes == [.duplicateName])
    }

    @Test func `declarations outside the steps are looked up`() {
        let compiled = Compiled(
            "- {do: exhaust.switch-on}",
            head: """
                contents: [{in: plate/Z1, material: wine, volume: 1 mL}]
                record: [{point: furnace.pressure, every: 1 s}]
                groups: [{name: top, wells: 'plate/A1:A3', samples: [S1, S2], replicates: 2}]
                """
        )
        #expect(
            compiled.codes == [.badPairing, .unknownVessel, .unknownName, .unknownName]
        )
    }
}
