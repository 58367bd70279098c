import Dispatch
package import Execution
import Foundation
package import Labs
package import Lines
import Quantities
package import Simulation
import Synchronization

/// A lab's simulated devices on ports of this machine, each line at its own, in real time or
/// faster.
///
/// Everything may be called from any thread. The ports go with `stop`, or with this.
package final class SimulatedLab: Sendable {
    /// Where lines are served; Modbus TCP lines are at TCP ports always.
    package enum Transport: Hashable, Sendable {
        case terminals
        /// Serial lines and RTU buses as serial servers offer them: their bytes over TCP.
        case sockets
    }

    /// Where hosts find each line, by index into `Lab.lines`.
    package let addresses: [PortAddress]
    package let clock: HostClock
    private let core: LabCore
    private let ended = DispatchSemaphore(value: 0)

    /// Opens the ports and starts the devices.
    ///
    /// - Throws: `LineFault` where the system has no more pseudo-terminals, ports or descriptors.
    package init(
        lab: Lab,
        names: LabNames,
        state: LabState,
        seed: UInt64,
        clock: HostClock,
        faults: [FaultSpec] = [],
        transport: Transport = .terminals
    ) throws(LineFault) {
        let plant = Plant(lab: lab, names: names, state: state, seed: seed, faults: faults)
        let core = try LabCore(plant, clock)
        let opened = try OpenPort.open(lab.lines, transport)
        let ended = ended
        self.core = core
        self.clock = clock
        addresses = opened.map(\.address)
        let thread = Thread {
            var pump = LabPump(core, opened)
            pump.run()
            ended.signal()
        }
        thread.name = "simulators"
        thread.start()
    }

    deinit { stop() }

    /// Begins a fault now; false where too many go on already.
    package func inject(_ spec: FaultSpec) -> Bool {
        change { plant, now in
            var spec = spec
            spec.at = now
            return plant.plant.inject(spec, at: now)
        }
    }

    /// Ends what goes on with a device, all of it or one kind; returns what it was.
    package func endFaults(device: Int, kind: FaultSpec.Kind? = nil) -> [FaultSpec] {
        change { plant, now in plant.plant.endFaults(device: device, kind: kind, at: now) }
    }

    /// What has begun and goes on.
    package var activeFaults: [FaultSpec] { change { plant, _ in plant.plant.activeFaults } }

    /// Makes a point show `value`, as a person at the device would.
    ///
    /// Returns false where that cannot be; see `Plant.preset`.
    @discardableResult
    package func preset(point: Int, to value: Double) -> Bool {
        change { plant, now in plant.plant.preset(point: point, to: value, at: now) }
    }

    /// A person carries out what an act asks; see `Plant.person`.
    package func person(_ act: PersonAct, amounts: [Double?] = []) {
        change { plant, now in plant.plant.person(act, amounts: amounts, at: now) }
    }

    /// A person adds `mass` kg of material to a vessel standing on a balance's pan.
    package func add(material: Int, mass: Double, vessel: Int) {
        change { plant, now in
            plant.plant.add(material: material, mass: mass, vessel: vessel, at: now)
        }
    }

    /// The true state now.
    package func observe() -> PlantObservation {
        change { plant, now in plant.plant.observe(at: now) }
    }

    /// The next thing a person wants to know; nil where none comes within so many seconds.
    package func nextNotice(within seconds: Double) -> SimulatorNotice? {
        core.notices.next(within: seconds)
    }

    /// Closes the ports and ends the thread; waits for it, at most two seconds.
    package func stop() {
        core.wantsStop.store(true, ordering: .releasing)
        core.wake.signal()
        _ = ended.wait(timeout: .now() + 2)
        ended.signal()
    }

    private func change<Value: Sendable>(
        _ body: (inout LivePlant, Instant) -> Value
    ) -> Value {
        let clock = clock
        let value = core.plant.withLock { plant in body(&plant, clock.now) }
        core.wake.signal()
        return value
    }
}
