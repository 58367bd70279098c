/// What somebody wants to do at a host.
package enum HostAct: String, Hashable, Sendable, CaseIterable {
    /// Look at anything.
    case observe
    /// Hold, stop or abort a run, make zones safe.
    case stop
    /// Begin a run, resume it, answer its planner's questions.
    case run
    /// Say that a task at the bench is done, answer a person's questions.
    case attend
    case acknowledge
    case reset
    /// Write points, jog, change between automatic and manual.
    case operate
    /// Maintenance and out of service.
    case maintain
    case bypass
    /// End the host.
    case end
}

extension Person.Role {
    /// Whether people of this role may do it.
    ///
    /// Everybody may stop: stopping needs no leave. Planners (programs among them) never reset,
    /// bypass or move anything by hand.
    package func may(_ act: HostAct) -> Bool {
        switch (self, act) {
        case (_, .observe), (_, .stop): true
        case (.observer, _): false
        case (.planner, .run): true
        case (.planner, _): false
        case (.technician, .bypass), (.technician, .maintain): false
        case (.technician, _), (.safety, _), (.admin, _): true
        }
    }
}

extension Lab {
    /// The role of a Unix user; nil where the lab file does not name the user.
    package func role(of user: String) -> Person.Role? {
        people.first { $0.user == user }?.role
    }
}
