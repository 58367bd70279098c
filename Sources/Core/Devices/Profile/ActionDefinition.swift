package import Expressions
package import Quantities

/// What a device can be told, and how it is told: the last step from a plan to the wire.
package struct ActionDefinition: Hashable, Sendable {
    package var name: String
    package var arguments: [ArgumentDefinition]
    package var commands: [CommandTemplate]
    /// Over the device's points and `$argument`s; true once the action is done.
    package var confirm: Expr?
    /// The longest time from the last command to `confirm`.
    package var within: Lapse
    package var repeatClass: RepeatClass
    /// What follows its faults, for every kind; nil where the profile leaves that to others.
    package var faults: FaultRules?

    package init(
        name: String,
        arguments: [ArgumentDefinition],
        commands: [CommandTemplate],
        confirm: Expr?,
        within: Lapse,
        repeatClass: RepeatClass,
        faults: FaultRules? = nil
    ) {
        self.name = name
        self.arguments = arguments
        self.commands = commands
        self.confirm = confirm
        self.within = within
        self.repeatClass = repeatClass
        self.faults = faults
    }
}

/// One command an action sends.
package enum CommandTemplate: Hashable, Sendable {
    /// Writes a point; the value is over `$argument`s, in SI (flags 0 or 1, choices by index).
    case write(point: String, value: Expr)
    /// Sends a protocol's request with these field values; `in` is the unit on the wire.
    case send(request: String, fields: [CommandField])
}

/// One field of a serial request and what goes into it.
package struct CommandField: Hashable, Sendable {
    package var name: String
    package var value: Expr
    /// The SI value is divided by this unit's scale before it is formatted.
    package var unit: PhysicalUnit

    package init(name: String, value: Expr, unit: PhysicalUnit) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}
