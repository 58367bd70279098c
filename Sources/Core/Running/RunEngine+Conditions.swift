import Execution
import Expressions
import Interlocks
import Labs
import Quantities

extension RunEngine {
    /// A condition with the plan's values as they are now; nil where it makes no sense.
    func compile(_ condition: Expr, _ sight: inout Sight) -> PointProgram? {
        var compiler = PointCompiler(
            names: names,
            constants: RunScope(names: names, values: values, sight: sight),
            unknown: .staysUnknown,
            point: names.point
        )
        return try? compiler.compile(condition, rates: &sight.rates)
    }

    /// Threads whose condition holds go on; an unknown condition does not hold.
    mutating func lookAtWatches(_ sight: inout Sight, _ output: inout Output) -> Bool {
        var ended = false
        var index = 0
        while index < watches.count {
            guard sight.value(of: watches[index].program) == 1 else {
                index += 1
                continue
            }
            let thread = watches.remove(at: index).thread
            ended = true
            drive(.decided(thread: thread, true), &sight, &output)
        }
        return ended
    }

    /// Reports conditions that were outside for longer than they tolerate, once each.
    mutating func lookAtMonitors(_ sight: inout Sight, _ output: inout Output) -> Bool {
        var ended = false
        var index = 0
        while index < monitors.count {
            let value = sight.value(of: monitors[index].program)
            guard monitors[index].look(value, at: sight.now) else {
                index += 1
                continue
            }
            let monitor = monitors.remove(at: index).monitor
            ended = true
            drive(.excursion(monitor: monitor), &sight, &output)
        }
        return ended
    }

    mutating func monitor(_ number: Int, _ sight: inout Sight) -> MachineEvent? {
        let definition = program.monitors[number]
        guard let condition = compile(definition.condition, &sight) else {
            return .excursion(monitor: number)
        }
        monitors.append(
            MonitorRun(
                number,
                condition,
                excursion: definition.excursion,
                counting: definition.counting
            )
        )
        return nil
    }
}
