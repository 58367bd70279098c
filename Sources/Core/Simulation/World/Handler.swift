import Labs

/// A pump and a gantry that move liquid.
struct Handler: Sendable {
    /// Index into `Lab.assemblies`.
    let assembly: Int
    let pump: Int
    let gantry: Int
    let tipPort: Int
    var column = TipColumn()
    var nozzle = Nozzle.bare
    var supply = TipSupply.present
    /// Plunger volume that the liquids have followed so far, m³.
    var followed = 0.0

    enum Nozzle: Hashable, Sendable {
        case bare
        /// A tip of this rack position, with its capacity in m³.
        case tip(vessel: Int, capacity: Double)
    }

    enum TipSupply: Hashable, Sendable {
        case present
        /// Racks are empty where they should not be.
        case missing
    }
}

/// What went wrong in the world, counted; an observer wants all of it to be zero.
package struct Mishaps: Hashable, Sendable {
    /// Liquid that met no vessel, and vessels that ran over.
    package var spills = 0
    package var overflows = 0
    /// Air drawn from a vessel that should have given liquid.
    package var airDrawn = 0
    package var drawnWithoutTip = 0
    package var tipOverfilled = 0
    package var throughCover = 0
    /// The tool moved sideways below something's rim, or without knowing where it was.
    package var collisions = 0
    package var movedUnhomed = 0
    package var movedWhilePumping = 0
    /// A chamber got hotter than it, or ware in it, may be.
    package var overheated = 0
    /// A chamber was opened above what is allowed.
    package var openedHot = 0
    package var balanceOverloads = 0

    package init() {}
}
