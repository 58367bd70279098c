import Interlocks
import Labs
import Lines
import Quantities
import Synchronization

/// What outlives a host: latched trips and bypasses.
///
/// Simulated laboratories begin anew each time, and so do their hosts.
extension HostDesk {
    /// Takes over what an earlier host of the lab left.
    func restore() {
        let lab = site.loaded.lab
        guard site.farEnd == .hardware, var store = LatchStore(site.loaded) else { return }
        let kept = store.load(lab)
        let latched = kept.latched.compactMap { name in
            lab.interlocks.firstIndex { $0.name == name }
        }
        if !latched.isEmpty { host.order(.latch(latched)) }
        content.withLock { content in
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
            content.inherited = latched
            content.store = store
        }
    }

    /// Keeps what has changed; what cannot be kept is an alarm.
    func remember(_ content: inout Content) {
        guard content.store != nil else { return }
        let lab = site.loaded.lab
        let latched = content.view.latched.map(\.interlock)
        // What is taken over is latched by the scan a tick later.
        content.inherited.removeAll(where: latched.contains)
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
                }
            )
        )
        content.storeFault = fault
    }
}
