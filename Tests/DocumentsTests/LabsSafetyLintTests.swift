import Devices
import Documents
import Expressions
import Findings
import Labs
import Testing

/// What a lab is refused for because it could not be made safe, each beside what is accepted.
struct LabsSafetyLintTests {
    private func decode(
        _ text: String,
        _ change: (inout [DeviceProfile]) -> Void = { _ in }
    ) throws -> (Lab?, [Finding]) {
        var profiles = try Shipped.profiles()
        change(&profiles)
        return LabDocument.decodeLab(
            Array(text.utf8),
            file: "f.yaml",
            profiles: profiles,
            protocols: try Shipped.protocols()
        )
    }

    /// A refusal, and the nearest change that is accepted.
    struct Twins: CustomTestStringConvertible {
        var refused: LabsFault
        /// In place of the refused text.
        var accepted: String
        var testDescription: String { refused.testDescription }
    }

    private static let votingText = """
        - name: hot
          vote: 2oo3
          channels:
          - {name: a, trip: inputs.input-4}
          - {name: b, trip: inputs.input-5}
          - {name: c, trip: inputs.input-6}
          degrade: [1oo2, trip]
          process-safety-time: 15 s
          zone: hot
          happened: It is hot.
          did: Stopped heating.
          mend: Wait.
        """

    private static func voting(_ old: String, _ new: String) -> String {
        "interlocks:\n" + votingText.replacing(old, with: new)
    }

    static let votes: [Twins] = [
        Twins(
            refused: LabsFault(
                "a voting of too few channels",
                "interlocks:",
                voting("- {name: c, trip: inputs.input-6}\n  ", ""),
                .badLab,
                at: "  channels:",
                above: -1,
                says: "3 channels"
            ),
            accepted: voting("", "")
        ),
        Twins(
            refused: LabsFault(
                "a voting that does not say what becomes of it",
                "interlocks:",
                voting("[1oo2, trip]", "[1oo2]"),
                .badLab,
                at: "degrade:",
                says: "2 times"
            ),
            accepted: voting("[1oo2, trip]", "[2oo2, 1oo1]")
        ),
        Twins(
            refused: LabsFault(
                "more channels than are left",
                "interlocks:",
                voting("[1oo2, trip]", "[2oo3, trip]"),
                .badLab,
                at: "degrade:",
                says: "2 of the channels are left"
            ),
            accepted: voting("[1oo2, trip]", "[trip, trip]")
        ),
        Twins(
            refused: LabsFault(
                "a voting that votes again after it tripped",
                "interlocks:",
                voting("[1oo2, trip]", "[trip, 1oo1]"),
                .badLab,
                at: "degrade:",
                says: "trips with 1 bad"
            ),
            accepted: voting("[1oo2, trip]", "[1oo2, 1oo1]")
        ),
        Twins(
            refused: LabsFault(
                "two channels of one sensor",
                "interlocks:",
                voting("inputs.input-5", "inputs.input-4"),
                .badLab,
                at: "{name: b, trip: inputs.input-4}",
                says: "one sensor"
            ),
            accepted: voting("inputs.input-5", "inputs.input-7")
        ),
    ]

    static let times: [Twins] = [
        Twins(
            refused: LabsFault(
                "a process safety time without the line's longest transaction",
                "process-safety-time: 20 s",
                "process-safety-time: 12.5 s",
                .badLab,
                says: "a transaction on"
            ),
            accepted: "process-safety-time: 16 s"
        ),
        Twins(
            refused: LabsFault(
                "a rate that looks back longer than the process safety time",
                "trip: not inputs.shut and control.output > 1 %",
                "trip: not inputs.shut and rate(control.temperature, 5 min) > 1 K/min",
                .badLab,
                at: "process-safety-time: 20 s",
                says: "looks back"
            ),
            accepted: "trip: not inputs.shut and rate(control.temperature, 2 s) > 1 K/min"
        ),
        Twins(
            refused: LabsFault(
                "a zone with less time than its slowest action",
                "within: 6 s",
                "within: 5 s",
                .badLab,
                says: "“release” of “control”"
            ),
            accepted: "within: 5.5 s"
        ),
        Twins(
            refused: LabsFault(
                "a safe sequence that contradicts itself",
                "- {device: control, action: release}",
                "- {device: control, action: release}\n  - {device: board, action: on-1}",
                .badLab,
                says: "undoes the other"
            ),
            accepted: "- {device: control, action: release}\n  - {device: board, action: on-2}"
        ),
    ]

    static let outputs: [Twins] = [
        Twins(
            refused: LabsFault(
                "an output that holds its last value with nothing to end it",
                "output: board.relay-2, purpose: exhaust}",
                "output: board.relay-2, purpose: exhaust}\n"
                    + "- {name: pump, kind: relay, output: board.relay-3, purpose: vacuum}",
                .badLab,
                says: "cut-out"
            ),
            accepted: "output: board.relay-2, purpose: exhaust}\n"
                + "- {name: pump, kind: relay, output: board.relay-3, purpose: vacuum, "
                + "cut-out: inputs.input-3}"
        ),
        Twins(
            refused: LabsFault(
                "gas that flows on with nothing to end it",
                ", cut-out: inputs.input-3}",
                "}",
                .badLab,
                at: "name: argon, kind: gas",
                says: "keeps gas as it is"
            ),
            accepted: ", cut-out: inputs.input-4}"
        ),
        Twins(
            refused: LabsFault(
                "a heater that only its own controller judges",
                "trip: not inputs.input-2",
                "trip: not inputs.input-2 and control.temperature > 50 degC",
                .badLab,
                at: "controller: control",
                says: "drives the heat itself"
            ),
            accepted: "trip: not inputs.input-2 or control.temperature > 1150 degC"
        ),
    ]

    static let horns: [Twins] = [
        Twins(
            refused: LabsFault(
                "a horn that is only read",
                "interlocks:",
                "horn: inputs.input-3\ninterlocks:",
                .badLab,
                at: "horn: inputs.input-3",
                says: "only read"
            ),
            accepted: "horn: board.relay-5\ninterlocks:"
        ),
        Twins(
            refused: LabsFault(
                "a horn that is the exhaust as well",
                "interlocks:",
                "horn: board.relay-2\ninterlocks:",
                .badLab,
                at: "horn: board.relay-2",
                says: "every alarm would switch it"
            ),
            accepted: "horn: board.relay-4\ninterlocks:"
        ),
    ]

    @Test(arguments: votes + times + outputs + horns)
    func `a lab that could not be made safe is refused at its line, its twin is not`(
        _ twins: Twins
    ) throws {
        let text = try twins.refused.applied(to: LabsFixtures.lab)
        let (lab, findings) = try decode(text)
        try twins.refused.expect(in: findings, of: text)
        #expect(lab == nil)
        let other = LabsFault("twin", twins.refused.old, twins.accepted, twins.refused.code)
        let (twin, none) = try decode(try other.applied(to: LabsFixtures.lab))
        #expect(none.spoken == [])
        #expect(twin != nil)
    }

    /// A change of a profile that is refused, and what the finding says.
    struct Change: CustomTestStringConvertible {
        var testDescription: String
        var profile: String
        var says: String
        var change: @Sendable (inout DeviceProfile) -> Void
    }

    static let changes: [Change] = [
        Change(
            testDescription: "a controller that falls back with nothing to make it",
            profile: "eurotherm-3216",
            says: "nothing makes it"
        ) { $0.refreshes = [] },
        Change(
            testDescription: "a controller that says nothing of a lost line",
            profile: "eurotherm-3216",
            says: "says nothing"
        ) { $0.onCommunicationLoss = LossBehaviour(.notApplicable) },
        Change(
            testDescription: "a controller that keeps its output through a power cut",
            profile: "eurotherm-3216",
            says: "heats again by itself"
        ) { $0.onPowerReturn = LossBehaviour(.holdsLast) },
        Change(
            testDescription: "a board that closes the contactor again by itself",
            profile: "relay-board-8",
            says: "closes the contactor again"
        ) { $0.onPowerReturn = LossBehaviour(.resumes) },
        Change(
            testDescription: "a safe action that is never read back",
            profile: "eurotherm-3216",
            says: "no “confirm”"
        ) { profile in
            for index in profile.actions.indices where profile.actions[index].name == "release" {
                profile.actions[index].confirm = nil
            }
        },
    ]

    @Test(arguments: changes)
    func `a device that cannot be left alone is refused`(_ change: Change) throws {
        let (lab, findings) = try decode(LabsFixtures.lab) { profiles in
            for index in profiles.indices where profiles[index].name == change.profile {
                change.change(&profiles[index])
            }
        }
        #expect(lab == nil)
        #expect(findings.map(\.code) == [.badLab])
        #expect(findings.first?.message.contains(change.says) == true, "\(findings.spoken)")
    }

    @Test func `a furnace is watched by as many rules as its parts allow`() throws {
        let small = try #require(try decode(LabsFixtures.lab).0)
        let own = small.interlocks.map(\.name).filter { $0.hasPrefix("furnace.") }
        #expect(
            own
                == ["sensor-detached", "runaway", "uncontrolled-heat", "slow-heating"]
                .map { "furnace." + $0 }
        )
        let demo = try #require(try Shipped.lab())
        let rules = HeatSupervision.Rule.allCases.map { "furnace." + $0.rawValue }
        #expect(Set(demo.interlocks.map(\.name)).isSuperset(of: rules))
    }

    @Test func `a rule can be left out, and its limits set`() throws {
        let text = LabsFixtures.lab.replacing(
            "  open-below: 80 degC\n",
            with: "  open-below: 80 degC\n"
                + "  supervision: {off: [slow-heating], above-setpoint: 35 K}\n"
        )
        let lab = try #require(try decode(text).0)
        #expect(!lab.interlocks.contains { $0.name == "furnace.slow-heating" })
        let runaway = try #require(lab.interlocks.first { $0.name == "furnace.runaway" })
        #expect(runaway.trip.text.contains("+ 35 K"))
    }
}
