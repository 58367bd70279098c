package import Devices
package import Quantities

/// One site's description, as its lab file says.
///
/// Never changed by running; see `LabState`.
package struct Lab: Sendable {
    package var name: String
    package var title: String
    package var lines: [LineDefinition]
    package var devices: [DeviceInstance]
    package var assemblies: [Assembly]
    package var zones: [Zone]
    package var deck: Deck
    package var labwareTypes: [LabwareType]
    package var materials: [Material]
    package var liquidClasses: [LiquidClass]
    package var rules: ChemistryRules
    package var limits: LabLimits
    package var interlocks: [InterlockDefinition]
    package var alarms: [AlarmDefinition]
    package var people: [Person]
    package var attendance: [AttendanceHours]
    /// The flag that sounds the horn while an alarm asks for attention; nil where there is none.
    package var horn: PointReference?
    /// What becomes of a run that its host has died with.
    package var restart = RestartPolicy.cautious
    /// What is done by hand each morning, in the order in which the lab wants it.
    package var startUp: [StartUpAction] = []
    package var profiles: [DeviceProfile]
    package var protocols: [ProtocolDefinition]
    /// SHA-256 of the canonical document with its profiles and protocols, hexadecimal.
    package var hash: String

    package init(
        name: String,
        title: String,
        lines: [LineDefinition],
        devices: [DeviceInstance],
        assemblies: [Assembly],
        zones: [Zone],
        deck: Deck,
        labwareTypes: [LabwareType],
        materials: [Material],
        liquidClasses: [LiquidClass],
        rules: ChemistryRules,
        limits: LabLimits,
        interlocks: [InterlockDefinition],
        alarms: [AlarmDefinition],
        people: [Person],
        attendance: [AttendanceHours],
        profiles: [DeviceProfile],
        protocols: [ProtocolDefinition],
        hash: String
    ) {
        self.name = name
        self.title = title
        self.lines = lines
        self.devices = devices
        self.assemblies = assemblies
        self.zones = zones
        self.deck = deck
        self.labwareTypes = labwareTypes
        self.materials = materials
        self.liquidClasses = liquidClasses
        self.rules = rules
        self.limits = limits
        self.interlocks = interlocks
        self.alarms = alarms
        self.people = people
        self.attendance = attendance
        self.profiles = profiles
        self.protocols = protocols
        self.hash = hash
    }
}

/// One physical connection, with one owner.
package struct LineDefinition: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case modbusRTU = "modbus-rtu"
        case modbusTCP = "modbus-tcp"
        case serial
    }

    package var name: String
    package var kind: Kind
    package var settings: SerialSettings
    /// Device file, USB serial number or host:port; nil in a lab that is only simulated.
    package var port: String?
    /// Local echo of the adapter, and its latency.
    package var echo: Echo
    package var adapterLatency: Lapse

    /// Where the host itself turns an RS-485 driver on and off; nil where the adapter does.
    package var rts: DriverDelays?
    /// What comes this long after opening is noise of the adapter.
    package var discardAfterOpen = Lapse.zero

    package enum Echo: String, Hashable, Sendable, CaseIterable {
        case none, local
    }

    /// RTS stands this long before the first and after the last character of a request.
    package struct DriverDelays: Hashable, Sendable {
        package var before: Lapse
        package var after: Lapse

        package init(before: Lapse, after: Lapse) {
            self.before = before
            self.after = after
        }
    }

    package init(
        name: String,
        kind: Kind,
        settings: SerialSettings,
        port: String?,
        echo: Echo,
        adapterLatency: Lapse
    ) {
        self.name = name
        self.kind = kind
        self.settings = settings
        self.port = port
        self.echo = echo
        self.adapterLatency = adapterLatency
    }
}

/// One device: a profile at an address on a line.
package struct DeviceInstance: Hashable, Sendable {
    package var name: String
    /// Index into `Lab.profiles`.
    package var profile: Int
    /// Index into `Lab.lines`.
    package var line: Int
    package var address: Int
    /// Index into `Lab.zones`.
    package var zone: Int
    /// The simulator's parameters for this instance, before the profile's.
    package var parameters: [NamedParameter]
    /// Names the lab gives to this device's points: `door` for `input-1`.
    package var aliases: [PointAlias]
    /// Actions that put its outputs where they belong once nobody holds it any more; nil: what its
    /// profile says.
    package var manualEnd: [String]?

    package init(
        name: String,
        profile: Int,
        line: Int,
        address: Int,
        zone: Int,
        parameters: [NamedParameter],
        aliases: [PointAlias]
    ) {
        self.name = name
        self.profile = profile
        self.line = line
        self.address = address
        self.zone = zone
        self.parameters = parameters
        self.aliases = aliases
    }
}

package struct PointAlias: Hashable, Sendable {
    package var name: String
    package var point: String

    package init(_ name: String, _ point: String) {
        self.name = name
        self.point = point
    }
}

/// Devices that are made safe together, and how.
package struct Zone: Hashable, Sendable {
    package var name: String
    /// Carried out in order, whatever fails.
    package var safeSequence: [SafeStep]
    /// The zone's safe state is reached within this time of the trip.
    package var within: Lapse

    package init(name: String, safeSequence: [SafeStep], within: Lapse) {
        self.name = name
        self.safeSequence = safeSequence
        self.within = within
    }
}

/// One write of a safe sequence, repeated until read back or declared failed.
package struct SafeStep: Hashable, Sendable {
    /// Index into `Lab.devices`.
    package var device: Int
    /// An action of its profile without arguments, or with these.
    package var action: String
    package var arguments: [NamedParameter]

    package init(device: Int, action: String, arguments: [NamedParameter] = []) {
        self.device = device
        self.action = action
        self.arguments = arguments
    }
}

/// Who may do what; Unix users map to roles.
package struct Person: Hashable, Sendable {
    package enum Role: String, Hashable, Sendable, CaseIterable {
        case observer, technician, planner, safety, admin
    }

    package var user: String
    package var role: Role

    package init(user: String, role: Role) {
        self.user = user
        self.role = role
    }
}

/// When somebody is there for operator tasks: hours of the local day, on these days (Monday is 1).
package struct AttendanceHours: Hashable, Sendable {
    package var days: [Int]
    package var from: Lapse
    package var to: Lapse

    package init(days: [Int], from: Lapse, to: Lapse) {
        self.days = days
        self.from = from
        self.to = to
    }
}
