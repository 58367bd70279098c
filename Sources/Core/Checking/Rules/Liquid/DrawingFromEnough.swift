import Execution
import Findings
import Labs
import Quantities

/// Nothing is drawn that is not surely there, above what the vessel keeps back.
enum DrawingFromEnough: Rule {
    static let codes: [FindingCode] = [.notEnoughLiquid]
    static let moments: Moments = [.liquid, .person]

    static func before(_ act: Act, in check: Inspection) {
        guard case .liquid(let index, let liquid) = act,
            check.facts.handlerOf.indices.contains(index), check.facts.handlerOf[index] >= 0
        else { return }
        let handler = check.facts.handlerOf[index]
        let volume = check.operands.amount
        switch liquid {
        case .aspirate(let vessel, _, _), .mix(let vessel, _, _, _):
            draw(vessel, check.dose(volume, handler).high, asked: volume.high, in: check)
        case .wash(let vessel, _, let times):
            let (each, count) = (check.dose(volume, handler).high, Double(times))
            draw(vessel, each * count, asked: volume.high * count, in: check)
        case .prime(let vessel, _):
            let strokes = check.portions(of: volume.high, handler)
            let most = check.dose(volume, handler, strokes: strokes).high
            draw(vessel, most, asked: volume.high, in: check)
        default: break
        }
    }

    static func before(_ change: PersonChange, in check: Inspection) {
        guard case .pour(let from, _) = change else { return }
        let record = check.contents(from)
        guard record.isEmpty else { return }
        check.report(.notEnoughLiquid, .vessel(from)) {
            Report("\(check.name(ofVessel: from)) is empty; there is nothing to pour.")
        }
    }

    private static func draw(_ vessel: Int, _ most: Double, asked: Double, in check: Inspection) {
        let record = check.contents(vessel)
        let type = check.facts.type(of: vessel)
        let kept = type.deadVolume
        let present = record.volume.low
        guard most > present - kept + 1e-15 else { return }
        check.report(.notEnoughLiquid, .vessel(vessel)) {
            let name = check.name(ofVessel: vessel)
            let free = max(0, present - kept)
            let numbers = [
                NamedQuantity("wanted", Say.volume(asked)),
                NamedQuantity("present", Say.volume(present)),
                NamedQuantity("dead-volume", Say.volume(kept)),
            ]
            if record.volume.high <= 0 {
                return Report(
                    "\(name) holds no liquid; \(Say.volume(asked)) is drawn from it.",
                    numbers
                )
            }
            let share = asked > 0 ? most / asked : 1
            return Report(
                "\(Say.volume(asked)) is drawn from \(name), which surely holds "
                    + "\(Say.volume(present)), of which \(Say.volume(kept)) cannot be drawn.",
                numbers,
                allowed: AllowedRange(high: Say.volume(free / share)),
                fix: check.literalFix("volume", Say.volume(free / share), "draw what is there")
            )
        }
    }
}
