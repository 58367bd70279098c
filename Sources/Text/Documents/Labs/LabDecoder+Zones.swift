import Devices
import Expressions
import Findings
import Labs
import Quantities

extension LabDecoder {
    func readZones(_ field: Field) -> [Zone] {
        field.uniqueList(of: "a zone", by: \.name) { item in
            item.mapping { members in
                let name = members.required("name")?.identifier()
                let withinPlace = members.required("within")
                let within = withinPlace?.lapse()
                var places: [Field] = []
                let steps =
                    members.required("safe")?.list(0...100) { step -> SafeStep? in
                        places.append(step)
                        return step.mapping { self.safeStep(&$0) }
                    } ?? []
                guard let name, let withinPlace, let within else { return nil }
                lintWaits(of: steps, within, withinPlace)
                lint(steps, within: within, places, withinPlace)
                return Zone(name: name, safeSequence: steps, within: within)
            }
        }
    }

    /// A safe write waits for what is on its line already, at worst until that is given up; so does
    /// each step after it, since others are asked while it is confirmed.
    private func lintWaits(of steps: [SafeStep], _ within: Lapse, _ place: Field) {
        let waits = steps.map { longestWait(on: devices[$0.device].line) }
        let sum = waits.reduce(Lapse.zero) { $0 + $1.time }
        guard sum > within, let slowest = waits.max(by: { $0.time < $1.time }) else { return }
        place.report(
            .badLab,
            "Its steps may wait \(sum.spoken) for transactions that nobody answers, such as "
                + "\(slowest.time.spoken) with “\(slowest.device)” on the same line. Give more "
                + "time, or make that timeout shorter."
        )
    }

    /// The longest transaction of a line, and the device that has it; a serial request that takes
    /// longer than its protocol's others is cut off by a safe write.
    private func longestWait(on line: Int) -> (time: Lapse, device: String) {
        var longest = (time: Lapse.zero, device: "")
        for device in devices where device.line == line {
            let profile = usedProfiles[device.profile]
            var time = profile.longestTimeout ?? .zero
            if case .serial(let name, _) = profile.link {
                time = protocols.first { $0.name == name }?.replyTimeout ?? .zero
            }
            if time > longest.time { longest = (time, device.name) }
        }
        return longest
    }

    private func safeStep(_ members: inout Members) -> SafeStep? {
        let devicePlace = members.required("device")
        let device = devicePlace?.lookUp(
            "device",
            among: devices.map(\.name),
            declared: declared.devices
        )
        let actionPlace = members.required("action")
        let argumentPlace = members.optional("arguments")
        let arguments = argumentPlace.map { ProfileDecoder.parameters($0) } ?? []
        guard let device, let actionPlace else { return nil }
        let actions = usedProfiles[devices[device].profile].actions
        guard let index = actionPlace.reference("action", among: actions.map(\.name)) else {
            return nil
        }
        let action = actions[index]
        for wanted in action.arguments {
            guard let given = arguments.first(where: { $0.name == wanted.name }) else {
                actionPlace.report(.badLab, "“\(action.name)” needs the argument “\(wanted.name)”.")
                continue
            }
            if wanted.exprName.kind != .quantity(given.value.dimensions) {
                argumentPlace?.report(
                    .unitMismatch,
                    "“\(given.name)” is \(given.value.dimensions.spokenName); "
                        + "\(wanted.exprName.kind.spokenName) belongs here."
                )
            }
        }
        for given in arguments where !action.arguments.contains(where: { $0.name == given.name }) {
            argumentPlace?.reportUnknown(
                given.name,
                "argument of “\(action.name)”",
                among: action.arguments.map(\.name)
            )
        }
        for command in action.commands {
            guard case .write(let name, _) = command,
                let point = usedProfiles[devices[device].profile].points.first(where: {
                    $0.name == name
                }),
                case .modbus(let field) = point.source, field.isWrittenByReading
            else { continue }
            actionPlace.report(
                .badLab,
                "“\(action.name)” writes “\(name)”, for which the device must be read first; a "
                    + "late "
                    + "reply would hold the safe state up. Take a point that is written at once."
            )
        }
        if action.repeatClass == .once {
            actionPlace.report(
                .badLab,
                "“\(action.name)” must not repeat, so it is no part of a safe sequence."
            )
        }
        return SafeStep(device: device, action: action.name, arguments: arguments)
    }
}
