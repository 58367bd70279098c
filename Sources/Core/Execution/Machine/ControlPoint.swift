import Devices

/// Where control is, without instants: two machines of one program with equal control points take
/// equal events to equal control points, as long as their timers fire alike.
package struct ControlPoint: Hashable, Sendable {
    package var state: RunState
    package var posture: RunPosture
    package var threads: [Place]
    /// Monitors that are on, in the order they were switched on.
    package var monitors: [Int]

    /// One thread's place.
    package struct Place: Hashable, Sendable {
        package var thread: Int
        package var node: Int
        package var phase: UInt8
        package var retries: Int
    }
}

extension RunMachine {
    package var control: ControlPoint {
        ControlPoint(
            state: state,
            posture: posture,
            threads: threads.map {
                ControlPoint.Place(
                    thread: $0.thread,
                    node: $0.node,
                    phase: $0.phase.number,
                    retries: $0.retries
                )
            },
            monitors: monitors.map(\.monitor)
        )
    }

    /// A number for `control` (FNV-1a, 64 bits): equal control points have equal keys; compare
    /// `control` itself where a chance equality would matter.
    package var controlKey: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ value: UInt64) {
            var rest = value
            for _ in 0..<8 {
                hash = (hash ^ (rest & 0xff)) &* 0x100_0000_01b3
                rest >>= 8
            }
        }
        mix(UInt64(state.place) << 8 | posture.number)
        for thread in threads {
            mix(UInt64(thread.thread))
            mix(UInt64(thread.node))
            mix(UInt64(thread.phase.number) | UInt64(thread.retries) << 8)
        }
        for monitor in monitors { mix(UInt64(monitor.monitor)) }
        return hash
    }
}

extension ThreadPhase {
    /// A small number for the phase without its instants and stages.
    var number: UInt8 {
        switch self {
        case .ready: 0
        case .performing(_, .sent): 60
        case .performing: 1
        case .evaluating: 2
        case .watching: 3
        case .waiting: 4
        case .asking: 5
        case .forked: 6
        case .joining: 7
        case .draining: 8
        case .ended: 9
        case .paused: 10
        case .rested: 61
        case .faulted(let kind, _): 64 + kind.place
        case .away(let kind, _, _): 96 + kind.place
        case .failed(let kind): 11 + kind.place
        }
    }
}

extension FaultKind {
    fileprivate var place: UInt8 { UInt8(FaultKind.allCases.firstIndex(of: self) ?? 0) }
}
