package import Devices
package import Quantities

/// What plans address by name: one or more devices that together offer one capability.
package struct Assembly: Hashable, Sendable {
    package var name: String
    package var role: AssemblyRole
    /// What the lab says of faults of its acts.
    package var faults: FaultRules?

    package init(name: String, role: AssemblyRole, faults: FaultRules? = nil) {
        self.name = name
        self.role = role
        self.faults = faults
    }

    package var capability: Capability {
        switch role {
        case .furnace: .furnace
        case .liquidHandler: .liquidHandler
        case .gas: .gasFlow
        case .balance: .balance
        case .switched(let service): service.style == .valve ? .valve : .relay
        case .meter: .powerMeter
        case .sensor: .sensor
        case .pump: .syringePump
        case .axes: .motionAxis
        }
    }
}

/// The parts of an assembly.
///
/// Numbers are indexes into `Lab.devices`.
package enum AssemblyRole: Hashable, Sendable {
    case furnace(FurnaceAssembly)
    case liquidHandler(LiquidHandlerAssembly)
    case gas(GasSupply)
    case balance(device: Int)
    case switched(SwitchedService)
    case meter(device: Int)
    case sensor(device: Int)
    case pump(device: Int)
    case axes(device: Int)
}

/// A point of a device, by indexes into `Lab.devices` and the profile's points.
package struct PointReference: Hashable, Sendable {
    package var device: Int
    package var point: Int

    package init(device: Int, point: Int) {
        self.device = device
        self.point = point
    }
}

/// A furnace: its controller, what fences it, and how its heat behaves at worst.
package struct FurnaceAssembly: Hashable, Sendable {
    package var controller: Int
    /// The independent over-temperature channel.
    package var guardian: Int?
    package var contactor: PointReference?
    /// A flag that is true while the door is closed, so that a broken wire reads as open.
    package var door: PointReference?
    /// Assemblies that must be on while it heats above `serviceFrom`: exhaust, water.
    package var services: [Int]
    package var meter: Int?
    /// How many items of labware the chamber takes.
    package var places: Int
    /// Safety limits of the chamber, in K and K/s.
    package var temperature: Bounds
    package var rampRate: Bounds
    /// Above this it may not be opened, in K.
    package var openBelow: Double
    package var physics: FurnacePhysics
    package var supervision = HeatSupervision()

    package init(
        controller: Int,
        guardian: Int?,
        contactor: PointReference?,
        door: PointReference?,
        services: [Int],
        meter: Int?,
        places: Int,
        temperature: Bounds,
        rampRate: Bounds,
        openBelow: Double,
        physics: FurnacePhysics
    ) {
        self.controller = controller
        self.guardian = guardian
        self.contactor = contactor
        self.door = door
        self.services = services
        self.meter = meter
        self.places = places
        self.temperature = temperature
        self.rampRate = rampRate
        self.openBelow = openBelow
        self.physics = physics
    }
}

/// Declared bounds on what the chamber can do: the checker proves under them, the run monitors
/// them.
///
/// The chamber is one thermal mass with a linear loss: C dT/dt = P − G (T − T_ambient).
package struct FurnacePhysics: Hashable, Sendable {
    /// Heat capacity, J/K.
    package var heatCapacity: Bounds
    /// Loss to the surroundings, W/K.
    package var loss: Bounds
    /// Greatest heating power, W.
    package var power: Double
    /// Surroundings, K.
    package var ambient: Bounds
    /// How far the chamber overshoots a setpoint at most, K.
    package var overshoot: Double
    /// How far chamber and setpoint differ at most while it ramps or settles, as time.
    package var lag: Lapse

    package init(
        heatCapacity: Bounds,
        loss: Bounds,
        power: Double,
        ambient: Bounds,
        overshoot: Double,
        lag: Lapse
    ) {
        self.heatCapacity = heatCapacity
        self.loss = loss
        self.power = power
        self.ambient = ambient
        self.overshoot = overshoot
        self.lag = lag
    }
}

/// A pump and a gantry that together pipette.
package struct LiquidHandlerAssembly: Hashable, Sendable {
    package var pump: Int
    package var gantry: Int
    /// A flag that is true while a tip is on.
    package var tipSensor: PointReference?
    /// A flag that is true while the deck's door is closed.
    package var door: PointReference?
    /// Valve ports of the pump, 1 to 9, and what they lead to.
    package var tipPort: Int
    package var systemPort: Int
    /// The plunger's whole stroke, m³, and its smallest dose.
    package var stroke: Double
    package var smallestVolume: Double
    /// Volume of tubing between pump and tip, m³.
    package var deadVolume: Double
    /// Relative error of a dose, at most.
    package var inaccuracy: Double
    /// Safe height for travel, m above the deck; and where tips are dropped.
    package var travelHeight: Double
    package var defaultRate: Double
    /// Vessel (by labware item) that waste goes to, and the one used tips go to.
    package var waste: String
    package var tipWaste: String

    package init(
        pump: Int,
        gantry: Int,
        tipSensor: PointReference?,
        door: PointReference?,
        tipPort: Int,
        systemPort: Int,
        stroke: Double,
        smallestVolume: Double,
        deadVolume: Double,
        inaccuracy: Double,
        travelHeight: Double,
        defaultRate: Double,
        waste: String,
        tipWaste: String
    ) {
        self.pump = pump
        self.gantry = gantry
        self.tipSensor = tipSensor
        self.door = door
        self.tipPort = tipPort
        self.systemPort = systemPort
        self.stroke = stroke
        self.smallestVolume = smallestVolume
        self.deadVolume = deadVolume
        self.inaccuracy = inaccuracy
        self.travelHeight = travelHeight
        self.defaultRate = defaultRate
        self.waste = waste
        self.tipWaste = tipWaste
    }
}

/// A gas behind a flow controller.
package struct GasSupply: Hashable, Sendable {
    package var controller: Int
    /// Index into `Lab.materials`.
    package var gas: Int
    /// The furnace assembly it feeds, by name; empty where it feeds none.
    package var feeds: String
    /// Standard m³/s.
    package var flow: Bounds
    /// The contact of what shuts the gas without a host.
    package var cutOut: PointReference?

    package init(controller: Int, gas: Int, feeds: String, flow: Bounds) {
        self.controller = controller
        self.gas = gas
        self.feeds = feeds
        self.flow = flow
    }
}

/// Something switched by one output: exhaust, cooling water, a valve.
package struct SwitchedService: Hashable, Sendable {
    package enum Style: String, Hashable, Sendable, CaseIterable {
        case relay, valve
    }

    package var style: Style
    package var output: PointReference
    /// The input that proves it works, where there is one.
    package var proof: PointReference?
    package var purpose: Purpose
    package var power: Double
    /// The contact of what switches it off without a host.
    package var cutOut: PointReference?

    package enum Purpose: String, Hashable, Sendable, CaseIterable {
        case exhaust
        case coolingWater = "cooling-water"
        case vacuum
        /// Catches vapours before a vacuum pump.
        case coldTrap = "cold-trap"
        case light
        case other
    }

    package init(
        style: Style,
        output: PointReference,
        proof: PointReference?,
        purpose: Purpose,
        power: Double
    ) {
        self.style = style
        self.output = output
        self.proof = proof
        self.purpose = purpose
        self.power = power
    }
}
