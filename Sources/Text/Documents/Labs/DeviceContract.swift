import Devices
import Expressions
import Findings
import Quantities

/// What a device must offer to take a part in an assembly: points and actions that running
/// relies on, by name.
struct DeviceContract {
    struct Action {
        var name: String
        var arguments: [(name: String, kind: ExprKind)]

        init(_ name: String, _ arguments: [(name: String, kind: ExprKind)] = []) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// What the part is called in messages.
    var part: String
    var points: [(name: String, kind: ExprKind)]
    var actions: [Action]

    static let furnaceController = DeviceContract(
        part: "a furnace's controller",
        points: [
            ("temperature", .quantity(.temperature)),
            ("working-setpoint", .quantity(.temperature)),
            ("output", .quantity(.number)),
        ],
        actions: [
            Action(
                "set-target",
                [("to", .quantity(.temperature)), ("rate", .quantity(.rampRate))]
            ),
            Action("release"),
        ]
    )
    static let guardian = DeviceContract(
        part: "a furnace's guardian",
        points: [("temperature", .quantity(.temperature)), ("alarm", .flag)],
        actions: [Action("set-limit", [("to", .quantity(.temperature))])]
    )
    static let massFlow = DeviceContract(
        part: "a gas supply's controller",
        points: [
            ("mass-flow", .quantity(.flow)), ("setpoint", .quantity(.flow)),
            ("pressure", .quantity(.pressure)),
        ],
        actions: [Action("set-flow", [("to", .quantity(.flow))])]
    )
    static let balance = DeviceContract(
        part: "a balance",
        points: [("weight", .quantity(.mass)), ("stable", .flag)],
        actions: [Action("tare"), Action("zero")]
    )
    static let powerMeter = DeviceContract(
        part: "a power meter",
        points: [
            ("power", .quantity(.power)), ("energy", .quantity(.energy)),
            ("voltage", .quantity(.voltage)),
        ],
        actions: []
    )
    static let syringePump = DeviceContract(
        part: "a syringe pump",
        points: [
            ("position", .quantity(.volume)), ("busy", .flag), ("error", .text),
            ("valve", .quantity(.number)),
        ],
        actions: [
            Action("initialise"), Action("set-valve", [("port", .quantity(.number))]),
            Action("move-plunger", [("to", .quantity(.volume)), ("rate", .quantity(.flow))]),
            Action("stop"),
        ]
    )
    static let gantry = DeviceContract(
        part: "a gantry",
        points: [
            ("state", .text), ("x", .quantity(.length)), ("y", .quantity(.length)),
            ("z", .quantity(.length)),
        ],
        actions: [
            Action("home"),
            Action(
                "move",
                [
                    ("x", .quantity(.length)), ("y", .quantity(.length)),
                    ("z", .quantity(.length)), ("speed", .quantity(.speed)),
                ]
            ),
            Action("stop"),
        ]
    )

    /// Reports what the profile lacks for this part.
    func lint(_ profile: DeviceProfile, at place: Field) {
        for (name, kind) in points {
            let found = profile.points.first { $0.name == name }
            if found?.kind.exprKind != kind {
                place.report(
                    .badLab,
                    "\(profile.name) cannot be \(part): it has no point “\(name)” that is "
                        + "\(kind.spokenName)."
                )
            }
        }
        for wanted in actions {
            guard let action = profile.action(wanted.name) else {
                place.report(
                    .badLab,
                    "\(profile.name) cannot be \(part): it has no action “\(wanted.name)”."
                )
                continue
            }
            let matches =
                action.arguments.count == wanted.arguments.count
                && wanted.arguments.allSatisfy { name, kind in
                    action.arguments.contains { $0.name == name && $0.exprName.kind == kind }
                }
            if !matches {
                let list = wanted.arguments.map { "\($0.name): \($0.kind.spokenName)" }
                place.report(
                    .badLab,
                    "\(profile.name) cannot be \(part): its action “\(wanted.name)” must take ("
                        + list.joined(separator: ", ") + ")."
                )
            }
        }
    }
}
