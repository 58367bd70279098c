extension Act {
    /// Whether it moves an amount, so that not knowing whether it was done makes that uncertain,
    /// and nothing else.
    package var movesAmount: Bool {
        switch self {
        case .liquid(_, let liquid):
            switch liquid {
            case .aspirate, .dispense, .wash, .prime, .discard: true
            case .home, .pickUp, .eject, .airGap, .blowOut, .mix: false
            }
        case .pump: true
        default: false
        }
    }
}
