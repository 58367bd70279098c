import Devices
import Labs
import Quantities

/// What the checker looks up in a lab again and again, found once.
struct LabFacts: Sendable {
    struct Furnace: Sendable {
        /// Index into `Lab.assemblies`.
        var index: Int
        var name: String
        var assembly: FurnaceAssembly
        var temperatureLimit: Bounds?
        var rateLimit: Bounds?
        /// Index into `Deck.slots`; nil where no slot is its chamber.
        var slot: Int?
    }

    struct Service: Sendable {
        var assembly: Int
        var name: String
        var purpose: SwitchedService.Purpose
        var style: SwitchedService.Style
        var power: Double
        var zone: Int
    }

    struct Gas: Sendable {
        var assembly: Int
        var name: String
        var material: Int
        /// Index into `furnaces`; nil where it feeds none.
        var feeds: Int?
    }

    struct Handler: Sendable {
        var index: Int
        var name: String
        var assembly: LiquidHandlerAssembly
        /// m/s, and m³/s of the plunger.
        var speed: Double
        var rate: Bounds
        /// One step of the plunger, m³: doses are whole numbers of them.
        var step: Double
        /// Homing gantry and pump takes at most so long, s.
        var homing: Double
        /// Vessel the waste goes to; nil where the lab names none.
        var waste: Int?
    }

    let names: LabNames
    let start: LabState
    let types: [LabwareType]
    let items: [LabwareItem]
    private(set) var furnaces: [Furnace] = []
    private(set) var services: [Service] = []
    private(set) var gases: [Gas] = []
    private(set) var handlers: [Handler] = []
    /// By assembly: index into `handlers`, -1 for others.
    private(set) var handlerOf: [Int]
    /// By assembly: index into `furnaces`, -1 for others.
    private(set) var furnaceOf: [Int]
    private(set) var initialSlots: [Int32]
    private(set) var initialHoming: [Known]
    /// By slot: whether the gantry reaches it.
    let slotCount: Int
    /// Outside every furnace, K.
    private(set) var ambient: Bounds

    init(lab: Lab, names: LabNames, state: LabState) {
        self.names = names
        start = state
        types = lab.labwareTypes
        items = lab.deck.items
        slotCount = lab.deck.slots.count
        furnaceOf = Array(repeating: -1, count: lab.assemblies.count)
        handlerOf = furnaceOf
        initialHoming = Array(repeating: .no, count: lab.assemblies.count)
        var slotNumbers: [String: Int32] = [:]
        for (index, slot) in lab.deck.slots.enumerated() { slotNumbers[slot.name] = Int32(index) }
        initialSlots = state.items.map { slotNumbers[$0.slot] ?? -1 }
        // Rooms are kept between these where no furnace says otherwise.
        ambient = Bounds(288.15, 308.15)
        for (index, assembly) in lab.assemblies.enumerated() { add(assembly, index, lab) }
        for index in gases.indices {
            guard case .gas(let supply) = lab.assemblies[gases[index].assembly].role else {
                continue
            }
            gases[index].feeds = furnaces.firstIndex { $0.name == supply.feeds }
        }
        if let first = furnaces.first { ambient = first.assembly.physics.ambient }
    }

    private mutating func add(_ assembly: Assembly, _ index: Int, _ lab: Lab) {
        switch assembly.role {
        case .furnace(let furnace):
            let profile = lab.profile(of: furnace.controller)
            furnaceOf[index] = furnaces.count
            furnaces.append(
                Furnace(
                    index: index,
                    name: assembly.name,
                    assembly: furnace,
                    temperatureLimit: profile?.limit("temperature"),
                    rateLimit: profile?.limit("ramp-rate"),
                    slot: lab.deck.slots.firstIndex { $0.kind == .chamber(assembly: assembly.name) }
                )
            )
        case .switched(let service):
            let devices = lab.devices
            let device = service.output.device
            services.append(
                Service(
                    assembly: index,
                    name: assembly.name,
                    purpose: service.purpose,
                    style: service.style,
                    power: service.power,
                    zone: devices.indices.contains(device) ? devices[device].zone : -1
                )
            )
        case .gas(let supply):
            gases.append(
                Gas(assembly: index, name: assembly.name, material: supply.gas, feeds: nil)
            )
        case .liquidHandler(let handler):
            handlerOf[index] = handlers.count
            handlers.append(Self.handler(handler, index, assembly.name, lab, names))
            // A run does not know where a plunger stands until it has homed it.
            initialHoming[index] = .no
        case .axes(let device), .pump(let device):
            initialHoming[index] = isHomed(device) ? .yes : .no
        case .balance, .meter, .sensor: break
        }
    }

    private static func handler(
        _ handler: LiquidHandlerAssembly,
        _ index: Int,
        _ name: String,
        _ lab: Lab,
        _ names: LabNames
    ) -> Handler {
        let (pump, gantry) = (lab.profile(of: handler.pump), lab.profile(of: handler.gantry))
        let homing = gantry?.action("home")?.within.seconds ?? 120
        let initialising = pump?.action("initialise")?.within.seconds ?? 60
        return Handler(
            index: index,
            name: name,
            assembly: handler,
            speed: max(gantry?.limit("speed")?.high ?? 0.1, 1e-3),
            rate: pump?.limit("rate") ?? Bounds(0, .infinity),
            step: pump.map(step) ?? 0,
            homing: homing + initialising,
            waste: names.vessels.item(named: handler.waste).map { names.vessels.firstOfItem[$0] }
        )
    }

    /// What the raw value of the pump's position counts in; 0 where it is no whole number.
    private static func step(of pump: DeviceProfile) -> Double {
        guard let point = pump.points.first(where: { $0.name == "position" }),
            case .quantity(let unit) = point.kind
        else { return 0 }
        switch point.source {
        case .serial(let field): return abs(field.scale * unit.scale)
        case .modbus(let field):
            return field.encoding == .float32 ? 0 : abs(field.scale * unit.scale)
        }
    }

    private func isHomed(_ device: Int) -> Bool {
        start.devices.indices.contains(device) && start.devices[device].homing == .homed
    }

    /// What the lab state says is in `vessel`.
    func initialRecord(_ vessel: Int, since: Double) -> VesselRecord {
        guard start.contents.indices.contains(vessel) else {
            return VesselRecord(
                vessel: vessel,
                volume: .zero,
                mass: .zero,
                liquid: LiquidNumber.none,
                portions: [],
                since: since
            )
        }
        let contents = start.contents[vessel]
        return VesselRecord(
            vessel: vessel,
            volume: contents.portions.reduce(.zero) { $0 + $1.possibleVolume },
            mass: Bounds(contents.mass),
            liquid: LiquidNumber.initial(contents, vessel: vessel, use: type(of: vessel).use),
            portions: contents.portions.map {
                PortionRange(
                    material: Int32(clamping: $0.material),
                    volume: $0.possibleVolume,
                    mass: Bounds($0.mass)
                )
            },
            since: since
        )
    }

    func type(of vessel: Int) -> LabwareType { names.vessels.type(of: vessel) }
    func type(ofItem item: Int) -> LabwareType { types[items[item].type] }
    func item(of vessel: Int) -> Int { Int(names.vessels.itemOfVessel[vessel]) }

    /// The vessels of an item.
    func vessels(of item: Int) -> Range<Int> {
        names.vessels.firstOfItem[item]..<names.vessels.firstOfItem[item + 1]
    }
}

extension Portion {
    /// m³; as wide as what nobody can tell of it.
    fileprivate var possibleVolume: Bounds { Bounds(max(0, volume - less), volume + more) }
}

extension Lab {
    /// The profile of the device at `device`, nil where there is no such device.
    func profile(of device: Int) -> DeviceProfile? {
        guard devices.indices.contains(device) else { return nil }
        let profile = devices[device].profile
        return profiles.indices.contains(profile) ? profiles[profile] : nil
    }
}
