import Devices
import Expressions
import Findings
import Labs
import Quantities

/// Reads `athanor: lab/1`.
///
/// References go by name. What is declared but has a fault of its own is not reported as unknown
/// where it is used: one fault, one finding.
struct LabDecoder {
    let profiles: [DeviceProfile]
    let protocols: [ProtocolDefinition]
    /// The profiles in use, parameters in place.
    var usedProfiles: [DeviceProfile] = []
    var usedProtocols: [ProtocolDefinition] = []
    var lines: [LineDefinition] = []
    var devices: [DeviceInstance] = []
    var zones: [Zone] = []
    var liquidClasses: [LiquidClass] = []
    var materials: [Material] = []
    var types: [LabwareType] = []
    var deck = Deck(slots: [], items: [], reach: Box(x: 0...0, y: 0...0, z: 0...0))
    var assemblies: [Assembly] = []
    /// What expressions may read, filled once devices and assemblies are known.
    var pointNames: [ExprName] = []
    var declared = DeclaredNames()

    init(profiles: [DeviceProfile], protocols: [ProtocolDefinition]) {
        self.profiles = profiles
        self.protocols = protocols
    }

    func lab(_ root: Field) -> Lab? {
        var decoder = self
        decoder.declared = DeclaredNames(root)
        return root.mapping { decoder.read(&$0) }
    }

    private mutating func read(_ members: inout Members) -> Lab? {
        Version.check(&members, kind: "lab")
        let name = members.required("name")?.identifier()
        let title = members.optional("title")?.text() ?? ""
        lines = members.required("lines").map { self.readLines($0) } ?? []
        let zonePlace = members.required("zones")
        let devicePlace = members.required("devices")
        devices = devicePlace.map { self.readDevices($0) } ?? []
        zones = zonePlace.map { self.readZones($0) } ?? []
        liquidClasses = members.optional("liquid-classes").map { self.readClasses($0) } ?? []
        materials = members.optional("materials").map { self.readMaterials($0) } ?? []
        types = members.optional("labware").map { self.readTypes($0) } ?? []
        let deckPlace = members.optional("deck")
        if let deck = deckPlace?.mapping({ self.readDeck(&$0) }) { self.deck = deck }
        let assemblyPlace = members.required("assemblies")
        assemblies = assemblyPlace.map { self.readAssemblies($0) } ?? []
        if let deckPlace { lintDeck(deckPlace) }
        pointNames = allPointNames()
        let rules = members.optional("chemistry")?.mapping { self.readChemistry(&$0) }
        let limits = members.required("limits")?.mapping { self.readLimits(&$0) }
        let root = members.field
        let interlocks =
            members.required("interlocks").map { self.readInterlocks($0, root) } ?? []
        if let assemblyPlace { lintLosses(assemblyPlace) }
        if let assemblyPlace { lintIndependence(interlocks, assemblyPlace) }
        let alarms = members.optional("alarms").map { self.readAlarms($0) } ?? []
        let horn = members.optional("horn").flatMap { self.readHorn($0) }
        let restart = members.optional("restart")?.mapping { self.readRestart(&$0) }
        let people = members.required("people").map { self.readPeople($0) } ?? []
        let attendance = members.optional("attendance").map { self.readAttendance($0) } ?? []
        let startUp = members.optional("start-up").map { self.readStartUp($0) } ?? []
        if let devicePlace { lintLines(devicePlace, members.field) }
        guard let name, let limits else { return nil }
        var lab = Lab(
            name: name,
            title: title,
            lines: lines,
            devices: devices,
            assemblies: assemblies,
            zones: zones,
            deck: deck,
            labwareTypes: types,
            materials: materials,
            liquidClasses: liquidClasses,
            rules: rules ?? ChemistryRules(incompatible: [], order: [], reactions: []),
            limits: limits,
            interlocks: interlocks,
            alarms: alarms,
            people: people,
            attendance: attendance,
            profiles: usedProfiles,
            protocols: usedProtocols,
            hash: ""
        )
        lab.horn = horn
        lab.restart = restart ?? .cautious
        lab.startUp = startUp
        return lab
    }

    /// `device.point`, `device.alias`, and the same by assembly.
    private func allPointNames() -> [ExprName] {
        var names: [ExprName] = []
        for device in devices { names += pointNames(of: device, as: device.name) }
        for assembly in assemblies {
            for index in assembly.devices where devices.indices.contains(index) {
                names += pointNames(of: devices[index], as: assembly.name)
            }
        }
        return names
    }

    private func pointNames(of device: DeviceInstance, as prefix: String) -> [ExprName] {
        let points = usedProfiles[device.profile].points
        return points.map { ExprName(point: prefix + "." + $0.name, $0.kind.exprKind) }
            + device.aliases.compactMap { alias in
                points.first { $0.name == alias.point }
                    .map { ExprName(point: prefix + "." + alias.name, $0.kind.exprKind) }
            }
    }

    /// The definition behind `device.point`, `device.alias` or `assembly.point`.
    func definition(of name: String) -> PointDefinition? { owner(of: name)?.point }

    /// The device, by index into `devices`, and its profile's point behind a name.
    func owner(of name: String) -> (device: Int, point: PointDefinition)? {
        guard let dot = name.firstIndex(of: ".") else { return nil }
        let owner = name[..<dot]
        let point = name[name.index(after: dot)...]
        var members = devices.indices.filter { devices[$0].name == owner }
        for assembly in assemblies where assembly.name == owner {
            members += assembly.devices.filter(devices.indices.contains)
        }
        for device in members {
            let aliases = devices[device].aliases
            let own = aliases.first { $0.name == point }?.point ?? String(point)
            let points = usedProfiles[devices[device].profile].points
            if let found = points.first(where: { $0.name == own }) { return (device, found) }
        }
        return nil
    }
}

/// The names a lab's document declares, whether what they name is sound or not.
struct DeclaredNames {
    var lines: [String] = []
    var zones: [String] = []
    var devices: [String] = []
    var classes: [String] = []
    var materials: [String] = []
    var types: [String] = []
    var slots: [String] = []
    var items: [String] = []
    var assemblies: [String] = []

    init() {}

    init(_ root: Field) {
        func names(_ field: Field?) -> [String] {
            guard let field, field.form == .sequence else { return [] }
            return field.list { $0.form == .mapping ? $0.peek("name")?.scalarText : nil } ?? []
        }
        guard root.form == .mapping else { return }
        lines = names(root.peek("lines"))
        zones = names(root.peek("zones"))
        devices = names(root.peek("devices"))
        classes = names(root.peek("liquid-classes"))
        materials = names(root.peek("materials"))
        types = names(root.peek("labware"))
        assemblies = names(root.peek("assemblies"))
        guard let deck = root.peek("deck"), deck.form == .mapping else { return }
        slots = names(deck.peek("slots"))
        items = names(deck.peek("items"))
    }
}

extension Field {
    /// The index among `decoded`; a name that is declared but not decoded is nil without a word.
    func lookUp(_ what: String, among decoded: [String], declared: [String]) -> Int? {
        guard let name = nonEmptyText() else { return nil }
        if let index = decoded.firstIndex(of: name) { return index }
        if !declared.contains(name) { reportUnknown(name, what, among: declared) }
        return nil
    }
}
