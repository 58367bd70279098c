package import Labs

/// Who asks something of a host: a Unix user, and what the lab makes of them.
package struct Visitor: Hashable, Sendable {
    package var user: String
    package var role: Person.Role

    package init(user: String, role: Person.Role) {
        self.user = user
        self.role = role
    }

    /// The user as the lab's file says.
    ///
    /// Whoever it does not name may look and stop. Where nothing but simulators can move, the
    /// host's own user may do everything.
    package init(user: String, isHostsUser: Bool, lab: Lab, farEnd: LinePorts.FarEnd) {
        self.user = user
        role = lab.role(of: user) ?? (farEnd == .simulators && isHostsUser ? .admin : .observer)
    }

    /// - Throws: `Refusal` naming the role and who may.
    package func requireLeave(to act: HostAct) throws(Refusal) {
        guard !role.may(act) else { return }
        let able = Person.Role.allCases.filter { $0.may(act) }.map(\.rawValue)
        throw Refusal(
            .forbidden,
            "\(user) is \(role.rawValue) here and may not \(act.rawValue). "
                + "Roles that may: \(able.joined(separator: ", "))."
        )
    }
}

/// Why a host does not do what it was asked.
package struct Refusal: Error, Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// The request itself is wrong.
        case invalid
        case forbidden
        /// There is no such thing.
        case unknown
        /// Not now: something is in the way.
        case conflict
    }

    package var kind: Kind
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
