import Hosting
import Importing
import Testing

/// Every named reason is reached by a recipe of our own, changed in one thing from one that works.
struct ReasonTests {
    typealias Change = (inout Fixture) -> Void

    private static func fired(_ operation: String) -> Change {
        { $0.operations = [Fixture.mix, operation] }
    }

    private static func reacts(_ reaction: String, _ target: String = "BaTiO3") -> Change {
        {
            $0.reaction = reaction
            $0.targets = [target]
        }
    }

    /// One or more ways to every reason, with what its detail has to name.
    private static func ways(to reason: ImportRefusal.Reason) -> [(String, Change)] {
        switch reason {
        case .reactionUnreadable:
            [
                ("1 BaCO3 + 1 TiO2", reacts("1 BaCO3 + 1 TiO2")),
                ("BaCO3", reacts("BaCO3 + 1 TiO2 == 1 BaTiO3")),
                ("nan BaCO3", reacts("nan BaCO3 + 1 TiO2 == 1 BaTiO3")),
                ("== 1 BaTiO3", reacts("1 O2 == 1 BaTiO3")),
                ("who knows", reacts("1 BaCO3 + 1 TiO2 == 1 BaTiO3; who knows")),
            ]
        case .formulaUnreadable:
            [("BaQO3", reacts("1 BaQO3 + 1 TiO2 == 1 BaTiO3"))]
        case .solutionRoute:
            [("[OH-]", reacts("1 BaCO3 + 1 TiO2 + 2 [OH-] == 1 BaTiO3"))]
        case .compositionOpen:
            [
                ("Ba1-xSrxTiO3", reacts("1-x BaCO3 + x SrCO3 + 1 TiO2 == 1 X", "Ba1-xSrxTiO3")),
                ("x BaCO3", reacts("x BaCO3 + y TiO2 == 1 BaTiO3")),
                ("no target", { $0.targets = [] }),
            ]
        case .unbalanced:
            [
                ("Ba2TiO4", reacts("1 BaCO3 + 1 TiO2 == 1 Ba2TiO4", "Ba2TiO4")),
                ("BaO", reacts("1 BaCO3 + 1 TiO2 == 1 BaTiO3", "BaO")),
            ]
        case .precursorMissing:
            [("Zr, Nb", reacts("1 BaCO3 + 1 TiO2 == 1 BaTi0.9Zr0.05NbxO3"))]
        case .additiveAmountOpen:
            [
                (
                    "Nb via Nb2O5",
                    reacts(
                        "1 BaCO3 + 1 TiO2 == 1 BaTiO3 ; "
                            + "target BaTiO3 with additives Nb via Nb2O5"
                    )
                )
            ]
        case .precursorNotHere:
            [("BaO2", reacts("1 BaO2 + 1 TiO2 == 1 BaTiO3"))]
        case .precursorNotSolid:
            [("Si(OC2H5)4", reacts("2 MgO + 1 Si(OC2H5)4 == 1 Mg2SiO4", "Mg2SiO4"))]
        case .amountTooSmall:
            [
                (
                    "SrCO3",
                    reacts(
                        "0.999 BaCO3 + 0.001 SrCO3 + 1 TiO2 == 1 Ba0.999Sr0.001TiO3",
                        "Ba0.999Sr0.001TiO3"
                    )
                )
            ]
        default: furnaceWays(to: reason)
        }
    }

    private static func furnaceWays(to reason: ImportRefusal.Reason) -> [(String, Change)] {
        switch reason {
        case .operationUnknown:
            [("Electrospinning", fired(Fixture.operation("Electrospinning", "spun")))]
        case .unitUnknown:
            [
                ("“F”", fired(Fixture.heat("fired", [2000], [4], units: ("F", "h")))),
                ("“weeks”", fired(Fixture.heat("fired", [900], [4], units: ("C", "weeks")))),
            ]
        case .noFiring:
            [("150 °C", fired(Fixture.heat("dried", [120], [4])))]
        case .noTemperature: [("fired", fired(Fixture.heat("fired", [], [4])))]
        case .implausibleTemperature:
            [
                ("5 °C (fired)", fired(Fixture.heat("fired", [5], [4]))),
                ("5 °C (fired)", fired(Fixture.heat("fired", [1050, 5], [4]))),
                ("-300", fired(Fixture.heat("fired", [-300], [4]))),
                ("1e300", fired(Fixture.heat("fired", [1e300], [4]))),
            ]
        case .temperatureTooHigh:
            [
                (
                    "1600 °C, at most 1500 °C",
                    { recipe in
                        recipe.reaction += "; target BaTiO3 with additives Nb via Nb2O5"
                        recipe.operations = [Fixture.heat("fired", [1600], [4])]
                    }
                )
            ]
        case .noTime: [("fired", fired(Fixture.heat("fired", [900], [])))]
        case .implausibleTime:
            [
                ("0 h (fired)", fired(Fixture.heat("fired", [900], [0]))),
                ("-4 h", fired(Fixture.heat("fired", [900], [-4]))),
                ("1e300 h", fired(Fixture.heat("fired", [900], [1e300]))),
            ]
        case .firingUnclear:
            [
                (
                    "temperatures: 3, times: 2",
                    fired(Fixture.heat("fired", [800, 900, 950], [2, 4]))
                ),
                (
                    "temperatures: 9, times: 1",
                    fired(Fixture.heat("fired", (0..<9).map { 800 + Double($0) }, [2]))
                ),
            ]
        case .dryingTooHot:
            [("700 °C (dried)", { $0.operations.insert(Self.hotDrying, at: 0) })]
        case .gasNotHere:
            [
                ("nitrogen", fired(Fixture.heat("fired", [900], [4], ["nitrogen"]))),
                ("nitrogen", fired(Fixture.heat("fired", [900], [4], ["N2"]))),
                ("vacuum", fired(Fixture.heat("fired", [900], [4], ["vacuum"]))),
                ("hydrogen, which", reacts("1 BaCO3 + 1 TiO2 + 1 H2 == 1 BaTiO3")),
            ]
        case .atmosphereUnclear:
            [
                ("argon, hydrogen", fired(Fixture.heat("fired", [900], [4], ["argon", "H2"]))),
                ("air, oxygen", fired(Fixture.heat("fired", [900], [4], ["air", "oxygen"]))),
            ]
        case .tooManyFirings:
            [
                (
                    "20 are clean",
                    { recipe in
                        let firing = [Fixture.mix, Fixture.heat("fired", [900], [1])]
                        recipe.operations = Array(repeating: firing, count: 21).flatMap { $0 }
                    }
                )
            ]
        default: []
        }
    }

    private static let hotDrying = Fixture.operation(
        "DryingOperation",
        "dried",
        #""temperature": [{"values": [700], "units": "C"}]"#
    )

    @Test(arguments: ImportRefusal.Reason.allCases)
    func `each reason is reached, and says what is meant`(_ reason: ImportRefusal.Reason) throws {
        let ways = Self.ways(to: reason)
        #expect(!ways.isEmpty, "no way to \(reason.rawValue)")
        for (named, change) in ways {
            var recipe = Fixture()
            change(&recipe)
            let refusal = try ImportLab.refusal(of: recipe)
            #expect(refusal?.reason == reason, "\(recipe.reaction) \(recipe.operations)")
            #expect(refusal?.detail.contains(named) == true, "\(refusal?.detail ?? "a plan")")
            #expect(refusal?.message.hasPrefix(reason.sentence) == true)
        }
    }

    @Test func `the recipe that is changed works`() throws {
        let plan = try ImportLab.plan(of: Fixture())
        #expect(plan.errors == [])
        #expect(try plan.dryRun())
    }

    @Test func `reasons have stable names and sentences of their own`() {
        let reasons = ImportRefusal.Reason.allCases
        #expect(Set(reasons.map(\.sentence)).count == reasons.count)
        for reason in reasons {
            #expect(reason.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(!reason.sentence.hasSuffix("."))
        }
    }

    @Test func `the documentation lists every reason`() throws {
        let bytes = try Files.read(ImportLab.root + "/docs/importing.md")
        let text = String(decoding: bytes, as: UTF8.self)
        for reason in ImportRefusal.Reason.allCases {
            #expect(text.contains("`\(reason.rawValue)`"), "\(reason.rawValue)")
        }
    }
}
