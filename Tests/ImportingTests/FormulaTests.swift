import Importing
import Testing

struct FormulaTests {
    /// Worked out from the unabridged standard atomic weights of CIAAW (2021), g/mol.
    @Test(arguments: [
        ("SrCO3", 147.628), ("CuO", 79.545), ("BaTiO3", 233.191), ("Li2CO3", 73.888),
        ("Nb2O5", 265.808), ("LiOH·H2O", 41.962), ("Cu(NO3)2·2.5H2O", 232.591),
        ("Al(OH)3", 78.003), ("Ce(NO3)3·6H2O", 434.218), ("PbO", 223.199),
        ("Si(OC2H5)4", 208.329), ("NH4Br", 97.943), ("FeC2O4·2H2O", 179.893),
        ("Mn(CH3COO)2·4H2O", 245.086),
    ])
    func `a formula weighs what the tables say`(text: String, mass: Double) throws {
        let formula = try #require(ChemicalFormula(text))
        #expect(abs(formula.molarMass / mass - 1) < 2e-5, "\(formula.molarMass)")
    }

    @Test func `brackets multiply, and each element is counted once`() throws {
        let formula = try #require(ChemicalFormula("(Ni0.48Cu0.10Zn0.42O)1.04(Fe2O3)0.96"))
        #expect(formula.parts.map(\.element) == ["Ni", "Cu", "Zn", "O", "Fe"])
        #expect(abs(formula.count(of: "Ni") - 0.4992) < 1e-12)
        #expect(abs(formula.count(of: "O") - (1.04 + 2.88)) < 1e-12)
        #expect(formula.count(of: "Ti") == 0)
        let nested = try #require(ChemicalFormula("Ca(Al(OH)4)2"))
        #expect(nested.count(of: "H") == 8)
        #expect(nested.count(of: "O") == 8)
    }

    @Test(arguments: ["·", "•", "∙", "⋅", "*"])
    func `a hydrate is written with any dot`(dot: String) throws {
        let formula = try #require(ChemicalFormula("CuSO4\(dot)5H2O"))
        #expect(formula.count(of: "H") == 10)
        #expect(formula.count(of: "O") == 9)
    }

    @Test func `Co is cobalt and CO is not`() throws {
        #expect(try #require(ChemicalFormula("CoO")).parts.map(\.element) == ["Co", "O"])
        #expect(try #require(ChemicalFormula("CO")).parts.map(\.element) == ["C", "O"])
    }

    @Test(arguments: [
        "", " ", "·", "2", "x", "Bi1-xLaxFeO3", "Fe1.2.3O", "Fe.O", "Fe0O", "Xx2O3", "Qq",
        "BaTiO3)",
        "(BaTiO3", "Ba()TiO3", "()", "Ba[Ti]O3", "BaTiO3-SrO", "Ba TiO3", "baTiO3", "Ba²O", "Fe-1",
        "Fe1e5O", "FenanO", "Ba٣O", "\u{0}Ba", "Ba\nO", "BaTiO3\u{301}",
    ])
    func `what is no formula is none`(text: String) { #expect(ChemicalFormula(text) == nil) }

    @Test func `enormous numbers and nesting are refused, not computed with`() {
        #expect(ChemicalFormula("Fe" + String(repeating: "9", count: 400)) == nil)
        #expect(ChemicalFormula(String(repeating: "(", count: 100_000) + "Fe") == nil)
        let deep = String(repeating: "(", count: 9) + "Fe" + String(repeating: ")9", count: 9)
        #expect(ChemicalFormula(deep) == nil)
    }
}
