package import Devices

/// A point of the lab, by its place in the process image.
package struct LabPoint: Hashable, Sendable {
    /// `device.point`.
    package var name: String
    /// As the people of the lab call it: the alias they gave it, or its name.
    package var called: String
    package var reference: PointReference
    package var definition: PointDefinition
}

/// The lab's names, looked up once: points flat, vessels flat, assemblies and devices by name.
package struct LabNames: Sendable {
    /// The process image's order: devices in order, each profile's points in order.
    package let points: [LabPoint]
    /// The first point of each device, and one past the last device's end.
    package let firstPoint: [Int]
    package let vessels: VesselTable
    private let assemblyIndex: [String: Int]
    private let deviceIndex: [String: Int]
    private let materialIndex: [String: Int]
    private let pointIndex: [String: Int]
    /// Everything `point(_:)` knows, aliases and assemblies' points included.
    package let pointNames: [String]

    package init(_ lab: Lab) {
        var points: [LabPoint] = []
        var first: [Int] = []
        var byName: [String: Int] = [:]
        var called: [String] = []
        for (number, device) in lab.devices.enumerated() {
            first.append(points.count)
            for (index, definition) in lab.profiles[device.profile].points.enumerated() {
                let name = device.name + "." + definition.name
                let alias = device.aliases.first { $0.point == definition.name }?.name
                byName[name] = points.count
                called.append(name)
                points.append(
                    LabPoint(
                        name: name,
                        called: alias.map { device.name + "." + $0 } ?? name,
                        reference: PointReference(device: number, point: index),
                        definition: definition
                    )
                )
            }
            for alias in device.aliases {
                byName[device.name + "." + alias.name] = byName[device.name + "." + alias.point]
                called.append(device.name + "." + alias.name)
            }
        }
        first.append(points.count)
        self.points = points
        firstPoint = first
        vessels = VesselTable(items: lab.deck.items, types: lab.labwareTypes)
        deviceIndex = Self.index(lab.devices.map(\.name))
        materialIndex = Self.index(lab.materials.map(\.name))
        assemblyIndex = Self.index(lab.assemblies.map(\.name))
        for assembly in lab.assemblies {
            for device in assembly.devices.reversed() where lab.devices.indices.contains(device) {
                let member = lab.devices[device]
                let names =
                    lab.profiles[member.profile].points.map(\.name) + member.aliases.map(\.name)
                for name in names {
                    if let point = byName[member.name + "." + name] {
                        byName[assembly.name + "." + name] = point
                        called.append(assembly.name + "." + name)
                    }
                }
            }
        }
        pointIndex = byName
        pointNames = called
    }

    private static func index(_ names: [String]) -> [String: Int] {
        var table: [String: Int] = [:]
        for (index, name) in names.enumerated() { table[name] = index }
        return table
    }

    package func assembly(_ name: String) -> Int? { assemblyIndex[name] }
    package func device(_ name: String) -> Int? { deviceIndex[name] }
    package func material(_ name: String) -> Int? { materialIndex[name] }

    /// The image's index of `device.point` or `assembly.point`; an assembly's first device wins.
    package func point(_ name: String) -> Int? { pointIndex[name] }

    package func point(_ reference: PointReference) -> Int {
        firstPoint[reference.device] + reference.point
    }
}

extension Assembly {
    /// Its devices, the most telling first.
    package var devices: [Int] {
        switch role {
        case .furnace(let furnace):
            [furnace.controller] + [furnace.guardian, furnace.meter].compactMap { $0 }
        case .liquidHandler(let handler): [handler.pump, handler.gantry]
        case .gas(let supply): [supply.controller]
        case .switched(let service): [service.output.device]
        case .balance(let device), .meter(let device), .sensor(let device), .pump(let device),
            .axes(let device):
            [device]
        }
    }
}
