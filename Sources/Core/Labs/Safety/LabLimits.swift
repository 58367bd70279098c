package import Quantities

/// Limits of the lab as a whole.
package struct LabLimits: Hashable, Sendable {
    /// What no chamber or vessel goes above, whatever device and ware allow, K.
    package var greatestTemperature: Double
    /// W the supply carries.
    package var greatestPower: Double
    /// A plan longer than this is refused as absurd.
    package var longestPlan: Lapse
    /// Open liquid: no hotter than this (K), no longer than this.
    package var openLiquidTemperature: Double
    package var openLiquidTime: Lapse
    /// Most of a hazard word in the lab at one time: m³ for liquids and gases, kg for solids.
    package var inventory: [InventoryLimit]
    /// Gas or heat a reaction may give in an open vessel: m³ and J.
    package var greatestReactionGas: Double
    package var greatestReactionHeat: Double

    package init(
        greatestTemperature: Double,
        greatestPower: Double,
        longestPlan: Lapse,
        openLiquidTemperature: Double,
        openLiquidTime: Lapse,
        inventory: [InventoryLimit],
        greatestReactionGas: Double,
        greatestReactionHeat: Double
    ) {
        self.greatestTemperature = greatestTemperature
        self.greatestPower = greatestPower
        self.longestPlan = longestPlan
        self.openLiquidTemperature = openLiquidTemperature
        self.openLiquidTime = openLiquidTime
        self.inventory = inventory
        self.greatestReactionGas = greatestReactionGas
        self.greatestReactionHeat = greatestReactionHeat
    }
}

package struct InventoryLimit: Hashable, Sendable {
    package var hazard: String
    package var greatest: Quantity

    package init(hazard: String, greatest: Quantity) {
        self.hazard = hazard
        self.greatest = greatest
    }
}
