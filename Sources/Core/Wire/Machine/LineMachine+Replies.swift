import Interlocks
import Quantities
import Scanning

/// What a Modbus device answered.
extension LineMachine {
    mutating func readModbus(at time: Int64) {
        guard time >= main.earliest else {
            // The request is still on the wire: this answers nothing it could ask.
            tally.strays &+= inbox.count
            inbox.removeAll(keepingCapacity: true)
            return
        }
        let match = fixed.framing.match(
            inbox,
            shape: main.shape,
            transaction: main.transaction,
            unanswered: unanswered
        )
        switch match {
        case .reply(let start):
            guard isPossible(main.shape.length &+ 2, at: time) else { return discardCopy() }
            take(data: start &+ 3, at: time)
        case .exception(let code):
            guard isPossible(5, at: time) else { return discardCopy() }
            inbox.removeAll(keepingCapacity: true)
            tally.replies &+= 1
            refuse(code, at: time)
        case .nothing(let keep):
            tally.strays &+= min(keep, inbox.count)
            if keep >= inbox.count {
                inbox.removeAll(keepingCapacity: true)
            } else if keep > 0 {
                inbox.removeSubrange(..<keep)
            }
        }
    }

    /// Whether a reply of so many bytes can be complete by now on a wire of this speed.
    private func isPossible(_ count: Int, at time: Int64) -> Bool {
        guard main.earliest > 0 else { return true }
        let wire = Clock.bounded(fixed.timing.time(characters: count))
        return time >= main.earliest &+ wire / 20 &* 19
    }

    private mutating func discardCopy() {
        tally.strays &+= inbox.count
        inbox.removeAll(keepingCapacity: true)
    }

    /// The reply's data begin at `data`.
    private mutating func take(data: Int, at time: Int64) {
        tally.replies &+= 1
        switch main.stage {
        case .step: return stepAnswered(data: data, at: time)
        case .poll: keep(data: data, at: time)
        case .command where main.shape.function == 23: reportExchange(data: data, at: time)
        default: break
        }
        inbox.removeAll(keepingCapacity: true)
        succeed(.main, .acknowledged, at: time)
        writeAnswered(.acknowledged, at: time)
    }

    /// The device answered with an exception (Modbus application protocol V1.1b3, chapter 7).
    private mutating func refuse(_ code: Int, at time: Int64) {
        let flight = main
        switch code {
        case 5, 6: postpone(code, at: time)
        case 10, 11:
            // A gateway answers in place of a unit; with 11 the unit was asked and kept silent.
            let outcome: CommandOutcome = code == 10 ? .refused(code: code) : .inDoubt
            let isStep = flight.stage == .step
            end(isStep && code == 11 ? .notSent : outcome, by: .gateway, at: time)
            fail(flight, at: time, mayComeLate: .settled)
        default:
            markBad(flight, at: time)
            end(.refused(code: code), at: time)
        }
    }

    /// The device is at work: a read is asked again, a command never is.
    private mutating func postpone(_ code: Int, at time: Int64) {
        let flight = main
        guard flight.stage == .poll else {
            // With 5 it was accepted and is still being carried out: reading tells when it is done.
            return end(code == 5 ? .acknowledged : .busy, at: time)
        }
        clear(.main)
        answered(flight.station, at: time)
        markBusy(flight, at: time)
        let doublings = min(stations[flight.station].refusals, 6)
        stations[flight.station].refusals += 1
        let pause = min(stations[flight.station].busyPause << Int64(doublings), Self.longestBusy)
        due[flight.poll] = min(due[flight.poll], time &+ pause)
        let blocked = stations[flight.station].blockedUntil
        stations[flight.station].blockedUntil = max(blocked, time &+ pause)
        reschedule(flight.station)
    }

    /// A busy device is asked again after no more than this.
    private static let longestBusy: Int64 = 5_000_000_000

    /// Ends whatever the exception answered.
    private mutating func end(
        _ outcome: CommandOutcome,
        by answerer: Answerer = .device,
        at time: Int64
    ) {
        guard main.stage != .step else {
            // A device still at work on what opens it is not open.
            let refused: CommandOutcome = outcome == .acknowledged ? .busy : outcome
            return stepRefused(refused, by: answerer, at: time)
        }
        succeed(.main, outcome, by: answerer, at: time)
        writeAnswered(outcome, at: time)
    }
}
