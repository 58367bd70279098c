import Execution
import Plans
import Quantities
import Testing

/// Every state with every command, against a table written from the standards by hand.
struct PackMLTests {
    /// Commands across, states down; `-` where the command is refused.
    private static let oracle = """
        .            reset     start    stop     hold    unhold    suspend    unsuspend    abort    clear    complete   state-complete
        idle         -         starting stopping -       -         -          -            aborting -        -          -
        starting     -         -        stopping holding -         -          -            aborting -        -          execute
        execute      -         -        stopping holding -         suspending -            aborting -        completing -
        completing   -         -        stopping -       -         -          -            aborting -        -          complete
        complete     resetting -        stopping -       -         -          -            aborting -        -          -
        resetting    -         -        stopping -       -         -          -            aborting -        -          idle
        holding      -         -        stopping -       -         -          -            aborting -        -          held
        held         -         -        stopping -       unholding -          -            aborting -        completing -
        unholding    -         -        stopping holding -         -          -            aborting -        -          execute
        suspending   -         -        stopping holding -         -          -            aborting -        -          suspended
        suspended    -         -        stopping holding -         -          unsuspending aborting -        completing -
        unsuspending -         -        stopping holding -         -          -            aborting -        -          execute
        stopping     -         -        -        -       -         -          -            aborting -        -          stopped
        stopped      resetting -        -        -       -         -          -            aborting -        -          -
        aborting     -         -        -        -       -         -          -            -        -        -          aborted
        aborted      -         -        -        -       -         -          -            -        clearing -          -
        clearing     -         -        -        -       -         -          -            aborting -        -          stopped
        """

    private struct Cell {
        var state: RunState
        var command: RunCommand
        var next: RunState?
    }

    private static func cells() throws -> [Cell] {
        let lines = oracle.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let head = try #require(lines.first)
        var cells: [Cell] = []
        for line in lines.dropFirst() {
            try #require(line.count == head.count)
            let state = try #require(RunState(rawValue: line[0]))
            for column in 1..<line.count {
                let command = try #require(RunCommand(rawValue: head[column]))
                let next = line[column] == "-" ? nil : RunState(rawValue: line[column])
                try #require(next != nil || line[column] == "-")
                cells.append(Cell(state: state, command: command, next: next))
            }
        }
        return cells
    }

    @Test func `each of the 187 cells is what the standards say`() throws {
        let cells = try Self.cells()
        #expect(cells.count == 187)
        #expect(Set(cells.map(\.state)) == Set(RunState.allCases))
        #expect(Set(cells.map(\.command)) == Set(RunCommand.allCases))
        for cell in cells {
            let next = PackML.next(cell.state, cell.command)
            #expect(next == cell.next, "\(cell.state) \(cell.command)")
        }
    }

    /// A run in every state that one rests in.
    static func resting(_ bounds: EndBounds = .unlimited) throws -> [RunState: Bench] {
        var found: [RunState: Bench] = [:]
        func note(_ events: [MachineEvent]) throws {
            var bench = try Bench(
                "- {do: exhaust.switch-on}\n- {do: balance.tare}",
                head: "finally: [{do: exhaust.switch-off}]",
                bounds: bounds
            )
            for event in events { _ = bench.handle(event) }
            found[bench.machine.state] = bench
        }
        let (done, last) = (MachineEvent.finished(thread: 0), MachineEvent.finished(thread: 1))
        try note([])
        try note([.start])
        try note([.start, .hold])
        try note([.start, .hold, done])
        try note([.start, .suspend])
        try note([.start, .suspend, done])
        try note([.start, done, done])
        try note([.start, done, done, last])
        try note([.start, .stop])
        try note([.start, .stop, last, .safe])
        try note([.start, .abort])
        try note([.start, .abort, .safe])
        return found
    }

    private static let commands: [MachineEvent] = [
        .reset, .start, .stop, .hold, .resume, .suspend, .unsuspend, .abort, .clear, .complete,
    ]

    @Test func `a run takes exactly the commands of its state, and publishes them`() throws {
        let cells = try Self.cells()
        let resting = try Self.resting()
        #expect(resting.count == 12)
        var seen: Set<RunState> = Set(resting.keys)
        for (state, bench) in resting {
            for event in Self.commands {
                let cell = try #require(
                    cells.first { $0.state == state && $0.command == event.command }
                )
                var next = bench
                let states = next.handle(event).compactMap { action -> RunState? in
                    if case .changed(let state) = action { state } else { nil }
                }
                #expect(states.first == cell.next, "\(state) \(event)")
                #expect(bench.machine.commands.contains(event) == (cell.next != nil))
                seen.formUnion(states)
            }
        }
        #expect(seen == Set(RunState.allCases))
    }

    @Test func `a stop and an abort end in their time from every state, though nothing answers`()
        throws
    {
        let bounds = EndBounds(finally: Lapse(seconds: 100), safe: Lapse(seconds: 4))
        let ended: Set<RunState> = [.stopped, .aborted, .complete]
        for (state, bench) in try Self.resting(bounds) {
            for (event, bound) in [(MachineEvent.stop, bounds.stop), (.abort, bounds.abort)] {
                var ending = bench
                let began = ending.now
                _ = ending.handle(event)
                for _ in 0..<20 where ending.machine.nextDeadline != .never {
                    _ = ending.elapse()
                }
                #expect(ended.contains(ending.machine.state), "\(state) \(event)")
                #expect(ending.now - began <= bound, "\(state) \(event)")
            }
        }
    }

    @Test func `a finally that takes longer than it may is cut off`() throws {
        let bounds = EndBounds(finally: Lapse(seconds: 100), safe: Lapse(seconds: 4))
        var bench = try #require(try Self.resting(bounds)[.stopping])
        #expect(
            bench.elapse() == [
                .overdue(.finally), .changed(.aborting), .cancel(thread: 1),
                .left(step: 2, .abandoned), .makeSafe,
            ]
        )
        #expect(bench.elapse() == [.overdue(.safe), .changed(.aborted)])
    }

    @Test func `a run that was reset does not start again without a new proof`() throws {
        var bench = try #require(try Self.resting()[.stopped])
        #expect(bench.handle(.reset) == [.changed(.resetting), .changed(.idle)])
        #expect(bench.handle(.start).isEmpty)
        #expect(bench.machine.commands == [.stop, .abort])
        var fresh = try #require(try Self.resting()[.idle])
        _ = fresh.handle(.stop)
        _ = fresh.handle(.reset)
        #expect(fresh.machine.commands.first == .start)
    }

    @Test func `completed early, finally is carried out and the zones are made safe`() throws {
        for state in [RunState.execute, .held, .suspended] {
            var bench = try #require(try Self.resting()[state])
            #expect(bench.handle(.complete).contains(.entered(step: 2)))
            #expect(bench.handle(.safe).isEmpty)
            #expect(bench.handle(.finished(thread: 1)).last == .makeSafe)
            #expect(bench.handle(.safe) == [.changed(.complete)])
        }
    }
}
