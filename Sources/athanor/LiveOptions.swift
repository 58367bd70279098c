import ArgumentParser
import Hosting
import Lines
import Simulators

/// A lab whose lines are opened.
struct LiveOptions: ParsableArguments {
    @OptionGroup var lab: LabOptions

    /// The lab, and where its lines lead: to its simulators where they run, else to its ports.
    func open() throws(Failure) -> LiveLab {
        try LiveLab(LabFolder.open(lab.lab, state: lab.state, library: lab.library))
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
        if let link = SimulatorLink.find(lab: loaded.lab, at: loaded.labPath) {
            ports = LinePorts(simulators: link.addresses)
            clock = HostClock(speed: link.speed)
        } else {
            ports = try LinePorts(loaded)
            clock = HostClock()
        }
    }

    func host() throws(Failure) -> LabHost { try LabHost(loaded, ports: ports, clock: clock) }
}
