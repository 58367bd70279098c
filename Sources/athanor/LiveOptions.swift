import ArgumentParser
import Clients
import Hosting
import Labs
import Lines
import Simulators

/// A lab whose lines are opened.
struct LiveOptions: ParsableArguments {
    @OptionGroup var lab: LabOptions

    /// The lab, and where its lines lead: to its simulators where they run, else to its ports.
    ///
    /// A host that only waits for its end is ended, since only one may hold the lines.
    func open() throws(Failure) -> LiveLab {
        let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
        try HostProcess.endIdle(loaded)
        return try LiveLab(loaded)
    }
}

/// A lab with its lines' ports and the time its devices live in.
struct LiveLab {
    var loaded: LoadedLab
    var ports: LinePorts
    var clock: HostClock

    /// Finds the lab's running simulators, else the ports its file names.
    init(_ loaded: LoadedLab) throws(Failure) {
        self.loaded = loaded
        guard let link = try Self.simulator(of: loaded) else {
            ports = try LinePorts(loaded)
            clock = HostClock()
            return
        }
        let addresses = link.addresses(loaded.lab).compactMap { $0 }
        guard link.hash == loaded.lab.hash, addresses.count == loaded.lab.lines.count else {
            throw Failure(
                "The simulators of “\(loaded.lab.name)” (process \(link.process)) were started "
                    + "before the lab's files were changed. End them (athanor sim stop) and start "
                    + "them again."
            )
        }
        ports = LinePorts(simulators: addresses)
        clock = HostClock(speed: link.speed)
    }

    private static func simulator(of loaded: LoadedLab) throws(Failure) -> SimulatorLink? {
        do {
            return try SimulatorLink.find(lab: loaded.lab.name, at: loaded.labPath)
        } catch {
            throw Failure(error.message)
        }
    }
}
