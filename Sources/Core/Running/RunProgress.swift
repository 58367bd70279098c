package import Execution
package import Scanning

/// What an engine did to come where it is.
///
/// Recalled in their order by an engine of the same program, these and the records around them
/// bring it to the same place: the machine is a value, and the same events lead it the same way.
package enum RunProgress: Hashable, Sendable, Codable {
    /// The machine took this event.
    case drove(MachineEvent)
    /// A thread's act comes down to these calls.
    case lowered(LoweredAct, thread: Int)
    /// A thread's act has come so far.
    case reached(ActPlace, thread: Int)
    /// Command number `part` of the call under way goes out under this id.
    case commanded(CommandID, part: Int, thread: Int)
}

/// How far an act is.
package enum ActPlace: Hashable, Sendable, Codable {
    case preparing
    /// Call number of its `LoweredAct.calls` is under way.
    case calling(Int)
    case completing
    /// Call number of its `LoweredAct.closing` is under way.
    case closing(Int)
    /// A person is at it.
    case withPerson
    case weighing, measuring, done
}
