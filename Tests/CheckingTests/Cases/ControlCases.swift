import Checking
import Findings

extension HazardCase {
    static let controlCases: [HazardCase] = [
        .bad(.absurdDuration, "a wait", "- {do: wait, for: 60 d}"),
        .bad(
            .absurdDuration,
            "a soak",
            load
                + "- {do: furnace.ramp, to: 600 degC, rate: 5 K/min}\n- {do: furnace.hold, for: 2000 h, timeout: 3000 h}\n"
                + cool
        ),
        .bad(
            .absurdDuration,
            "a loop of waits",
            "- {do: repeat, times: 100, steps: [{do: wait, for: 20 h}]}"
        ),
        .fine(.absurdDuration, "a long weekend", "- {do: wait, for: 80 h}"),

        .bad(.notReleased, "a tip stays on", home + "- {do: pipette.pick-up}"),
        .bad(
            .notReleased,
            "in one branch",
            home + "- {do: pipette.pick-up}\n" + ask("0", "1")
                + "- {do: if, condition: $next.x > 0.5, then: [{do: pipette.eject}]}"
        ),
        .bad(
            .notReleased,
            "a branch is never joined",
            "- {do: start, name: aside, steps: [{do: wait, for: 1 min}]}"
        ),
        .fine(.notReleased, "dropped", home + "- {do: pipette.pick-up}\n- {do: pipette.eject}"),

        .bad(
            .unpolledGuard,
            "read on demand",
            "- {do: wait-until, condition: controller.instrument-id > 3, timeout: 1 min}"
        ),
        .bad(
            .unpolledGuard,
            "too slowly for the excursion",
            load + "- {do: furnace.ramp, to: 60 degC, rate: 2 K/min}\n"
                + "- {do: hold-while, condition: furnace.temperature within 20 K of 60 degC, entry: 1 h, excursion: 100 ms, for: 10 min}\n"
                + cool
        ),
        .bad(
            .unpolledGuard,
            "in a decision",
            "- {do: if, condition: controller.instrument-id > 3, then: [{do: wait, for: 1 s}]}"
        ),
        .fine(
            .unpolledGuard,
            "polled often",
            load + "- {do: furnace.ramp, to: 60 degC, rate: 2 K/min}\n"
                + "- {do: hold-while, condition: furnace.temperature within 20 K of 60 degC, entry: 1 h, excursion: 10 s, for: 10 min}\n"
                + cool
        ),

        .bad(
            .cannotHappen,
            "waiting for heat that nothing makes",
            "- {do: wait-until, condition: furnace.temperature > 600 degC, timeout: 1 h}"
        ),
        .bad(
            .cannotHappen,
            "colder than the room",
            load
                + "- {do: furnace.ramp, to: 200 degC, rate: 5 K/min}\n- {do: furnace.cool, to: 20 degC, timeout: 40 h}\n- {do: water.switch-off}\n- {do: exhaust.switch-off}"
        ),
        .bad(
            .cannotHappen,
            "holding what was never heated",
            load + "- {do: furnace.hold, for: 1 h}\n" + cool
        ),
        .bad(
            .cannotHappen,
            "no time for it",
            load + "- {do: furnace.ramp, to: 900 degC, rate: 5 K/min, timeout: 5 min}\n" + cool
        ),
        .fine(
            .cannotHappen,
            "while it heats",
            load + """
                - {do: start, name: heat, steps: [{do: furnace.ramp, to: 900 degC, rate: 5 K/min, timeout: 8 h}]}
                - {do: wait-until, condition: furnace.temperature > 600 degC, timeout: 8 h}
                - {do: join, name: heat}
                """ + "\n" + cool
        ),

        .bad(
            .notRepeatable,
            "weighed again",
            """
            - do: retry
              times: 3
              until: $m > 2 g
              steps: [{do: weigh, as: m, material: CuO, into: mortar, target: 1 g, tolerance: 5 mg}]
            """
        ),
        .bad(
            .notRepeatable,
            "added again",
            """
            - do: retry
              times: 3
              until: $m.x > 0.5
              steps:
              - {do: operator-task, say: Add, moves: [{add: CuO, amount: 1 g, to: cup-1}]}
              - {do: ask-operator, as: m, say: Good?, expect: [{name: x, within: [0, 1]}], deadline: 1 h}
            """
        ),
        .bad(
            .notRepeatable,
            "a device that obeys every time",
            """
            - {do: outlet.open}
            - {do: doser.draw, volume: 500 uL, rate: 100 uL/s}
            - do: retry
              times: 3
              until: $m.x > 0.5
              steps:
              - {do: doser.push, volume: 10 uL, rate: 100 uL/s}
              - {do: ask-operator, as: m, say: Good?, expect: [{name: x, within: [0, 1]}], deadline: 1 h}
            - {do: outlet.close}
            """
        ),
        .fine(
            .notRepeatable,
            "asked again",
            """
            - do: retry
              times: 3
              until: $m.x > 0.5
              steps: [{do: ask-operator, as: m, say: Good?, expect: [{name: x, within: [0, 1]}], deadline: 1 h}]
            """
        ),

        .bad(
            .notFinite,
            "a negative volume",
            home + ask("-5 uL", "50 uL")
                + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: $next.x}"
        ),
        .bad(
            .notFinite,
            "divided by what can be nothing",
            home + ask("0", "1")
                + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL / $next.x}"
        ),
        .bad(
            .notFinite,
            "no rate at all",
            load + ask("0 K/min", "5 K/min") + "- {do: furnace.ramp, to: 600 degC, rate: $next.x}\n"
                + cool
        ),
        .fine(
            .notFinite,
            "a range that is safe",
            home + ask("5 uL", "50 uL")
                + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: $next.x}"
        ),

        .bad(
            .guardConstant,
            "always true",
            "- {do: if, condition: furnace.temperature > -300 degC, then: [{do: wait, for: 1 s}]}"
        ),
        .bad(
            .guardConstant,
            "never true",
            "- {do: if, condition: furnace.temperature > 3000 degC, then: [{do: wait, for: 1 s}]}"
        ),
        .bad(
            .guardConstant,
            "outside what may be answered",
            ask("600 degC", "700 degC")
                + "- {do: if, condition: $next.x < 500 degC, then: [{do: wait, for: 1 s}]}"
        ),
        .bad(
            .guardConstant,
            "a watch that never acts",
            load + "- {do: furnace.ramp, to: 60 degC, rate: 2 K/min}\n"
                + "- {do: hold-while, condition: furnace.temperature < 5000 degC, entry: 1 h, excursion: 10 s, for: 10 min}\n"
                + cool
        ),
        .fine(
            .guardConstant,
            "inside what may be answered",
            ask("600 degC", "700 degC")
                + "- {do: if, condition: $next.x < 650 degC, then: [{do: wait, for: 1 s}]}"
        ),

        .bad(
            .dueMissed,
            "a wait between",
            """
            - {do: wait, id: begin, for: 1 s}
            - {do: wait, for: 20 min}
            - {do: wait, for: 1 s, due: 10 min after begin, tolerance: 30 s}
            """
        ),
        .bad(
            .dueMissed,
            "a person between",
            """
            - {do: wait, id: begin, for: 1 s}
            - {do: operator-task, say: Look, takes: 30 min}
            - {do: wait, for: 1 s, due: within 10 min of begin, tolerance: 30 s}
            """
        ),
        .bad(
            .dueMissed,
            "many wells between",
            home + """
                - {do: pipette.transfer, id: begin, from: buffer, to: plate/A1, volume: 50 uL}
                - {do: pipette.transfer, from: buffer, to: 'plate/A2:H12', volume: 50 uL, tip: each, timeout: 5 h}
                - {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL, due: within 1 min of begin, tolerance: 10 s}
                """
        ),
        .fine(
            .dueMissed,
            "in time",
            """
            - {do: wait, id: begin, for: 1 s}
            - {do: wait, for: 5 min}
            - {do: wait, for: 1 s, due: 10 min after begin, tolerance: 30 s}
            """
        ),

        .bad(
            .argumentOutOfRange,
            "too much gas",
            "- {do: exhaust.switch-on}\n- {do: argon.flow, to: 600 sccm}\n- {do: argon.shut}"
        ),
        .bad(
            .argumentOutOfRange,
            "at the end of a range",
            "- {do: exhaust.switch-on}\n" + ask("100 sccm", "400 sccm")
                + "- {do: oxygen.flow, to: $next.x}\n- {do: oxygen.shut}"
        ),
        .bad(
            .argumentOutOfRange,
            "too heavy",
            "- {do: weigh, material: CuO, into: mortar, target: 230 g, tolerance: 5 mg}"
        ),
        .fine(
            .argumentOutOfRange,
            "full flow",
            "- {do: exhaust.switch-on}\n- {do: argon.flow, to: 500 sccm}\n- {do: argon.shut}\n- {do: exhaust.switch-off}"
        ),

        .bad(.unusedValue, "set", "- {do: set, name: a, value: 5 g}"),
        .bad(.unusedValue, "measured", "- {do: measure, as: a, point: furnace.temperature}"),
        .bad(.unusedValue, "asked", ask("0", "1")),
        .fine(.unusedValue, "used", ask("1 s", "5 s") + "- {do: wait, for: $next.x}"),
    ]
}
