import Importing
import Testing

/// Amounts, worked out by hand from the standard atomic weights of CIAAW (2021): H 1.008, Li 6.94,
/// C 12.011, O 15.999, Mg 24.305, Ti 47.867, Mn 54.938043, Cu 63.546, Sr 87.62, Y 88.905838,
/// Zr 91.224, Nb 92.90637, Ba 137.327, La 138.90547, Ta 180.94788.
struct AmountTests {
    private func masses(
        _ reaction: String,
        _ targets: [String]
    ) throws -> [(material: String, grams: Double)] {
        var recipe = Fixture()
        recipe.reaction = reaction
        recipe.targets = targets
        return try ImportLab.plan(of: recipe).masses
    }

    private func expect(
        _ found: [(material: String, grams: Double)],
        _ wanted: [(String, Double)]
    ) {
        #expect(found.map(\.material) == wanted.map(\.0))
        for (mass, (_, grams)) in zip(found, wanted) {
            #expect(abs(mass.grams - grams) < 1e-4, "\(mass.material): \(mass.grams) g")
        }
    }

    @Test func `plain coefficients`() throws {
        // 0.5 × 225.8087, 2 × 197.335, 3 × 79.545: 112.9043 + 394.67 + 238.635 = 746.2093 g/mol.
        expect(
            try masses(
                "0.5 Y2O3 + 2 BaCO3 + 3 CuO + 0.25 O2 == 1 YBa2Cu3O7 + 2 CO2",
                ["YBa2Cu3O7"]
            ),
            [("Y2O3", 0.75652), ("BaCO3", 2.64450), ("CuO", 1.59898)]
        )
        // 0.75 × 441.8908, 40.304, 0.25 × 265.8077: 438.1740 g/mol.
        expect(
            try masses("0.75 Ta2O5 + 1 MgO + 0.25 Nb2O5 == 1 MgTa1.5Nb0.5O6", ["MgTa1.5Nb0.5O6"]),
            [("Ta2O5", 3.78181), ("MgO", 0.45991), ("Nb2O5", 0.75828)]
        )
    }

    @Test func `water of a hydrate is weighed too`() throws {
        // 7 × 41.962, 2 × 123.222, 1.5 × 325.8079: 1028.8899 g/mol.
        expect(
            try masses("7 LiOH·H2O + 2 ZrO2 + 1.5 La2O3 == 1 Li7La3Zr2O12", ["Li7La3Zr2O12"]),
            [("LiOH·H2O", 1.42743), ("ZrO2", 1.19762), ("La2O3", 2.37495)]
        )
    }

    @Test func `the variable is what the target's composition makes it`() throws {
        // x = 0.3: 0.35 × 325.8079, 0.3 × 147.628, 86.9360: 245.2572 g/mol.
        let reaction = "0.5-0.5*x La2O3 + x SrCO3 + 1 MnO2 == 1 La1-xSrxMnO3"
        expect(
            try masses(reaction, ["La0.7Sr0.3MnO3"]),
            [("La2O3", 2.32476), ("SrCO3", 0.90290), ("MnO2", 1.77234)]
        )
        // Written with y and in another order, the amounts are the same.
        expect(
            try masses("1 MnO2 + y SrCO3 + 0.5-0.5y La2O3 == 1 La1-ySryMnO3", ["La0.7Sr0.3MnO3"]),
            [("MnO2", 1.77234), ("SrCO3", 0.90290), ("La2O3", 2.32476)]
        )
    }

    @Test func `of several targets the first that needs every precursor is made`() throws {
        let reaction = "1-x BaCO3 + x SrCO3 + 1 TiO2 == 1 Ba1-xSrxTiO3"
        var recipe = Fixture()
        recipe.reaction = reaction
        recipe.targets = ["BaTiO3", "Ba0.5Sr0.5TiO3", "SrTiO3"]
        let plan = try ImportLab.plan(of: recipe)
        #expect(plan.made.target == "Ba0.5Sr0.5TiO3")
        #expect(plan.notes.contains("assumed: of the paper's 3 compositions this one"))
        #expect(plan.masses.count == 3)
        // Where none needs all, the first; what it does not need is not weighed.
        #expect(try masses(reaction, ["BaTiO3", "SrTiO3"]).map(\.material) == ["BaCO3", "TiO2"])
    }

    @Test func `gases of the air are not weighed`() throws {
        let found = try masses("2 BaCO3 + 1 TiO2 + 5 O2 + 1 H2O == 1 Ba2TiO4", ["Ba2TiO4"])
        #expect(found.map(\.material) == ["BaCO3", "TiO2"])
    }

    @Test func `a placeholder for an element is what the reaction says behind it`() throws {
        let found = try masses(
            "0.05 La2O3 + 0.45 Bi2O3 + 0.5 Fe2O3 == 1 Bi0.9RE0.1FeO3; RE = La",
            ["La0.1FeBi0.9O3"]
        )
        #expect(found.map(\.material) == ["La2O3", "Bi2O3", "Fe2O3"])
    }

    @Test func `the whole batch weighs five grams, each powder to a thousandth or two milligrams`()
        throws
    {
        let plan = try ImportLab.plan(of: Fixture())
        #expect(abs(plan.masses.reduce(0) { $0 + $1.grams } - 5) < 1e-4)
        #expect(plan.text.contains("tolerance: 3.56 mg"))
        #expect(plan.text.contains("tolerance: 2 mg"))
        #expect(plan.notes.contains("assumed: a batch of 5 g"))
    }

    @Test func `a small share that the balance blurs is pointed out`() throws {
        var recipe = Fixture()
        recipe.reaction = "0.98 BaCO3 + 0.02 SrCO3 + 1 TiO2 == 1 Ba0.98Sr0.02TiO3"
        recipe.targets = ["Ba0.98Sr0.02TiO3"]
        // 2 mg of 0.02 × 147.628 / 276.207 × 5 g = 53.4 mg.
        let plan = try ImportLab.plan(of: recipe)
        #expect(plan.notes.contains("assumed: SrCO3 weighed to 3.7 % is near enough"))
    }
}
