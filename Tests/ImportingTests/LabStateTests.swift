import Hosting
import Importing
import Labs
import Plans
import Testing

/// The plan begins with the lab as it stands.
struct LabStateTests {
    private func item(_ name: String, in loaded: LoadedLab) throws -> Int {
        try #require(loaded.names.vessels.item(named: name))
    }

    private func changed(_ body: (inout LabState, LoadedLab) throws -> Void) throws -> LoadedLab {
        let loaded = try ImportLab.open()
        var changed = loaded
        try body(&changed.state, loaded)
        return changed
    }

    @Test func `the mortar is put on the pan, and taken off before it is used`() throws {
        let plan = try ImportLab.plan(of: Fixture())
        #expect(plan.tasks.first?.moves == [.item("mortar", to: "pan")])
        #expect(plan.tasks.dropFirst().first?.moves == [.item("mortar", to: "bench")])
        #expect(plan.errors == [])
    }

    @Test func `a mortar that stands there already is left there`() throws {
        let loaded = try changed { state, loaded in
            state.items[try item("mortar", in: loaded)].slot = "pan"
        }
        let plan = try ImportLab.plan(of: Fixture(), in: loaded)
        #expect(plan.tasks.first?.moves == [.item("mortar", to: "bench")])
        #expect(plan.errors == [])
        #expect(try plan.dryRun())
    }

    @Test func `what stands on the pan makes room`() throws {
        let loaded = try changed { state, loaded in
            state.items[try item("beaker", in: loaded)].slot = "pan"
        }
        let plan = try ImportLab.plan(of: Fixture(), in: loaded)
        #expect(
            plan.tasks.prefix(2).map(\.moves) == [
                [.item("beaker", to: "bench")], [.item("mortar", to: "pan")],
            ]
        )
        #expect(plan.errors == [])
    }

    @Test func `crucibles that are full, shut or in the furnace are passed over`() throws {
        let loaded = try changed { state, loaded in
            let alumina = try #require(loaded.names.material("Al2O3"))
            let full = loaded.names.vessels.firstOfItem[try item("cup-0", in: loaded)]
            state.contents[full] = VesselContents([Portion(material: alumina, mass: 1e-3)])
            state.items[try item("cup-1", in: loaded)].cover = .on
            state.items[try item("cup-2", in: loaded)].slot = "furnace"
        }
        let plan = try ImportLab.plan(of: Fixture(), in: loaded)
        #expect(plan.tasks.contains { $0.say.hasPrefix("Fill cup-3 ") })
        #expect(plan.errors == [])
    }

    @Test(arguments: [("mortar", LabGap.mortar), ("alumina-cup", .crucible)])
    func `without a clean mortar or crucible there is no importer`(
        _ part: String,
        _ gap: LabGap
    ) throws {
        let loaded = try changed { state, loaded in
            for (index, item) in loaded.lab.deck.items.enumerated()
            where item.name == part || loaded.lab.labwareTypes[item.type].name == part {
                state.items[index].cover = .on
            }
        }
        #expect(throws: gap) { try RecipeImporter(loaded.lab, state: loaded.state) }
        #expect(gap.message.contains("this lab has none"))
    }

    @Test(arguments: [("furnace", LabGap.furnace), ("pan", .balance), ("bench", .bench)])
    func `without furnace, pan or bench there is no importer`(_ slot: String, _ gap: LabGap) throws
    {
        let loaded = try ImportLab.open()
        var lab = loaded.lab
        lab.deck.slots.removeAll { $0.name == slot }
        #expect(throws: gap) { try RecipeImporter(lab, state: loaded.state) }
    }
}
