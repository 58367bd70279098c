import ArgumentParser
import Hosting
import Lines

/// A lab whose lines are opened.
struct LiveOptions: ParsableArguments {
    @OptionGroup var lab: LabOptions

    /// The lab, and where its lines lead: to its simulators where they run, else to its ports.
    func open() throws(Failure) -> LiveLab {
        let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
        return LiveLab(loaded: loaded, ports: try LinePorts(loaded), clock: HostClock())
    }
}

/// A lab with its lines' ports and the time its devices live in.
struct LiveLab {
    var loaded: LoadedLab
    var ports: LinePorts
    var clock: HostClock

    func host() throws(Failure) -> LabHost { try LabHost(loaded, ports: ports, clock: clock) }
}
