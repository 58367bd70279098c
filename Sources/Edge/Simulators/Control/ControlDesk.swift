import Devices
import Documents
import Findings
import Labs
import Lines
import Quantities
import Simulation

/// Answers what a running simulator is asked.
struct ControlDesk: Sendable {
    /// What the caller has to do after an answer.
    enum Consequence: Hashable {
        case none, stop
    }

    /// Why an ask is not granted.
    private struct Refusal: Error {
        var message: String
    }

    /// No point is set beyond this, in SI: the physics need not hold there.
    private static let greatest = 1e6

    let lab: Lab
    let names: LabNames
    /// The lab file's path as it was opened.
    let labPath: String
    let process: Int
    let simulated: SimulatedLab

    /// Answers one line with one object: `ok`, and what was asked, or `error`.
    func answer(_ line: [UInt8]) -> (DocumentValue, Consequence) {
        let ask: ControlAsk
        do throws(UnreadableDocument) {
            ask = try ControlAsk(reading: line)
        } catch {
            let why = error.findings.first?.message ?? "That is no ask."
            return (Self.refused(why), .none)
        }
        do throws(Refusal) {
            switch ask {
            case .ports: return (ports, .none)
            case .show: return (simulated.observe().document(lab, names, faults), .none)
            case .stop: return (Self.done("Stopping."), .stop)
            case .fault(let target, let kind, let lasting):
                return (Self.done(try begin(target, kind, lasting)), .none)
            case .endFault(let target, let kind):
                return (Self.done(try end(target, kind)), .none)
            case .set(let point, let value):
                return (Self.done(try set(point, value)), .none)
            }
        } catch {
            return (Self.refused(error.message), .none)
        }
    }

    private static func done(_ said: String) -> DocumentValue {
        .members(["ok": .flag(true), "said": .text(said)])
    }

    private static func refused(_ why: String) -> DocumentValue {
        .members(["ok": .flag(false), "error": .text(why)])
    }

    // MARK: Ports

    private var ports: DocumentValue {
        .members([
            "ok": .flag(true), "lab": .text(lab.name), "hash": .text(lab.hash),
            "path": .text(labPath), "pid": .integer(process),
            "speed": .number(simulated.clock.speed),
            "elapsed-s": .number(simulated.clock.now.nanoseconds.seconds),
            "lines": .list(lab.lines.indices.map(line)),
        ])
    }

    private func line(_ index: Int) -> DocumentValue {
        let devices = lab.devices.filter { $0.line == index }
        return .members([
            "line": .text(lab.lines[index].name),
            "kind": .text(lab.lines[index].kind.rawValue),
            "address": .text(simulated.addresses[index].description),
            "devices": .list(
                devices.map {
                    .members([
                        "name": .text($0.name), "address": .integer($0.address),
                        "profile": .text(lab.profiles[$0.profile].name),
                    ])
                }
            ),
        ])
    }

    // MARK: Faults

    private var faults: [FaultSpec] { simulated.activeFaults }

    private func begin(
        _ target: String,
        _ kind: String,
        _ lasting: String?
    ) throws(Refusal) -> String {
        let spec = try fault(target, kind, lasting)
        guard simulated.inject(spec) else {
            throw Refusal(message: "Too many faults go on already; end some of them.")
        }
        return FaultNote(spec: spec, change: .began, at: simulated.clock.now).words(lab)
    }

    private func fault(
        _ target: String,
        _ kind: String,
        _ lasting: String?
    ) throws(Refusal) -> FaultSpec {
        let isLine = kind == FaultSpec.Kind.lineDead.rawValue && names.device(target) == nil
        var text = "kind=\(kind),\(isLine ? "line" : "device")=\(target)"
        if let lasting { text += ",for=\(lasting)" }
        do throws(FaultSpecError) {
            return try FaultSpec(parsing: text, lab: lab, names: names)
        } catch {
            throw Refusal(message: error.message)
        }
    }

    private func end(_ target: String, _ kind: String?) throws(Refusal) -> String {
        let known = try fault(target, kind ?? wholeKind(of: target), nil)
        let ended = simulated.endFaults(device: known.device, kind: kind.map { _ in known.kind })
        guard !ended.isEmpty else {
            let active = faults.map { "\(lab.devices[$0.device].name) \($0.kind.rawValue)" }
            throw Refusal(
                message: active.isEmpty
                    ? "No fault goes on."
                    : "No such fault goes on; there are: \(active.joined(separator: ", "))."
            )
        }
        return ended.map {
            FaultNote(spec: $0, change: .ended, at: simulated.clock.now).words(lab)
        }.joined(separator: "; ")
    }

    /// A kind that goes with a line as well as with a device, to look its name up.
    private func wholeKind(of target: String) -> String {
        names.device(target) == nil
            ? FaultSpec.Kind.lineDead.rawValue : FaultSpec.Kind.deviceDead.rawValue
    }

    // MARK: Points

    private func set(_ name: String, _ text: String) throws(Refusal) -> String {
        guard let point = names.point(name) else {
            let nearest = NearestName.of(name, among: names.pointNames)
            let near = nearest.map { " Did you mean “\($0)”?" } ?? ""
            throw Refusal(message: "There is no point “\(name)”.\(near)")
        }
        let wanted = try value(text, of: names.points[point].definition)
        guard simulated.preset(point: point, to: wanted) else {
            throw Refusal(message: "Nothing a person does makes \(name) show \(text).")
        }
        return "\(names.points[point].name) is set to \(text)."
    }

    private func value(
        _ text: String,
        of definition: PointDefinition
    ) throws(Refusal) -> Double {
        switch definition.kind {
        case .flag:
            switch text {
            case "true", "on", "1": return 1
            case "false", "off", "0": return 0
            default: throw Refusal(message: "“\(text)” is neither true nor false.")
            }
        case .choice(let words):
            guard let index = words.firstIndex(of: text) else {
                throw Refusal(message: "“\(text)” is none of \(words.joined(separator: ", ")).")
            }
            return Double(index)
        case .quantity(let unit):
            guard let quantity = try? Quantity(parsing: text),
                quantity.dimensions == unit.dimensions
            else {
                let example = Quantity(1, unit)
                throw Refusal(message: "“\(text)” is no value of it; write, say, “\(example)”.")
            }
            let isCold = unit.dimensions == .temperature && unit.offset != 0 && quantity.si < 0
            guard abs(quantity.si) <= Self.greatest, !isCold else {
                throw Refusal(message: "Nothing in a laboratory is at \(text).")
            }
            return quantity.si
        }
    }
}

extension Int64 {
    /// Of nanoseconds.
    var seconds: Double { Double(self) / 1e9 }
}
