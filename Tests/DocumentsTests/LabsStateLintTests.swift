import Documents
import Findings
import Labs
import Testing

struct LabsStateLintTests {
    static let state = """
        athanor: state/1
        lab: demo
        items:
        - {item: plate, slot: d1, covered: true}
        contents:
        - in: buffer
          holds: [{material: PBS, volume: 10 mL}]
        - in: plate/A1:B2
          holds: [{material: PBS, volume: 100 uL}, {material: IgG-standard, volume: 50 uL}]
        - in: cup-0
          holds: [{material: CuO, mass: 2 g}]
        tips:
        - {in: tips-1/A1, state: used}
        devices:
        - {device: gantry, homing: homed, calibrated-until: 2026-12-31}
        """

    private func decode(_ text: String) throws -> (LabState?, [Finding]) {
        let lab = try #require(try Shipped.lab())
        return LabStateDocument.decode(
            Array(text.utf8),
            file: "f.yaml",
            lab: lab,
            names: LabNames(lab)
        )
    }

    static let faults: [LabsFault] = [
        LabsFault("an unknown item", "item: plate,", "item: palte,", .unknownName, says: "plate"),
        LabsFault("an unknown slot", "slot: d1", "slot: d77", .unknownName),
        LabsFault(
            "two items in one slot",
            "slot: d1",
            "slot: d2",
            .slotOccupied,
            at: "- {item: plate"
        ),
        LabsFault("wells there are not", "plate/A1:B2", "plate/A1:Z2", .unknownVessel),
        LabsFault("an unknown material", "material: CuO", "material: CuO2", .unknownName),
        LabsFault("a liquid weighed", "volume: 10 mL", "mass: 10 g", .missingKey),
        LabsFault(
            "more than the vessel holds",
            "volume: 10 mL",
            "volume: 1 L",
            .vesselOverfilled,
            at: "in: buffer"
        ),
        LabsFault("less than nothing", "mass: 2 g", "mass: -2 g", .notFinite),
        LabsFault(
            "a vessel twice",
            "in: cup-0",
            "in: buffer",
            .duplicateName,
            at: "{material: CuO",
            above: 1
        ),
        LabsFault(
            "tips where there are none",
            "in: tips-1/A1",
            "in: plate/A1",
            .badLab,
            at: "state: used"
        ),
        LabsFault("an unknown device", "device: gantry", "device: gantri", .unknownName),
        LabsFault("a date that is none", "2026-12-31", "2026-13-31", .wrongType),
        LabsFault(
            "a gas in a vessel",
            "{material: CuO, mass: 2 g}",
            "{material: argon, volume: 1 mL}",
            .badLab
        ),
    ]

    @Test(arguments: faults)
    func `a faulty state is refused at its line`(fault: LabsFault) throws {
        let text = try fault.applied(to: Self.state)
        let (state, findings) = try decode(text)
        try fault.expect(in: findings, of: text)
        #expect(state == nil)
    }

    @Test func `every volume comes back exactly as it was`() throws {
        let lab = try #require(try Shipped.lab())
        let names = LabNames(lab)
        var state = LabState(of: lab)
        let water = try #require(names.material("water"))
        var seed: UInt64 = 7
        for vessel in 0..<names.vessels.count
        where names.vessels.type(of: vessel).use != .tipRack {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let part = Double(seed >> 11) / Double(1 << 53)
            let volume = names.vessels.type(of: vessel).capacity * part
            state.contents[vessel] = VesselContents([Portion(material: water, volume: volume)])
        }
        let bytes = LabStateDocument.encode(state, lab: lab)
        let again = LabStateDocument.decode(bytes, file: "f.yaml", lab: lab, names: names)
        #expect(again.1.spoken == [])
        #expect(again.0 == state)
    }

    @Test func `a change is what differs from the state before it, emptied and cleaned too`() throws
    {
        let lab = try #require(try Shipped.lab())
        let names = LabNames(lab)
        let (state, _) = try decode(Self.state)
        let first = try #require(state)
        var second = first
        for vessel in first.contents.indices where !first.contents[vessel].portions.isEmpty {
            second.contents[vessel].portions[0].less = first.contents[vessel].volume / 3
            if vessel % 2 == 0 { second.contents[vessel] = VesselContents() }
        }
        for tip in first.tips.indices where first.tips[tip] == .used { second.tips[tip] = .new }
        second.devices[0] = DeviceState(mode: .maintenance, homing: .homed)
        second.wastedTips += 1
        for (earlier, later) in [(first, second), (second, first), (second, LabState(of: lab))] {
            let change = LabStateDocument.document(later, lab: lab, since: earlier)
            let (again, findings) = LabStateDocument.decode(
                DocumentWriter.json(change),
                file: "change",
                lab: lab,
                names: names,
                since: earlier
            )
            #expect(findings.spoken == [])
            for (vessel, contents) in later.contents.enumerated() {
                #expect(again?.contents[vessel] == contents, "\(names.vessels.name(of: vessel))")
            }
            #expect(again?.items == later.items)
            #expect(again?.tips == later.tips)
            #expect(again?.devices == later.devices)
            #expect(again == later)
        }
        let nothing = LabStateDocument.document(first, lab: lab, since: first)
        #expect(nothing.member("contents") == .list([]) && nothing.member("tips") == .list([]))
    }

    @Test func `equal neighbours are written as one range`() throws {
        let lab = try #require(try Shipped.lab())
        let (state, _) = try decode(Self.state)
        let text = String(
            decoding: LabStateDocument.encode(try #require(state), lab: lab),
            as: UTF8.self
        )
        #expect(text.contains("plate/A1:B2"))
        #expect(!text.contains("plate/A2"))
    }
}
