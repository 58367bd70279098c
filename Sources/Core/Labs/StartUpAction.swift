package import Quantities

/// What the lab wants done each morning before the first run, by hand and never by itself.
package struct StartUpAction: Hashable, Sendable {
    /// An argument as people type it, and what that means.
    package struct Argument: Hashable, Sendable {
        package var name: String
        /// `60 degC`, `3`, `true`, or a choice's word.
        package var text: String
        /// Flags 0 or 1, choices by index.
        package var value: Quantity

        package init(name: String, text: String, value: Quantity) {
            self.name = name
            self.text = text
            self.value = value
        }
    }

    /// Index into `Lab.devices`.
    package var device: Int
    /// An action of its profile.
    package var action: String
    package var arguments: [Argument]
    /// Why, for the technician; empty where nobody needs to be told.
    package var reason: String

    package init(device: Int, action: String, arguments: [Argument] = [], reason: String = "") {
        self.device = device
        self.action = action
        self.arguments = arguments
        self.reason = reason
    }
}
