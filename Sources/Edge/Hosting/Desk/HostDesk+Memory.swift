import Documents
import Interlocks
import Journaling
import Labs
import Lines
import Quantities
import Synchronization

/// What outlives a host: latched trips, bypasses, devices out of use.
///
/// Simulated laboratories begin anew each time, and so do their hosts.
extension HostDesk {
    /// Takes over what an earlier host of the lab left.
    func restore() {
        let lab = site.loaded.lab
        for (device, state) in site.loaded.state.devices.enumerated() where state.mode != .automatic
        {
            host.order(.mode(state.mode, device: device))
        }
        guard site.farEnd == .hardware, var store = LatchStore(site.loaded) else { return }
        let kept = store.load(lab)
        let latched = kept.latched.compactMap { name in
            lab.interlocks.firstIndex { $0.name == name }
        }
        if !latched.isEmpty { host.order(.latch(latched)) }
        let used = usedState()
        content.withLock { content in
            if let used { content.state = used }
            for bypass in kept.bypasses {
                let until = host.clock.instant(ofBootTime: bypass.until)
                guard
                    let interlock = lab.interlocks.firstIndex(where: { $0.name == bypass.interlock }
                    ),
                    until > now
                else { continue }
                content.bypasses.append(
                    Bypass(
                        interlock: interlock,
                        by: bypass.by,
                        reason: bypass.reason,
                        until: until
                    )
                )
                host.order(.bypass(interlock: interlock, until: until))
            }
            for (name, mode) in kept.modes {
                guard let device = site.loaded.names.device(name) else { continue }
                content.modes[device] = mode
                host.order(.mode(mode, device: device))
            }
            content.inherited = latched
            content.store = store
        }
    }

    /// What stands where and holds what, as runs have left it; nil where somebody has edited the
    /// lab's state file since, or no run was there.
    private func usedState() -> LabState? {
        guard let journal = acts.journal,
            var kept = try? RecordedState.read(
                JournalReader(journal.path),
                site.loaded,
                on: site.farEndWord
            ),
            kept.revision >= site.loaded.state.revision
        else { return nil }
        // Nobody knows what became of the devices since: where they stand is not remembered.
        kept.devices = site.loaded.state.devices
        return kept
    }

    private func outOfUse(_ content: Content) -> [String: DeviceState.Mode] {
        var modes: [String: DeviceState.Mode] = [:]
        for (device, mode) in zip(site.loaded.lab.devices, content.modes) {
            switch mode {
            case .automatic, .manual: break
            case .maintenance, .outOfService: modes[device.name] = mode
            }
        }
        return modes
    }

    /// Keeps what has changed; what cannot be kept is an alarm.
    func remember(_ content: inout Content) {
        guard content.store != nil else { return }
        let lab = site.loaded.lab
        let latched = content.view.latched.map(\.interlock)
        // What is taken over is latched by the scan a tick later.
        content.inherited.removeAll(where: latched.contains)
        let modes = outOfUse(content)
        let fault = content.store?.save(
            LatchStore.Content(
                latched: (content.inherited + latched).map { lab.interlocks[$0].name },
                bypasses: content.bypasses.map { bypass in
                    LatchStore.Kept(
                        interlock: lab.interlocks[bypass.interlock].name,
                        by: bypass.by,
                        reason: bypass.reason,
                        until: host.clock.bootTime(of: bypass.until)
                    )
                },
                modes: modes
            )
        )
        content.storeFault = fault
    }
}
