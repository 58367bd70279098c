import Devices
import Expressions
package import Interlocks
import Labs
import Quantities
import Running

/// Finds out which of a lab's devices answer, and whether they are what the lab says.
package struct DeviceProbe: Sendable {
    package struct Finding: Hashable, Sendable {
        /// Index into the probed lab's devices.
        package var device: Int
        package var standing: Standing
        /// The point that tells the identity, and what it read.
        package var point: String?
        package var reading: Reading?
    }

    package enum Standing: Hashable, Sendable {
        /// It answers, and is what the lab says.
        case right
        /// It answers as something else.
        case wrong
        /// It answers; its profile has no probe.
        case unidentified
        /// It answers that it has no time to be asked.
        case busy
        case silent
        /// Its line could not be opened, with the reason.
        case lineClosed(String)
    }

    /// The lab that is probed: the one given, or one made for a search.
    package let loaded: LoadedLab
    private let identity: IdentityCheck

    package init(_ loaded: LoadedLab) {
        self.loaded = loaded
        identity = IdentityCheck(lab: loaded.lab, names: loaded.names)
    }

    /// Probes every device; `note` is told how many have shown themselves so far.
    package func run(on host: LabHost, seconds: Double, note: (Int) -> Void) -> [Finding] {
        var view = LabView(loaded)
        let devices = loaded.lab.devices.indices
        view.follow(host, seconds: seconds) { view in
            note(devices.count { isSettled($0, view) })
        } until: { view in
            devices.allSatisfy { isSettled($0, view) }
        }
        return findings(in: view)
    }

    /// What a client's view tells of every device.
    package func findings(in view: LabView) -> [Finding] {
        loaded.lab.devices.indices.map { finding($0, view) }
    }

    /// Whether nothing more is to be learnt of the device.
    private func isSettled(_ device: Int, _ view: LabView) -> Bool {
        switch finding(device, view).standing {
        case .right, .wrong, .lineClosed, .unidentified: true
        case .busy: false
        case .silent: isAny(.noAnswer, of: device, view)
        }
    }

    /// Whether one of the device's points is of this quality.
    private func isAny(_ quality: Quality, of device: Int, _ view: LabView) -> Bool {
        let points = loaded.names.firstPoint[device]..<loaded.names.firstPoint[device + 1]
        return points.contains { view.image[$0].quality == quality }
    }

    private func finding(_ device: Int, _ view: LabView) -> Finding {
        let instance = loaded.lab.devices[device]
        let probe = loaded.lab.profiles[instance.profile].probe
        let point = probe.flatMap { loaded.names.point(instance.name + "." + $0.point) }
        var finding = Finding(
            device: device,
            standing: .silent,
            point: probe?.point,
            reading: point.map { view.image[$0] }
        )
        if case .closed(let reason) = view.lines[instance.line] {
            finding.standing = .lineClosed(reason)
            return finding
        }
        switch identity.verdict(on: device, view.image, at: view.now) {
        case .right: finding.standing = .right
        case .wrong: finding.standing = .wrong
        case .unchecked where isAny(.good, of: device, view): finding.standing = .unidentified
        case .unknown, .unchecked: if isAny(.busy, of: device, view) { finding.standing = .busy }
        }
        return finding
    }
}

extension DeviceProbe {
    /// A search of the lab's lines for other devices: each of its profiles at each free address.
    ///
    /// The profiles are cut down to what tells their identity, so that nothing else is read.
    package init(searching loaded: LoadedLab, addresses: ClosedRange<Int>) {
        var lab = loaded.lab
        lab.devices = []
        lab.assemblies = []
        lab.interlocks = []
        for index in lab.profiles.indices { lab.profiles[index].cutToProbe() }
        for (line, definition) in lab.lines.enumerated() {
            let used = loaded.lab.devices.filter { $0.line == line }
            let kinds = Self.profiles(used.map(\.profile), definition.kind, lab)
            for address in addresses where !used.contains(where: { $0.address == address }) {
                for profile in kinds where lab.canBe(profile, at: address) {
                    lab.devices.append(
                        DeviceInstance(
                            name: "\(lab.profiles[profile].name)-\(address)-on-\(definition.name)",
                            profile: profile,
                            line: line,
                            address: address,
                            zone: 0,
                            parameters: [],
                            aliases: []
                        )
                    )
                }
            }
        }
        var searched = loaded
        searched.replace(lab)
        self.init(searched)
    }

    /// The profiles worth asking for on a line, each once: those the lab has on such lines.
    private static func profiles(
        _ used: [Int],
        _ kind: LineDefinition.Kind,
        _ lab: Lab
    ) -> [Int] {
        var found: [Int] = []
        for profile in used where !found.contains(profile) && lab.profiles[profile].probe != nil {
            found.append(profile)
        }
        return kind == .serial ? Array(found.prefix(1)) : found
    }
}

extension Lab {
    /// Whether a device of the profile could answer at the address: its protocol names addresses
    /// at all, and this is one of them.
    fileprivate func canBe(_ profile: Int, at address: Int) -> Bool {
        guard case .serial(let name, _) = profiles[profile].link else { return true }
        guard let spoken = protocols.first(where: { $0.name == name }),
            spoken.requests.contains(where: { $0.send.fieldNames.contains("address") })
        else { return false }
        return spoken.addresses.isEmpty || spoken.addresses.contains { $0.contains(address) }
    }
}

extension DeviceProfile {
    /// Leaves only the points the probe reads.
    fileprivate mutating func cutToProbe() {
        guard let probe else { return }
        let read = probe.expect.names.compactMap { name -> String? in
            if case .point(let text) = name { text } else { nil }
        }
        points = points.filter { $0.name == probe.point || read.contains($0.name) }
        actions = []
        refreshes = []
    }
}
