import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct LiquidTests {
    private func transfer(_ from: String, _ to: String, _ more: String = "") -> Compiled {
        Compiled("- {do: pipette.transfer, from: '\(from)', to: '\(to)', volume: 50 uL\(more)}")
    }

    @Test func `one source fills a range column by column`() {
        #expect(
            transfer("buffer", "plate/A1:B2", ", tip: one").liquids == [
                "+tips-1/A1", "buffer>", ">plate/A1", "buffer>", ">plate/B1", "buffer>",
                ">plate/A2", "buffer>", ">plate/B2", "-",
            ]
        )
    }

    @Test func `n sources fill n times k wells in turn`() {
        let liquids = transfer("plate/A1:B1", "plate-2/A1:B2", ", tip: one").liquids
        #expect(
            liquids.filter { $0.hasSuffix(">") } == [
                "plate/A1>", "plate/B1>", "plate/A1>", "plate/B1>",
            ]
        )
    }

    @Test func `n sources pool into one well`() {
        let liquids = transfer("plate/A1:C1", "plate/D6", ", tip: one").liquids
        #expect(liquids.filter { $0.hasPrefix(">") } == Array(repeating: ">plate/D6", count: 3))
    }

    @Test(arguments: [("plate/A1:B1", "plate/A2:C2"), ("plate/A1:D1", "plate/A2:B2")])
    func `sets that do not pair are refused with their sizes`(from: String, to: String) throws {
        let compiled = transfer(from, to)
        #expect(compiled.codes == [.badPairing])
        #expect(try #require(compiled.findings.first).numbers.count == 2)
    }

    @Test func `lists, groups and whole plates are sets too`() {
        let head = "groups: [{name: ends, wells: 'plate/A1,plate/D6'}]"
        let step = "- {do: pipette.transfer, from: buffer, to: $ends, volume: 5 uL, tip: one}"
        let liquids = Compiled(step, head: head).liquids
        #expect(liquids.filter { $0.hasPrefix(">") } == [">plate/A1", ">plate/D6"])
        let all = transfer("buffer", "plate", ", tip: one").liquids
        #expect(all.filter { $0.hasPrefix(">") }.count == 24)
    }

    @Test func `a new tip for each well, from the racks on the deck in order`() {
        let tips = transfer("buffer", "plate/A1:A6", ", tip: each").liquids
            .filter { $0.hasPrefix("+") }
        #expect(
            tips == [
                "+tips-1/A1", "+tips-1/B1", "+tips-1/A2", "+tips-1/B2", "+tips-2/A1",
                "+tips-2/B1",
            ]
        )
    }

    @Test func `a tip a source keeps the pairs of a source together`() {
        let liquids = transfer("plate/A1:B1", "plate-2/A1:B2", ", tip: per-source").liquids
        #expect(
            liquids == [
                "+tips-1/A1", "plate/A1>", ">plate-2/A1", "plate/A1>", ">plate-2/A2", "-",
                "+tips-1/B1", "plate/B1>", ">plate-2/B1", "plate/B1>", ">plate-2/B2", "-",
            ]
        )
    }

    @Test func `a tip a row goes along the row`() {
        let liquids = transfer("buffer", "plate/A1:B2", ", tip: per-row").liquids
        #expect(liquids.filter { $0.hasPrefix("+") }.count == 2)
        #expect(liquids[2] == ">plate/A1")
        #expect(liquids[4] == ">plate/A2")
    }

    @Test func `used tips are passed over`() {
        var state = SmallLab.state
        let rack = SmallLab.names.vessels.item(named: "tips-1") ?? 0
        state.tips[SmallLab.names.vessels.firstOfItem[rack]] = .used
        let step = "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 5 uL}"
        #expect(Compiled(step, state: state).liquids.first == "+tips-1/B1")
    }

    @Test func `running out of tips is one finding with both counts`() throws {
        let compiled = transfer("buffer", "plate/A1:B6", ", tip: each")
        let finding = try #require(compiled.findings.first)
        #expect(compiled.codes == [.tipsRunOut])
        #expect(finding.numbers.map(\.quantity.si) == [12, 8])
    }

    @Test func `a rack a person puts onto the deck brings its tips`() {
        let compiled = Compiled(
            """
            - {do: move, item: tips-3, to: d9}
            - {do: pipette.transfer, from: buffer, to: 'plate/A1:B6', volume: 5 uL, tip: each}
            """
        )
        #expect(compiled.findings.isEmpty)
    }

    @Test func `ways that exclude each other use the same tips`() {
        let step =
            "{do: pipette.transfer, from: buffer, to: 'plate/A1:A6', volume: 5 uL, tip: each}"
        let compiled = Compiled(
            """
            - do: if
              condition: furnace.temperature > 30 degC
              then: [\(step)]
              otherwise: [\(step)]
            """
        )
        #expect(compiled.findings.isEmpty)
    }

    @Test func `a volume above the tip is moved in equal strokes`() {
        let step = "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 700 uL}"
        let compiled = Compiled(step)
        #expect(compiled.liquids.filter { $0 == "buffer>" }.count == 3)
        #expect(compiled.acts.contains { $0.contains("233.333333333 uL") })
    }

    @Test func `a volume that fits the tip exactly is one stroke`() {
        let step = "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 300 uL}"
        #expect(Compiled(step).liquids == ["+tips-1/A1", "buffer>", ">plate/A1", "-"])
    }

    @Test func `mixing, air and blowing out come where they belong`() {
        #expect(
            transfer("buffer", "plate/A1", ", mix: 3, air-gap: 5 uL").liquids == [
                "+tips-1/A1", "buffer>", "air", ">plate/A1", "blow plate/A1", "mix 3 plate/A1",
                "-",
            ]
        )
    }

    @Test func `a dilution carries from column to column and throws the last away`() {
        let compiled = Compiled(
            """
            - do: pipette.dilute
              along: 'plate/A1:B3'
              by: column
              volume: 50 uL
              mix: 2
              tip: per-row
            """
        )
        #expect(
            compiled.liquids == [
                "+tips-1/A1", "plate/A1>", ">plate/A2", "mix 2 plate/A2", "plate/A2>",
                ">plate/A3", "mix 2 plate/A3", "plate/A3>", ">waste", "-", "+tips-1/B1",
                "plate/B1>", ">plate/B2", "mix 2 plate/B2", "plate/B2>", ">plate/B3",
                "mix 2 plate/B3", "plate/B3>", ">waste", "-",
            ]
        )
    }

    @Test func `a dilution of one column is none`() {
        let step = "- {do: pipette.dilute, along: 'plate/A1:D1', by: column, volume: 5 uL}"
        #expect(Compiled(step).codes == [.badPairing])
    }

    @Test func `single movements take no tip of their own`() {
        let compiled = Compiled(
            """
            - {do: pipette.home}
            - {do: pipette.prime, from: buffer, volume: 500 uL}
            - {do: pipette.pick-up, tip: tips-2/B2}
            - {do: pipette.aspirate, from: buffer, volume: 50 uL}
            - {do: pipette.dispense, to: 'plate/A1:A2', volume: 25 uL}
            - {do: pipette.blow-out}
            - {do: pipette.wash, from: buffer, volume: 50 uL, times: 3}
            - {do: pipette.eject}
            """
        )
        #expect(
            compiled.liquids == [
                "home", "prime buffer", "+tips-2/B2", "buffer>", ">plate/A1", ">plate/A2",
                "blow ", "wash 3 buffer", "-",
            ]
        )
    }
}
