import Checking
import Findings

extension HazardCase {
    static let fluidCases: [HazardCase] = [
        .bad(
            .pumpDry,
            "nothing drawn",
            "- {do: outlet.open}\n- {do: syringe.push, volume: 100 uL, rate: 100 uL/s}\n- {do: outlet.close}"
        ),
        .bad(
            .pumpDry,
            "more than drawn",
            """
            - {do: outlet.open}
            - {do: syringe.draw, volume: 100 uL, rate: 100 uL/s}
            - {do: syringe.push, volume: 150 uL, rate: 100 uL/s}
            - {do: outlet.close}
            """
        ),
        .bad(
            .pumpDry,
            "in a loop",
            """
            - {do: outlet.open}
            - {do: syringe.draw, volume: 100 uL, rate: 100 uL/s}
            - do: repeat
              times: 3
              steps: [{do: syringe.push, volume: 50 uL, rate: 100 uL/s}]
            - {do: outlet.close}
            """
        ),
        .fine(
            .pumpDry,
            "all of it",
            """
            - {do: outlet.open}
            - {do: syringe.draw, volume: 100 uL, rate: 100 uL/s}
            - {do: syringe.push, volume: 100 uL, rate: 100 uL/s}
            - {do: outlet.close}
            """
        ),

        .bad(
            .deadHead,
            "closed from the beginning",
            "- {do: syringe.draw, volume: 100 uL, rate: 100 uL/s}"
        ),
        .bad(
            .deadHead,
            "closed again",
            """
            - {do: outlet.open}
            - {do: syringe.draw, volume: 100 uL, rate: 100 uL/s}
            - {do: outlet.close}
            - {do: syringe.push, volume: 100 uL, rate: 100 uL/s}
            """
        ),
        .bad(
            .deadHead,
            "opened in one branch",
            ask("0", "1") + """
                - {do: if, condition: $next.x > 0.5, then: [{do: outlet.open}]}
                - {do: syringe.draw, volume: 100 uL, rate: 100 uL/s}
                - {do: outlet.close}
                """
        ),
        .fine(
            .deadHead,
            "open",
            "- {do: outlet.open}\n- {do: syringe.draw, volume: 100 uL, rate: 100 uL/s}\n- {do: outlet.close}"
        ),

        .bad(
            .overPressure,
            "a syringe too fast",
            "- {do: outlet.open}\n- {do: syringe.draw, volume: 100 uL, rate: 5 mL/s}\n- {do: outlet.close}"
        ),
        .bad(
            .overPressure,
            "a pipette too fast",
            home
                + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL, rate: 5 mL/s}"
        ),
        .bad(
            .overPressure,
            "sealed and heated",
            """
            - {do: seal, item: samples, state: 'on'}
            - {do: operator-task, say: In, moves: [{item: samples, to: furnace}]}
            - {do: furnace.ramp, to: 60 degC, rate: 2 K/min}
            """ + "\n" + cool
        ),
        .fine(
            .overPressure,
            "at full speed",
            "- {do: outlet.open}\n- {do: syringe.draw, volume: 100 uL, rate: 900 uL/s}\n- {do: outlet.close}"
        ),

        .bad(
            .vacuumHeat,
            "then heated",
            load
                + "- {do: vacuum.switch-on}\n- {do: furnace.ramp, to: 200 degC, rate: 5 K/min}\n- {do: vacuum.switch-off}\n"
                + cool
        ),
        .bad(
            .vacuumHeat,
            "while hot",
            load
                + "- {do: furnace.ramp, to: 200 degC, rate: 5 K/min}\n- {do: vacuum.switch-on}\n- {do: vacuum.switch-off}\n"
                + cool
        ),
        .bad(
            .vacuumHeat,
            "trap off too soon",
            load + """
                - {do: trap.switch-on}
                - {do: vacuum.switch-on}
                - {do: furnace.ramp, to: 200 degC, rate: 5 K/min}
                - {do: trap.switch-off}
                - {do: vacuum.switch-off}
                """ + "\n" + cool
        ),
        .fine(
            .vacuumHeat,
            "with a trap",
            load + """
                - {do: trap.switch-on}
                - {do: vacuum.switch-on}
                - {do: furnace.ramp, to: 200 degC, rate: 5 K/min}
                - {do: vacuum.switch-off}
                - {do: trap.switch-off}
                """ + "\n" + cool
        ),

        .bad(
            .gasWithoutExhaust,
            "exhaust off",
            "- {do: argon.flow, to: 100 sccm}\n- {do: argon.shut}"
        ),
        .bad(
            .gasWithoutExhaust,
            "switched off too soon",
            "- {do: exhaust.switch-on}\n- {do: argon.flow, to: 100 sccm}\n- {do: exhaust.switch-off}\n- {do: argon.shut}"
        ),
        .bad(
            .gasWithoutExhaust,
            "on in one branch",
            ask("0", "1") + """
                - {do: if, condition: $next.x > 0.5, then: [{do: exhaust.switch-on}]}
                - {do: oxygen.flow, to: 50 sccm}
                - {do: oxygen.shut}
                - {do: exhaust.switch-off}
                """
        ),
        .fine(
            .gasWithoutExhaust,
            "exhaust on",
            "- {do: exhaust.switch-on}\n- {do: argon.flow, to: 100 sccm}\n- {do: argon.shut}\n- {do: exhaust.switch-off}"
        ),

        .bad(
            .oxidiserWithFuel,
            "two gases",
            "- {do: exhaust.switch-on}\n- {do: oxygen.flow, to: 50 sccm}\n- {do: forming.flow, to: 50 sccm}\n- {do: forming.shut}\n- {do: oxygen.shut}"
        ),
        .bad(
            .oxidiserWithFuel,
            "over metal powder",
            """
            - {do: operator-task, say: Load, moves: [{add: Ti, amount: 1 g, to: cup-1}, {item: cup-1, to: furnace}]}
            - {do: exhaust.switch-on}
            - {do: oxygen.flow, to: 50 sccm}
            - {do: oxygen.shut}
            """
        ),
        .bad(
            .oxidiserWithFuel,
            "over a nitrate",
            """
            - {do: operator-task, say: Load, moves: [{add: LiNO3, amount: 1 g, to: cup-1}, {item: cup-1, to: furnace}]}
            - {do: exhaust.switch-on}
            - {do: forming.flow, to: 50 sccm}
            - {do: forming.shut}
            """
        ),
        .fine(
            .oxidiserWithFuel,
            "one after the other",
            "- {do: exhaust.switch-on}\n- {do: oxygen.flow, to: 50 sccm}\n- {do: oxygen.shut}\n- {do: forming.flow, to: 50 sccm}\n- {do: forming.shut}\n- {do: exhaust.switch-off}"
        ),
    ]
}
