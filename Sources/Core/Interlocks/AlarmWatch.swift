package import Labs
package import Quantities

/// Which of the lab's alarms hold on the present image.
///
/// They are judged as interlocks are (a bad reading raises the alarm: nobody knows better), but
/// nothing is latched: an alarm whose condition is healthy again has returned to normal.
package struct AlarmWatch: Sendable {
    private var rules: InterlockSet

    package init(_ lab: Lab, _ names: LabNames) {
        var judged = lab
        judged.interlocks = lab.alarms.map { alarm in
            InterlockDefinition(
                name: alarm.name,
                trip: alarm.when,
                debounce: alarm.debounce,
                processSafetyTime: .zero,
                zone: 0,
                happened: alarm.message,
                did: "",
                mend: ""
            )
        }
        rules = InterlockSet(judged, names)
    }

    /// Judges; gives what has come and what has gone, by index into `Lab.alarms`.
    package mutating func judge(
        _ image: ProcessImage,
        at now: Instant
    ) -> (raised: [Int], cleared: [Int]) {
        guard rules.canJudge(image) else { return ([], []) }
        let raised = rules.judge(image, at: now)
        var cleared: [Int] = []
        for trip in rules.latched where rules.reset(trip.interlock, image, at: now) == .reset {
            cleared.append(trip.interlock)
        }
        return (raised, cleared)
    }
}
