import Documents
import Labs
import Quantities
import Simulation

extension PlantObservation {
    /// The true state as a document, for people and scripts at a simulator.
    func document(_ lab: Lab, _ names: LabNames, _ faults: [FaultSpec]) -> DocumentValue {
        .members([
            "ok": .flag(true), "at-s": .number(at.nanoseconds.seconds),
            "furnaces": .list(chambers.map { $0.document(lab) }),
            "outputs": .list(
                outputs.map {
                    .members([
                        "point": .text(names.points[names.point($0.point)].name),
                        "on": .flag($0.state == .on),
                    ])
                }
            ),
            "handlers": .list(handlers.map { $0.document(lab, names) }),
            "gases": .list(gases.map { $0.document(lab) }),
            "meters": .list(
                meters.map {
                    .members([
                        "device": .text(lab.devices[$0.device].name),
                        "power": .shown($0.power, "W"), "energy": .shown($0.energy, "kWh"),
                    ])
                }
            ),
            "vessels": .list(
                vessels.indices.compactMap { index in
                    vessels[index].portions.isEmpty
                        ? nil : vessels[index].document(names.vessels.name(of: index), lab)
                }
            ),
            "mishaps": mishaps.document,
            "faults": .list(
                faults.map {
                    .members([
                        "device": .text(lab.devices[$0.device].name),
                        "kind": .text($0.kind.rawValue),
                    ])
                }
            ),
        ])
    }
}

extension DocumentValue {
    /// An SI value in a unit people read it in, to four digits behind the point.
    fileprivate static func shown(_ si: Double, _ symbol: String) -> DocumentValue {
        guard let unit = PhysicalUnit.named(symbol), si.isFinite else { return .null }
        let value = (unit.value(si: si) * 1e4).rounded() / 1e4
        return .text(Quantity(value, unit).description)
    }
}

extension ChamberObservation {
    fileprivate func document(_ lab: Lab) -> DocumentValue {
        .members([
            "furnace": assembly.map { .text(lab.assemblies[$0].name) },
            "temperature": .shown(temperature, "degC"), "heating": .shown(heating, "W"),
            "working-setpoint": .shown(workingSetpoint, "degC"),
            "door": .text(door == .closed ? "closed" : "open"),
        ])
    }
}

extension HandlerObservation {
    fileprivate func document(_ lab: Lab, _ names: LabNames) -> DocumentValue {
        .members([
            "handler": .text(lab.assemblies[assembly].name),
            "at": .list([.shown(x, "mm"), .shown(y, "mm"), .shown(z, "mm")]),
            "tip": tip.map { .text(names.vessels.name(of: $0)) },
            "plunger": .shown(plunger, "uL"), "in-tip": .shown(contents.volume, "uL"),
        ])
    }
}

extension GasObservation {
    fileprivate func document(_ lab: Lab) -> DocumentValue {
        .members([
            "device": .text(lab.devices[device].name), "flow": .shown(flow, "sccm"),
            "delivered": .shown(volume, "L"),
        ])
    }
}

extension VesselContents {
    fileprivate func document(_ name: String, _ lab: Lab) -> DocumentValue {
        .members([
            "vessel": .text(name),
            "holds": .list(
                portions.map { portion in
                    .members([
                        "material": .text(lab.materials[portion.material].name),
                        "volume": portion.volume > 0 ? .shown(portion.volume, "uL") : nil,
                        "mass": portion.mass > 0 ? .shown(portion.mass, "mg") : nil,
                    ])
                }
            ),
        ])
    }
}

extension Mishaps {
    /// Those that happened, by name.
    fileprivate var document: DocumentValue {
        let counts: KeyValuePairs<String, Int> = [
            "spills": spills, "overflows": overflows, "air-drawn": airDrawn,
            "drawn-without-tip": drawnWithoutTip, "tip-overfilled": tipOverfilled,
            "through-cover": throughCover, "collisions": collisions, "moved-unhomed": movedUnhomed,
            "moved-while-pumping": movedWhilePumping, "overheated": overheated,
            "opened-hot": openedHot, "balance-overloads": balanceOverloads,
        ]
        return .mapping(
            counts.filter { $0.value > 0 }.map { DocumentMember($0.key, .integer($0.value)) }
        )
    }
}
