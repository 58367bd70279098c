import CLinux
import Glibc
import Labs
import Lines
import Quantities
import Simulation
import Synchronization

/// What a simulated lab's thread and its callers share.
///
/// The plant is behind a lock, not a queue of orders: who asks for the true state, or presets a
/// point, has the answer when the call returns. The lock is held for microseconds.
final class LabCore: Sendable {
    let plant: Mutex<LivePlant>
    let clock: HostClock
    let wake: EventDescriptor
    let watch: DescriptorWatch
    let notices = NoticeBoard()
    let wantsStop = Atomic<Bool>(false)

    init(_ plant: Plant, _ clock: HostClock) throws(LineFault) {
        self.plant = Mutex(LivePlant(plant))
        self.clock = clock
        wake = try EventDescriptor()
        watch = try DescriptorWatch()
    }
}

/// What a simulated lab's thread does: moves bytes between the ports and the plant.
struct LabPump: ~Copyable {
    private let core: LabCore
    private var ports: [any SimulatedPort] = []
    private var changed: [UInt64] = []

    /// The world goes on at least this often, ns of real time, so that it never has much to catch
    /// up with.
    private static let heartbeat: Int64 = 1_000_000_000

    /// Takes over the ports' descriptors.
    init(_ core: LabCore, _ opened: [OpenPort]) {
        self.core = core
        let watch = core.watch
        for (line, port) in opened.enumerated() {
            switch port {
            case .terminal(let descriptor, _):
                ports.append(TerminalPort(descriptor, line: line))
                _ = watch.add(descriptor, key: PortRole.own.key(line))
            case .socket(let descriptor, _):
                let key = PortRole.connection.key(line)
                ports.append(
                    SocketPort(descriptor, line: line) { watch.add($0, key: key) }
                )
                _ = watch.add(descriptor, key: PortRole.own.key(line))
            }
        }
    }

    mutating func run() {
        _ = clinux_tight_timers()
        while !core.wantsStop.load(ordering: .acquiring) {
            core.watch.take(&changed)
            for key in changed {
                let (line, role) = PortRole.read(key)
                if ports.indices.contains(line) { ports[line].changed(role) }
            }
            let due = turn()
            let wait = min(core.clock.wait(until: due), Self.heartbeat)
            if wait > 0, clinux_wait(core.watch.number, core.wake.number, wait) & woken != 0 {
                core.wake.clear()
            }
        }
    }

    private var woken: Int32 { Int32(bitPattern: CLINUX_WOKEN.rawValue) }

    /// Moves what can be moved; returns when there is more to do by itself.
    private func turn() -> Instant {
        let clock = core.clock
        let ports = ports
        var notes: [FaultNote] = []
        let due = core.plant.withLock { plant in
            for port in ports { port.listen(&plant, at: clock.now) }
            plant.work(until: clock.now)
            notes = plant.plant.takeFaultNotes()
            var due = Instant.never
            for port in ports {
                port.answer(&plant, at: clock.now)
                if port.wantsAnotherTurn { due = .start }
                if !port.isHeldUp { due = min(due, plant.nextDelivery(line: port.line)) }
            }
            return min(due, plant.nextDeed)
        }
        tell(notes)
        return due
    }

    private func tell(_ notes: [FaultNote]) {
        for note in notes { core.notices.post(SimulatorNotice(kind: .fault(note), at: note.at)) }
        let now = core.clock.now
        let pause = Lapse(seconds: core.clock.speed)
        for port in ports {
            guard let (state, changes) = port.presence.news(at: now, noOftenerThan: pause) else {
                continue
            }
            let kind: SimulatorNotice.Kind =
                state == .present ? .hostCame(line: port.line) : .hostGone(line: port.line)
            core.notices.post(SimulatorNotice(kind: kind, at: now, changes: changes))
        }
    }
}
