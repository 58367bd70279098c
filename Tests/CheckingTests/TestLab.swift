import Checking
import Devices
import Documents
import Findings
import Foundation
import Hosting
import Labs
import Plans
import Quantities

/// The demonstration lab with a few devices more, so that every hazard can be written.
struct TestLab {
    var lab: Lab
    var names: LabNames
    var state: LabState

    /// Read once; every test changes a copy.
    static let shared: Result<TestLab, any Error> = Result { try TestLab() }

    private init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let loaded = try LabFolder.open(root.appending(path: "Examples/demo/lab.yaml").path)
        lab = loaded.lab
        names = loaded.names
        state = loaded.state
        try addDevices()
        addWare()
        renew()
    }

    /// Looks names up again after the lab was changed; new items stand where the lab says.
    mutating func renew() {
        names = LabNames(lab)
        for device in lab.devices.indices where !state.devices.indices.contains(device) {
            state.devices.append(DeviceState())
            _ = device
        }
        let fresh = LabState(of: lab)
        for item in lab.deck.items.indices where !state.items.indices.contains(item) {
            state.items.append(fresh.items[item])
        }
        while state.contents.count < fresh.contents.count {
            state.contents.append(VesselContents())
        }
        while state.tips.count < fresh.tips.count { state.tips.append(.none) }
    }

    struct Missing: Error {
        var name: String
    }

    func profile(_ name: String) throws -> Int {
        guard let index = lab.profiles.firstIndex(where: { $0.name == name }) else {
            throw Missing(name: name)
        }
        return index
    }

    func device(_ name: String) throws -> DeviceInstance {
        guard let device = lab.devices.first(where: { $0.name == name }) else {
            throw Missing(name: name)
        }
        return device
    }

    /// A copy of a device under another name and address.
    private mutating func copy(_ name: String, as copy: String) throws -> Int {
        var device = try device(name)
        device.name = copy
        device.address += 5
        lab.devices.append(device)
        return lab.devices.count - 1
    }

    private mutating func addDevices() throws {
        let pump = try copy("pump", as: "pump-2")
        let once = try copy("pump", as: "pump-3")
        let arm = try copy("gantry", as: "gantry-2")
        let mfc = try copy("argon-mfc", as: "fuel-mfc")
        let board = try copy("relays", as: "relays-2")
        lab.devices[board].zone = lab.devices[pump].zone
        var sloppy = lab.profiles[lab.devices[pump].profile]
        sloppy.name = "once-pump"
        for index in sloppy.actions.indices { sloppy.actions[index].repeatClass = .once }
        lab.profiles.append(sloppy)
        lab.devices[once].profile = lab.profiles.count - 1
        guard let argon = lab.assemblies.first(where: { $0.name == "argon" }),
            case .gas(var supply) = argon.role,
            let furnace = lab.assemblies.first(where: { $0.name == "furnace" }),
            case .furnace(let chamber) = furnace.role, let contactor = chamber.contactor
        else { throw Missing(name: "argon") }
        lab.materials.append(
            Material(
                name: "forming-gas",
                phase: .gas,
                formula: "",
                density: 1.2,
                flashPoint: nil,
                boilingPoint: nil,
                greatestTemperature: nil,
                greatestRamp: nil,
                hazards: ["fuel"],
                liquidClass: nil,
                restriction: .free
            )
        )
        supply.controller = mfc
        supply.gas = lab.materials.count - 1
        var hydrogen = supply
        hydrogen.gas = lab.materials.firstIndex { $0.name == "hydrogen" } ?? 0
        lab.assemblies += [
            Assembly(name: "syringe", role: .pump(device: pump)),
            Assembly(name: "doser", role: .pump(device: once)),
            Assembly(name: "arm", role: .axes(device: arm)),
            Assembly(name: "forming", role: .gas(supply)),
            Assembly(name: "hydrogen", role: .gas(hydrogen)),
            Assembly(name: "outlet", role: .switched(service(board, 0, .valve, .other))),
            Assembly(
                name: "main-contactor",
                role: .switched(
                    SwitchedService(
                        style: .relay,
                        output: contactor,
                        proof: nil,
                        purpose: .other,
                        power: 0
                    )
                )
            ),
        ]
    }

    private func service(
        _ device: Int,
        _ point: Int,
        _ style: SwitchedService.Style,
        _ purpose: SwitchedService.Purpose
    ) -> SwitchedService {
        SwitchedService(
            style: style,
            output: PointReference(device: device, point: point),
            proof: nil,
            purpose: purpose,
            power: 10
        )
    }

    private mutating func addWare() {
        guard var tall = lab.labwareTypes.first(where: { $0.name == "reservoir" }) else { return }
        tall.name = "tower"
        tall.height = 0.19
        lab.labwareTypes.append(tall)
        lab.deck.items.append(
            LabwareItem(name: "tower", type: lab.labwareTypes.count - 1, slot: "bench")
        )
    }

    // MARK: changes for single tests

    mutating func put(
        _ material: String,
        volume: Double = 0,
        mass: Double = 0,
        in vessel: String
    ) throws {
        guard let number = names.material(material) else { throw Missing(name: material) }
        guard let address = WellAddress(parsing: vessel),
            let item = names.vessels.item(named: address.item),
            let index = names.vessels.vessel(
                item: item,
                row: address.first?.row ?? 0,
                column: address.first?.column ?? 0
            )
        else { throw Missing(name: vessel) }
        state.contents[index] = VesselContents([
            Portion(material: number, volume: volume, mass: mass)
        ])
    }

    mutating func cover(_ item: String) {
        guard let index = names.vessels.item(named: item) else { return }
        state.items[index].cover = .on
    }

    mutating func useTips(of racks: [String]) {
        for rack in racks {
            guard let item = names.vessels.item(named: rack) else { continue }
            for vessel in names.vessels.firstOfItem[item]..<names.vessels.firstOfItem[item + 1] {
                state.tips[vessel] = .used
            }
        }
    }

    mutating func mode(_ mode: DeviceState.Mode, of device: String) {
        guard let index = names.device(device) else { return }
        state.devices[index].mode = mode
    }
}
