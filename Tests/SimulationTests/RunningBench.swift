import Devices
import Execution
import Expressions
import Findings
import Interlocks
import Labs
import Plans
import Quantities
import Running
import Scanning

/// An engine against devices that do at once what they are told.
///
/// Their points are all read every 100 ms. Tests take devices out of that and answer themselves.
struct RunningBench {
    var engine: RunEngine
    var image: ProcessImage
    let names: LabNames
    var now = Instant.start
    var records: [RunRecord] = []
    var requests: [CommandRequest] = []
    /// What the next commands of a device are answered, instead of being carried out.
    var answers: [(device: Int, CommandOutcome)] = []
    /// Points that are no longer read, or read as this.
    var frozen: [Int] = []
    private var outcomes: [CommandReport] = []
    /// What a host's scan does beside the run.
    private var safety: ZoneSafety
    private let lab: Lab
    private let program: Program

    /// `services` are what the furnace needs, by assembly.
    init(_ program: Program, interlocks: [InterlockDefinition] = [], services: [Int] = []) {
        var lab = RunningLab.lab(interlocks)
        if case .furnace(var furnace) = lab.assemblies[0].role {
            furnace.services = services
            lab.assemblies[0].role = .furnace(furnace)
        }
        self.lab = lab
        self.program = program
        names = LabNames(lab)
        safety = ZoneSafety(lab, names)
        image = ProcessImage(points: names.points.count)
        engine = RunEngine(unchecked: program, lab: lab, names: names, state: LabState(of: lab))
        for point in names.points.indices {
            image.store(Reading(value: 0, quality: .good, at: now), point: point)
        }
        set("gantry.idle", 1)
        set("balance.stable", 1)
        set("controller.temperature", 300)
    }

    func point(_ name: String) -> Int { names.point(name) ?? -1 }

    mutating func set(_ name: String, _ value: Double, _ quality: Quality = .good) {
        image.store(Reading(value: value, quality: quality, at: now), point: point(name))
    }

    mutating func start() { take(engine.start(at: now, image: image)) }

    mutating func take(_ output: RunEngine.Output?) {
        guard let output else { return }
        records += output.records
        send(output.requests)
        for zone in output.zonesToMakeSafe {
            safety.begin(zone: zone, forTrip: false, at: now)
            take(engine.safetyBegun(zone: zone, at: now, image: image))
        }
        lookAfterSafety()
    }

    /// Interlocks trip, as the scan tells it.
    mutating func trip(_ interlocks: [Int]) {
        for interlock in interlocks {
            safety.begin(zone: lab.interlocks[interlock].zone, forTrip: true, at: now)
        }
        take(engine.tripped(interlocks, at: now, image: image))
    }

    private mutating func lookAfterSafety() {
        send(safety.look(image, at: now))
        for ending in safety.endings {
            records.append(.safe(zone: ending.zone, reached: ending.reached, at: now))
            take(engine.safetyEnded(zone: ending.zone, at: now, image: image))
        }
    }

    private mutating func send(_ sent: [CommandRequest]) {
        requests += sent
        for request in sent {
            if let index = answers.firstIndex(where: { $0.device == request.device }) {
                let answer = answers.remove(at: index).1
                outcomes.append(CommandReport(id: request.id, outcome: answer))
                if answer != .acknowledged { continue }
            } else {
                outcomes.append(CommandReport(id: request.id, outcome: .acknowledged))
            }
            carryOut(request)
        }
    }

    private mutating func carryOut(_ request: CommandRequest) {
        guard case .write(let point, let value) = request.body else { return }
        let place = names.firstPoint[request.device] + point
        guard !frozen.contains(place) else { return }
        image.store(Reading(value: value, quality: .good, at: now), point: place)
    }

    /// One turn of 100 ms: everything is read, then the engine steps.
    mutating func tick() {
        now = now + Lapse.milliseconds(100)
        refresh()
        let taken = outcomes
        outcomes = []
        let ofRun = taken.filter { !safety.take($0.id, $0.outcome, at: now) }
        take(engine.step(at: now, image: image, outcomes: ofRun))
    }

    /// Everything is read as it is.
    mutating func refresh() {
        for point in image.readings.indices {
            var reading = image[point]
            reading.at = now
            image.store(reading, point: point)
        }
    }

    /// Another engine of the same program, which knows nothing; outcomes under way are lost.
    mutating func restart() {
        engine = RunEngine(unchecked: program, lab: lab, names: names, state: LabState(of: lab))
        safety = ZoneSafety(lab, names)
        outcomes = []
    }

    /// Turns until `condition` holds, at most `seconds`.
    mutating func run(_ seconds: Double, until condition: (RunningBench) -> Bool = { _ in false }) {
        let end = now + Lapse(seconds: seconds)
        while now < end, !condition(self), !engine.isOver || safety.isBusy { tick() }
    }

    /// Values written to one point, in order.
    func written(_ name: String) -> [Double] {
        requests.compactMap { request in
            guard case .write(let point, let value) = request.body,
                names.firstPoint[request.device] + point == self.point(name)
            else { return nil }
            return value
        }
    }

    func ended(_ outcome: StepOutcome) -> Bool {
        records.contains {
            if case .actEnded(_, _, outcome, _) = $0 { true } else { false }
        }
    }
}

extension RunningBench: CustomStringConvertible {
    /// The end of what happened; the whole engine would fill pages.
    var description: String { "\(engine.state) at \(now.nanoseconds): \(records.suffix(6))" }
}

extension Program {
    /// Acts one after the other, each a step of its own.
    static func sequence(_ acts: [Act], slots: [Execution.Slot] = []) -> Program {
        var kinds: [NodeKind] = []
        for index in acts.indices { kinds.append(.act(index)) }
        var program = Program.nodes(kinds)
        program.acts = acts
        program.slots = slots
        return program
    }

    /// One thread through these nodes, each inside a step.
    static func nodes(_ kinds: [NodeKind]) -> Program {
        var program = Program()
        for (step, kind) in kinds.enumerated() {
            let first = program.nodes.count
            program.nodes.append(Node(.enter, next: first + 1, step: step))
            program.nodes.append(Node(kind, next: first + 2, step: step))
            program.nodes.append(Node(.leave, next: first + 3, step: step))
            program.steps.append(
                StepInstance(
                    id: "step-\(step)",
                    title: "",
                    path: DocumentPath(),
                    parent: nil,
                    iteration: "",
                    timeout: StepInstance.unlimited,
                    fault: .safeStop
                )
            )
        }
        program.nodes.append(Node(.end, next: 0, step: 0))
        program.threads = [ThreadEntry(name: "main", first: 0, parent: nil)]
        return program
    }
}

extension Execution.Slot {
    static func quantity(_ name: String, _ symbol: String, _ bounds: Bounds) -> Execution.Slot {
        let unit = RunningLab.unit(symbol)
        return Execution.Slot(
            name: name,
            kind: .quantity(unit.dimensions),
            bounds: bounds,
            unit: unit
        )
    }
}
