package import Devices

extension Act {
    /// What it does when its run is held.
    package var onHold: HoldBehaviour {
        switch self {
        case .ramp, .hold, .cool: .continues
        // People and long averages do not stop for a hold, nor does it wait for them.
        case .weigh, .person, .measure: .continues
        case .heatOff, .flow, .shut, .switched, .liquid, .tare, .zero, .pump, .axes, .homeAxes:
            .finishes
        }
    }
}
