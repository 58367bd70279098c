import Journaling
import Trials

/// Gives a journal what hosts give it, in random order and sizes.
struct JournalLifeWriter {
    var dice: Dice
    var run: Int64?
    private var command: Int64 = 0
    private var clock: Int64 = 0
    /// Within the run no two lines are the same.
    private var serial = 0

    init(dice: Dice) { self.dice = dice }

    /// What is given at once, and so is on disk as a whole or not at all.
    mutating func batch(of journal: Journal) -> [JournalEntry] {
        guard let run else { return begin(journal.beginRun()) }
        return switch dice.below(20) {
        case 0: [.alive(run: run, boot: clock)]
        case 1: many(1...6) { .history(run: run, origin: 5, line: $0.line("step", in: 30...300)) }
        case 2..<5: many(1...4) { .event(run: run, line: $0.line("event", in: 20...400)) }
        case 5..<9: many(1...3) { .audit(line: $0.line("act", in: 40...300)) }
        case 9..<14: samples(run, dice.whole(1...60))
        case 14: samples(run, dice.pick([400, 1600]) ?? 400)
        case 15..<17: asking(run)
        case 17: telling(run)
        case 18:
            [
                .labState(
                    farEnd: "hardware",
                    revision: serial,
                    wall: clock,
                    bytes: line("state", in: 300...3000)
                )
            ]
        default: dice.chance(0.5) ? end(run) : [.audit(line: line("act", in: 3000...9000))]
        }
    }

    private mutating func many(
        _ range: ClosedRange<Int>,
        _ make: (inout JournalLifeWriter) -> JournalEntry
    ) -> [JournalEntry] {
        (0..<dice.whole(range)).map { _ in make(&self) }
    }

    private mutating func begin(_ number: Int64) -> [JournalEntry] {
        run = number
        command = 0
        clock += 1_000_000_000
        // Plans are often the same ones; a lab seldom changes.
        let plan = "plan-\(dice.below(6))"
        let header = RunHeader(
            run: number,
            plan: plan,
            title: "Fire it",
            file: plan + ".yaml",
            planHash: plan,
            labHash: "lab",
            stateHash: "state",
            by: "engineer",
            farEnd: "simulators",
            wall: clock,
            clock: clock,
            boot: 77,
            bootID: "cc"
        )
        return [
            .document(hash: "lab", kind: .lab, bytes: Array(repeating: 7, count: 9000)),
            .document(hash: plan, kind: .plan, bytes: line("plan", in: 200...6000)),
            .runBegan(header), .audit(line: line("run", in: 60...200)),
        ]
    }

    private mutating func samples(_ run: Int64, _ count: Int) -> [JournalEntry] {
        (0..<count).map { _ in
            clock += Int64(dice.whole(1...1_000_000))
            let point = "device-\(dice.below(3)).value"
            let sample = Sample(at: clock, value: dice.unit(), quality: dice.chance(0.1) ? 2 : 0)
            return .sample(run: run, point: point, sample)
        }
    }

    /// A command, or the outcome of one that was asked for.
    private mutating func asking(_ run: Int64) -> [JournalEntry] {
        if command > 0, dice.chance(0.5) {
            let done = Int64(dice.whole(1...Int(command)))
            return [.outcome(run: run, command: done, word: "done-\(serial)")]
        }
        command += 1
        let line = line("set", in: 30...200)
        return [.intent(run: run, command: command, line: line, wall: clock)]
    }

    private mutating func telling(_ run: Int64) -> [JournalEntry] {
        let change = line("change", in: 20...200)
        let kind = dice.pick(JournalEntry.NoteKind.allCases) ?? .message
        let note = line("note", in: 20...300)
        return [
            .stateChange(
                run: dice.chance(0.5) ? run : nil,
                revision: serial,
                wall: clock,
                bytes: change
            ),
            .note(run: dice.chance(0.5) ? run : nil, kind: kind, wall: clock, line: note),
        ]
    }

    private mutating func end(_ number: Int64) -> [JournalEntry] {
        run = nil
        let state = line("state", in: 300...900)
        return [
            .runEnded(
                run: number,
                outcome: "complete",
                wall: clock,
                clock: clock,
                energy: dice.chance(0.5) ? 2.5 : nil
            ),
            .labState(farEnd: "hardware", revision: serial, wall: clock, bytes: state),
        ]
    }

    /// A JSON object so long.
    private mutating func line(_ word: String, in range: ClosedRange<Int>) -> [UInt8] {
        serial += 1
        let text = String(repeating: "x", count: dice.whole(range))
        return Array(#"{"\#(word)":\#(serial),"text":"\#(text)"}"#.utf8)
    }
}
