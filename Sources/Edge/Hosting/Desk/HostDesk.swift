package import Documents
import Execution
import Foundation
import Interlocks
import Journaling
import Labs
import Lines
package import Quantities
import Running
import Scanning
import Synchronization

/// What a running host is asked and told, and what it remembers: its view of the lab, its alarms,
/// its run.
///
/// Everything may be called from any thread. Nothing here stands between a hazard and its
/// interlock: the scan goes on without it, and `makeSafe` goes to the scan directly.
package final class HostDesk: Sendable {
    /// What this host is.
    package struct Site: Sendable {
        package var loaded: LoadedLab
        package var farEnd: LinePorts.FarEnd
        package var version: String
        package var seed: UInt64
        /// The simulated world's hands, where there is one.
        package var hands: Hands?
        /// J used so far, where the simulated world knows.
        package var energy: (@Sendable () -> Double)?
        /// Faults that were injected, in words.
        package var faults: [String] = []
        /// Whether somebody's command has started it, so that it ends once nothing needs it.
        package var endsWhenIdle = false

        package init(
            loaded: LoadedLab,
            farEnd: LinePorts.FarEnd,
            version: String,
            seed: UInt64 = 1
        ) {
            self.loaded = loaded
            self.farEnd = farEnd
            self.version = version
            self.seed = seed
        }
    }

    struct Content: Sendable {
        var state: LabState
        var view: LabView
        var alarms = AlarmDesk()
        var horn: Horn?
        var run: RunDesk?
        var runs = 0
        /// People's commands so far.
        var commands = 0
        /// By interlock: how the last attempt to reset it ended.
        var resets: [Int: ResetOutcome] = [:]
        var bypasses: [Bypass] = []
        var leases: [Lease] = []
        var nextLease = 1
        /// By device: its homing that is under way.
        var homings: [Int: Homing] = [:]
        /// How the lab's start-up actions stand, in its order.
        var startUp: [StartUpStanding]
        var modes: [DeviceState.Mode]
        var overruns = 0
        /// Where latches and bypasses are kept; nil where nothing outlives the host.
        var store: LatchStore?
        /// Why they could not be kept the last time.
        var storeFault: String?
        /// Runs of earlier hosts that have no end.
        var cutOff: [CutOffRun] = []
        /// Why it cannot be known whether there are such runs.
        var recoveryFault: String?
        /// Why the journal cannot be written now.
        var journalFault: String?
        var chronicle: LabChronicle
        /// When the newest record of the journal was made that an earlier host has left, UTC, ns.
        var newestRecord: Int64?
        /// Trips of an earlier host that the scan has not taken over yet.
        var inherited: [Int] = []
        var isMakingSafe = false
        var listeners: [Listener] = []
        var nextListener = 1
        /// When all who listen were last told that the host is there.
        var toldAt = Instant.start
    }

    /// Somebody who follows what happens.
    struct Listener: Sendable {
        var number: Int
        var stream: AsyncStream<DocumentValue>.Continuation
    }

    /// How often what happened is fetched, s.
    private static let rhythm = 0.04
    /// Who listens is told something at least so often, ns of the host's clock: only by writing to
    /// them it is seen that they have gone.
    private static let heartbeat = Lapse(seconds: 1)
    /// More who follow at once are refused.
    static let greatestListeners = 64
    /// Events a slow listener may be behind; older ones are dropped.
    private static let greatestBacklog = 4096

    package let site: Site
    package let host: LabHost
    let content: Mutex<Content>
    let acts: ActRecord
    private let meters: EnergyMeters
    private let wish = Atomic<Bool>(false)
    /// How often somebody has stopped something: what was wanted before is not carried out after.
    let stops = Atomic<Int>(0)
    /// When somebody asked something last, ns of the host's clock.
    private let asked = Atomic<Int64>(0)
    /// Who asks again within this many ns of real time still needs the host.
    private static let attention: Int64 = 2_000_000_000

    package init(_ host: LabHost, _ site: Site) {
        self.host = host
        self.site = site
        acts = ActRecord(site.loaded)
        meters = EnergyMeters(site.loaded.names)
        content = Mutex(
            Content(
                state: site.loaded.state,
                view: LabView(site.loaded),
                alarms: AlarmDesk(site.loaded),
                horn: Horn(site.loaded),
                startUp: site.loaded.lab.startUp.map { _ in .open },
                modes: site.loaded.state.devices.map(\.mode),
                chronicle: LabChronicle(site, acts.journal),
                newestRecord: acts.journal?.newestBefore
            )
        )
        restore()
        findCutOff()
        let thread = Thread { [self] in
            while !wish.load(ordering: .relaxed) {
                follow()
                Thread.sleep(forTimeInterval: Self.rhythm)
            }
        }
        thread.name = "desk"
        thread.start()
    }

    /// Ends following; whoever listens is told so by the end of the stream.
    package func stop() {
        wish.store(true, ordering: .relaxed)
        content.withLock { content in
            for listener in content.listeners { listener.stream.finish() }
            content.listeners.removeAll()
        }
        acts.end()
    }

    /// Takes what the host did since the last time, and tells it on.
    private func follow() {
        let batch = host.collect()
        content.withLock { content in
            let standing = host.standing
            content.view.take(batch)
            content.overruns += batch.overruns
            content.isMakingSafe = batch.isMakingSafe
            for record in batch.records {
                switch record {
                case .mode(let device, let mode, _):
                    content.modes[device] = mode
                    content.state.devices[device].mode = mode
                case .requested(let request, _) where request.origin == .halt:
                    noteStop(of: request.device, &content)
                case .reset(let interlock, let outcome, _): content.resets[interlock] = outcome
                case .tripped(let interlock, _, _):
                    acts.noteOwn("trip", ["interlock": site.loaded.lab.interlocks[interlock].name])
                default: break
                }
            }
            content.bypasses.removeAll { $0.until <= batch.now }
            expireLeases(&content, at: batch.now)
            noteHomings(&content)
            noteLosses(batch, &content)
            remember(&content)
            content.journalFault = acts.standingFault
            content.alarms.take(batch, content, standing, site.loaded)
            soundHorn(&content)
            if batch.now - content.toldAt > Self.heartbeat {
                content.toldAt = batch.now
                tell([.members(["event": .text("beat")])], &content)
            }
            followRun(batch, &content)
            chronicle(&content)
        }
    }

    private func followRun(_ batch: HostBatch, _ content: inout Content) {
        guard content.run?.isOn == true else { return }
        content.run?.note(energy: site.energy.map { $0() } ?? meters.total(content.view.image))
        let events = content.run?.take(batch, site) ?? []
        tell(events, &content)
        guard let deck = content.run?.deckAfterwards else { return }
        content.state = deck
        for (device, mode) in content.modes.enumerated() {
            content.state.devices[device].mode = mode
        }
    }

    /// Puts on the journal what has changed.
    private func chronicle(_ content: inout Content) {
        let run = content.run.flatMap { $0.isOn ? $0 : nil }
        let number = run.map { Int64($0.number) }
        var state = run?.deck ?? content.state
        state.devices = content.state.devices
        content.chronicle.note(state, run: number)
        let before = content
        content.chronicle.note(content.alarms.book.alarms, run: number) { alarm in
            document(alarm, before)
        }
    }

    private func soundHorn(_ content: inout Content) {
        let sounds = content.alarms.book.sounds(at: content.view.now)
        guard
            let command = content.horn?
                .command(sounding: sounds, content.view.image, at: content.view.now)
        else { return }
        _ = host.command(device: command.device, command.body, .horn)
        host.order(.refresh(device: command.device))
    }

    func tell(_ events: [DocumentValue], _ content: inout Content) {
        for event in events {
            for listener in content.listeners { listener.stream.yield(event) }
        }
    }

    /// Everything that happens from now on, after what stands now.
    ///
    /// - Throws: `Refusal` where too many follow already.
    package func listen() throws(Refusal) -> AsyncStream<DocumentValue> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: DocumentValue.self,
            bufferingPolicy: .bufferingNewest(Self.greatestBacklog)
        )
        let number: Int? = content.withLock { content in
            guard content.listeners.count < Self.greatestListeners else { return nil }
            let number = content.nextListener
            content.nextListener += 1
            for event in content.run?.standing(site) ?? [] { continuation.yield(event) }
            content.listeners.append(Listener(number: number, stream: continuation))
            return number
        }
        guard let number else { throw Refusal(.conflict, "Too many follow this host already.") }
        continuation.onTermination = { [weak self] _ in
            self?.content.withLock { $0.listeners.removeAll { $0.number == number } }
        }
        return stream
    }

    /// Somebody asks something.
    package func noteAsked() { asked.store(host.clock.now.nanoseconds, ordering: .relaxed) }

    /// Whether nothing is going on that needs the host: no run, no zone being made safe, nobody
    /// listening or asking, no lease.
    package var isIdle: Bool {
        let since = host.clock.now.nanoseconds - asked.load(ordering: .relaxed)
        let quiet = host.clock.realNanoseconds(of: Lapse(nanoseconds: since))
        guard quiet > Self.attention else { return false }
        return content.withLock { content in
            !(content.run?.isOn ?? false) && !content.isMakingSafe && content.listeners.isEmpty
                && content.leases.isEmpty
        }
    }

    package var isMakingSafe: Bool { content.withLock { $0.isMakingSafe } }

    /// Whether a run or a person has commanded anything, so that outputs may be elsewhere than at
    /// rest.
    package var hasMovedAnything: Bool { content.withLock { $0.runs > 0 || $0.commands > 0 } }

    /// Makes every zone safe, by nobody's wish: the host ends.
    package func makeEverythingSafe() {
        host.order(.intervene(.abort))
        for zone in site.loaded.lab.zones.indices { host.order(.makeSafe(zone: zone)) }
    }

    /// Asks for a person's command; its outcome comes as a record with the id returned.
    func command(device: Int, _ body: CommandBody) -> CommandID {
        content.withLock { $0.commands += 1 }
        return host.command(device: device, body)
    }

    package var now: Instant { host.clock.now }
}
