import Checking
import Findings

/// Branches that wait for each other, and values that cross them.
extension HazardCase {
    static let threadCases: [HazardCase] = [
        .bad(
            .deadlock,
            "waits for itself",
            """
            - {do: start, name: a, steps: [{do: join, name: a}]}
            - {do: join, name: a}
            """
        ),
        .bad(
            .deadlock,
            "waits for what may not have begun",
            ask("0", "1") + """
                - {do: if, condition: $next.x > 0.5, then: [{do: start, name: a, steps: [{do: wait, for: 1 s}]}]}
                - {do: join, name: a}
                """
        ),
        .bad(
            .deadlock,
            "waits for its sibling's branch",
            """
            - do: parallel
              on-failure: stop-siblings
              branches:
              - {name: one, steps: [{do: start, name: a, steps: [{do: wait, for: 1 s}]}, {do: join, name: a}]}
              - {name: two, steps: [{do: join, name: a}]}
            """
        ),
        .fine(
            .deadlock,
            "waits for what it has begun",
            """
            - {do: start, name: a, steps: [{do: wait, for: 1 s}]}
            - {do: join, name: a}
            """
        ),

        .bad(
            .variableConflict,
            "reads what a sibling measures",
            """
            - do: parallel
              on-failure: stop-siblings
              branches:
              - {name: one, steps: [{do: measure, as: m, point: meter.power, within: [0 W, 5 kW]}]}
              - {name: two, steps: [{do: if, condition: $m > 1 W, then: [{do: wait, for: 1 s}]}]}
            """
        ),
        .bad(
            .variableConflict,
            "reads before the join",
            """
            - {do: start, name: a, steps: [{do: measure, as: m, point: meter.power, within: [0 W, 5 kW]}]}
            - {do: if, condition: $m > 1 W, then: [{do: wait, for: 1 s}]}
            - {do: join, name: a}
            """
        ),
        .bad(
            .variableConflict,
            "waits as long as a sibling is told",
            """
            - do: parallel
              on-failure: stop-siblings
              branches:
              - {name: one, steps: [{do: ask-operator, as: q, say: How long?, expect: [{name: x, within: [1 s, 9 s]}], deadline: 1 h}]}
              - {name: two, steps: [{do: wait, for: $q.x}]}
            """
        ),
        .fine(
            .variableConflict,
            "reads after the join",
            """
            - {do: start, name: a, steps: [{do: measure, as: m, point: meter.power, within: [0 W, 5 kW]}]}
            - {do: join, name: a}
            - {do: if, condition: $m > 1 W, then: [{do: wait, for: 1 s}]}
            """
        ),
    ]
}
