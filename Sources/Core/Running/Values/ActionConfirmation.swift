package import Devices
package import Interlocks
package import Labs
package import Quantities

/// Tells by what a device shows whether an action is done: its profile's `confirm`.
package struct ActionConfirmation: Sendable {
    private let program: PointProgram
    private var rates: RateTable
    private var stack = [Double](repeating: 0, count: PointProgram.greatestDepth)

    /// The confirmation of `action` with these arguments (SI); nil where the action has none, or
    /// one that reads what the device does not have.
    package init?(
        _ action: ActionDefinition,
        _ arguments: [NamedParameter],
        device: Int,
        _ lab: Lab,
        _ names: LabNames
    ) {
        guard let confirm = action.confirm else { return nil }
        var rates = RateTable()
        let preparation = CallPreparation(lab, names)
        guard let program = preparation.program(confirm, device, arguments, &rates) else {
            return nil
        }
        self.program = program
        self.rates = rates
    }

    /// Whether the image shows it done, by readings newer than `sent` alone.
    package mutating func holds(
        _ image: ProcessImage,
        since sent: Instant,
        at now: Instant
    ) -> Bool {
        rates.observe(image)
        guard program.isNewer(than: sent, in: image) else { return false }
        let value = program.value(image, rates, at: now, stack: &stack)
        return value != 0 && !value.isNaN
    }
}
