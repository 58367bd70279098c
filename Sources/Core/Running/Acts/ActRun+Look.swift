import Devices
import Execution
import Interlocks
import Quantities

extension ActRun {
    /// What is to be done for the act now.
    mutating func look(_ sight: inout Sight, _ preparation: CallPreparation) -> Verdict {
        switch phase {
        case .preparing(var completion):
            let verdict = completion.look(sight.image, at: sight.now)
            phase = .preparing(completion)
            switch verdict {
            case .waits: return .waits
            case .failed(let fault): return .failed(fault, device: devices.first)
            case .done: return begin(calls: lowered.calls, 0, &sight, preparation)
            }
        case .calling(let number, var call):
            let verdict = call.look(&sight)
            phase = .calling(number, call)
            guard verdict == .confirmed else { return Self.verdict(verdict, of: call) }
            if case .target = lowered.effect, case .action = call.call.command {
                confirmedTarget = call.confirmation
            }
            return begin(calls: lowered.calls, number + 1, &sight, preparation)
        case .closing(let number, var call):
            let verdict = call.look(&sight)
            phase = .closing(number, call)
            guard verdict == .confirmed else { return Self.verdict(verdict, of: call) }
            return begin(closing: number + 1, &sight, preparation)
        case .completing(var completion):
            let verdict = completion.look(sight.image, at: sight.now)
            phase = .completing(completion)
            switch verdict {
            case .waits: return .waits
            case .failed(let fault): return .failed(fault, device: devices.first)
            case .done: return begin(closing: 0, &sight, preparation)
            }
        case .withPerson: return .waits
        case .weighing(let weighing): return weigh(weighing, sight)
        case .measuring(var measuring):
            let verdict = measuring.look(sight.image, at: sight.now)
            phase = .measuring(measuring)
            switch verdict {
            case .waits: return .waits
            case .failed(let fault): return .failed(fault, device: nil)
            case .value(let value):
                phase = .done
                return .yields(value)
            }
        case .done: return .finished
        }
    }

    /// Begins with what the act needs first.
    mutating func begin(_ sight: inout Sight, _ preparation: CallPreparation) -> Verdict {
        guard lowered.readiness == .calls else {
            phase = .preparing(CompletionRun(lowered.readiness, since: sight.now))
            return .progressed
        }
        return begin(calls: lowered.calls, 0, &sight, preparation)
    }

    /// Begins call `number`, or the completion after the last one.
    mutating func begin(
        calls: [DeviceCall],
        _ number: Int,
        _ sight: inout Sight,
        _ preparation: CallPreparation
    ) -> Verdict {
        guard number < calls.count else {
            guard scale == nil else {
                phase = .withPerson
                return .needsPerson
            }
            phase = .completing(CompletionRun(lowered.completion, since: sight.now))
            return .progressed
        }
        guard let prepared = preparation.prepare(calls[number], rates: &sight.rates) else {
            return .failed(.refused, device: calls[number].device)
        }
        phase = .calling(number, CallRun(prepared, at: sight.now))
        return .progressed
    }

    private mutating func begin(
        closing number: Int,
        _ sight: inout Sight,
        _ preparation: CallPreparation
    ) -> Verdict {
        guard number < lowered.closing.count else {
            phase = .done
            return .finished
        }
        guard
            let prepared = preparation.prepare(
                lowered.closing[number],
                rates: &sight.rates
            )
        else {
            return .failed(.refused, device: lowered.closing[number].device)
        }
        phase = .closing(number, CallRun(prepared, at: sight.now))
        return .progressed
    }

    /// The weight is right, or the person is asked again.
    private mutating func weigh(_ weighing: Weighing, _ sight: Sight) -> Verdict {
        guard var scale else { return .failed(.failed, device: nil) }
        guard let weight = weighing.weight(scale, sight.image) else {
            guard sight.now >= weighing.nextDeadline else { return .waits }
            return .failed(sight.fault(of: [scale.weight]) ?? .failed, device: devices.first)
        }
        if abs(weight - scale.target) <= scale.tolerance {
            phase = .done
            return .yields(weight)
        }
        scale.attemptsLeft -= 1
        self.scale = scale
        guard scale.attemptsLeft > 0 else { return .failed(.failed, device: devices.first) }
        phase = .withPerson
        return .needsPerson
    }

    private static func verdict(_ verdict: CallRun.Verdict, of call: CallRun) -> Verdict {
        switch verdict {
        case .waits, .confirmed: .waits
        case .requests(let body): .requests(body, device: call.call.device)
        case .failed(let fault): .failed(fault, device: call.call.device)
        }
    }
}
