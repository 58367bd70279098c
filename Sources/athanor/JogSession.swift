import Clients
import Devices
import Documents
import Foundation
import Hosting
import Interlocks
import Labs
import Quantities
import Reports

/// One `jog` from the lease to its end.
struct JogSession {
    /// How often the host is asked, s; also how often a held key is renewed.
    private static let rhythm = 0.08

    private let device: Int
    private let jog: JogDefinition
    private let host: HostConnection
    private var lab: RemoteLab
    private var lease: LeaseClient
    private var screen = LiveScreen()
    private var size = 0
    private var said = ""
    private var held: HeldKey?
    /// When the host is asked next.
    private var due = Date()

    init(_ name: String, _ host: HostConnection) throws(Failure) {
        let loaded = host.loaded
        guard let device = loaded.names.device(name) else {
            throw Failure(
                "The lab “\(loaded.lab.name)” has no device “\(name)”. athanor describe lists them."
            )
        }
        guard let jog = loaded.lab.profiles[loaded.lab.devices[device].profile].jog else {
            let able = loaded.lab.devices.filter { loaded.lab.profiles[$0.profile].jog != nil }
            throw Failure(
                "\(name) does not move by hand; these do: "
                    + "\(able.map(\.name).joined(separator: ", "))."
            )
        }
        self.device = device
        self.jog = jog
        self.host = host
        lab = RemoteLab(host.client, points: jog.axes.map { name + "." + $0.point }, in: loaded)
        lease = try LeaseClient(host.client, device: name)
    }

    mutating func run() throws(Failure) {
        guard let keyboard = Keyboard() else {
            throw Failure("This terminal cannot be read key by key.")
        }
        defer { keyboard.restore() }
        var isOn = true
        while isOn {
            let wait = max(0, due.timeIntervalSinceNow)
            for key in keyboard.keys(within: wait) { isOn = take(key) && isOn }
            if let held, held.isSilent {
                letGo()
                said = "Stopped: nothing tells that the key is still held. Press it again."
            }
            // What a held key repeats comes more often than a line can carry commands on and
            // positions back.
            guard Date() >= due else { continue }
            due = Date().addingTimeInterval(Self.rhythm)
            if let held { move(held.axis, held.way) } else { lease.beatIfDue() }
            if !lease.isHeld {
                said = "The lease is over; the device was stopped. An arrow takes it again."
            }
            try lab.follow(seconds: 0) { _ in true }
            screen.show(text, every: 0.1)
        }
        lease.end()
        screen.end()
    }

    /// Obeys one key; false where the person has done.
    private mutating func take(_ key: Keyboard.Key) -> Bool {
        switch key {
        case .letter("q"), .escape: return false
        case .letter(" "):
            held = nil
            said = lease.halt()
        case .letter("h"): said = lease.home()
        case .letter("+"): size = min(size + 1, longestSteps - 1)
        case .letter("-"): size = max(size - 1, 0)
        case .arrow(let arrow, .pressed):
            guard let (axis, way) = meaning(of: arrow) else { break }
            step(axis, way)
        case .arrow(let arrow, .held):
            guard let (axis, way) = meaning(of: arrow) else { break }
            lease.ensure()
            held = HeldKey(arrow: arrow, axis: axis, way: way)
            due = Date()
        case .arrow(let arrow, .repeated): held?.note(arrow)
        case .arrow(_, .released), .focusLost: letGo()
        case .letter: break
        }
        return true
    }

    /// The axis comes to rest at once, where a key has moved it until now.
    private mutating func letGo() {
        guard held != nil else { return }
        held = nil
        said = lease.halt()
    }

    private var longestSteps: Int { jog.axes.map(\.steps.count).max() ?? 1 }

    /// The first axis by left and right, the second by down and up, the third by page keys.
    private func meaning(of arrow: Keyboard.Arrow) -> (JogAxis, Double)? {
        let (place, way): (Int, Double) =
            switch arrow {
            case .left: (0, -1)
            case .right: (0, 1)
            case .down: (1, -1)
            case .up: (1, 1)
            case .pageDown: (2, -1)
            case .pageUp: (2, 1)
            }
        let axis = jog.axes.indices.contains(place) ? jog.axes[place] : nil
        // With a single axis, up and down serve as well.
        return (axis ?? (jog.axes.count == 1 && place == 1 ? jog.axes[0] : nil)).map { ($0, way) }
    }

    private mutating func step(_ axis: JogAxis, _ way: Double) {
        let step = axis.steps[min(size, axis.steps.count - 1)] * way
        said = lease.step(axis.name, Quantity(si: step, unit: unit(of: axis)).description)
    }

    private mutating func move(_ axis: JogAxis, _ way: Double) {
        said = lease.move(axis.name, way)
        if !lease.isHeld { held = nil }
    }

    private func unit(of axis: JogAxis) -> PhysicalUnit {
        let profile = host.loaded.lab.profiles[host.loaded.lab.devices[device].profile]
        guard let point = profile.pointIndex(axis.point),
            case .quantity(let unit) = profile.points[point].kind
        else { return .one }
        return unit
    }

    private var text: String {
        let loaded = host.loaded
        let name = loaded.lab.devices[device].name
        let profile = loaded.lab.profiles[loaded.lab.devices[device].profile]
        let keys = ["← →", "↓ ↑", "PgDn PgUp"]
        var table = TextTable([
            ("axis", .left), ("position", .right), ("limits", .left), ("step", .right),
            ("keys", .left),
        ])
        for (index, axis) in jog.axes.enumerated() {
            let point = loaded.names.point(name + "." + axis.point)
            let shown = point.map {
                ReadingText.value(lab.view.image[$0], of: loaded.names.points[$0].definition)
            }
            let unit = unit(of: axis)
            let limit = (profile.limit(axis.argument) ?? profile.limit(axis.point)).map {
                "\(Quantity(si: $0.low, unit: unit)) to \(Quantity(si: $0.high, unit: unit))"
            }
            let step = axis.steps[min(size, axis.steps.count - 1)]
            table.add([
                axis.name, shown ?? "", limit ?? "", "\(Quantity(si: step, unit: unit))",
                index < keys.count ? keys[index] : "",
            ])
        }
        return """
            \(name): \(lease.isHeld ? "yours" : "not held"). SPACE stops, + and - choose the step, \
            h homes, q ends.
            \(table.render(Terminal.errorStyle))
            \(said)
            """
    }
}
