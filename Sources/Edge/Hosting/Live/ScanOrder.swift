package import Labs
package import Quantities
package import Scanning

/// What somebody wants of the scan.
package enum ScanOrder: Sendable {
    /// A run's command.
    case run(CommandRequest)
    /// A person's command to a device they hold, or the horn's.
    case manual(CommandRequest)
    case makeSafe(zone: Int)
    /// Reads the device's points as soon as its line is free.
    case refresh(device: Int)
    case reset(interlock: Int)
    /// Trips that were latched before this host began.
    case latch([Int])
    case bypass(interlock: Int, until: Instant)
    case mode(DeviceState.Mode, device: Int)
    /// A person holds the device until then.
    case lease(device: Int, until: Instant)
    /// The device was seen at rest where its last step led.
    case rest(device: Int)
    case endLease(device: Int)
    /// Ends the device's motion at once.
    case halt(device: Int)
}

extension ScanOrder {
    /// Whether it makes something safer, so that nothing may keep it out.
    var isSafe: Bool {
        switch self {
        case .makeSafe, .halt, .endLease: true
        default: false
        }
    }
}
