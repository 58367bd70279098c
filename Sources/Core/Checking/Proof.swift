package import Quantities

/// What was proved, under which assumptions.
package struct Proof: Sendable {
    /// Best and worst case, s, J and pieces.
    package var duration = Bounds.zero
    package var energy = Bounds.zero
    package var tips = Bounds.zero
    /// What is drawn and weighed out of each material, m³ or kg.
    package var consumption: [MaterialUse] = []
    /// By step instance of the program.
    package var steps: [StepProof] = []
    /// Contents of each touched vessel at the end.
    package var vessels: [VesselProof] = []
    /// In words, each with its numbers: physics bounds, detection times, people.
    package var assumptions: [String] = []
    /// Control states explored.
    package var states = 0

    package init() {}
}

package struct MaterialUse: Hashable, Sendable {
    package enum Origin: String, Hashable, Sendable {
        /// Taken out of vessels of the deck.
        case drawn
        /// Fetched by people.
        case brought
    }

    package var material: Int
    package var origin: Origin
    package var volume: Bounds
    package var mass: Bounds

    package init(material: Int, origin: Origin, volume: Bounds, mass: Bounds) {
        self.material = material
        self.origin = origin
        self.volume = volume
        self.mass = mass
    }
}

package struct StepProof: Hashable, Sendable {
    /// Since the run's start, s.
    package var start: Bounds
    package var end: Bounds
    /// The furnace's chamber over the step, by assembly; K.
    package var temperatures: [AssemblyRange] = []
    /// Vessel volumes after the step, m³; only vessels it touched.
    package var volumes: [VesselProof] = []

    package init(start: Bounds, end: Bounds) {
        self.start = start
        self.end = end
    }
}

package struct AssemblyRange: Hashable, Sendable {
    package var assembly: Int
    package var range: Bounds

    package init(assembly: Int, range: Bounds) {
        self.assembly = assembly
        self.range = range
    }
}

package struct VesselProof: Hashable, Sendable {
    package var vessel: Int
    package var volume: Bounds
    package var mass: Bounds

    package init(vessel: Int, volume: Bounds, mass: Bounds) {
        self.vessel = vessel
        self.volume = volume
        self.mass = mass
    }
}
