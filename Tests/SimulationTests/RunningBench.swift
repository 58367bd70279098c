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
    private var outcomes: [(CommandID, CommandOutcome)] = []

    init(_ program: Program, interlocks: [InterlockDefinition] = []) {
        let lab = RunningLab.lab(interlocks)
        names = LabNames(lab)
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
        requests += output.requests
        for request in output.requests {
            if let index = answers.firstIndex(where: { $0.device == request.device }) {
                let answer = answers.remove(at: index).1
                outcomes.append((request.id, answer))
                if answer != .acknowledged { continue }
            } else {
                outcomes.append((request.id, .acknowledged))
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
        for point in image.readings.indices {
            var reading = image[point]
            reading.at = now
            image.store(reading, point: point)
        }
        let taken = outcomes
        outcomes = []
        take(engine.step(at: now, image: image, outcomes: taken))
    }

    /// Turns until `condition` holds, at most `seconds`.
    mutating func run(_ seconds: Double, until condition: (RunningBench) -> Bool = { _ in false }) {
        let end = now + Lapse(seconds: seconds)
        while now < end, !condition(self), !engine.isOver { tick() }
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
