import ArgumentParser
import Devices
import Documents
import Hosting
import Interlocks
import Labs
import Reports
import Running

/// The subcommand `devices probe`.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Find out which of a lab's devices answer, and whether they are the right ones.",
        discussion: """
              athanor devices probe --lab Examples/demo
              athanor devices probe --lab Examples/demo --search 1-16

            Nothing is written to any device. --search asks also at addresses the lab does not \
            use, \
            for the kinds of device it has on each line. The exit code is 1 where a device of the \
            lab does not answer, is too busy to, or is another one.
            """
    )

    @OptionGroup var options: LiveOptions
    @Option(help: "Addresses to search for further devices: FIRST-LAST.") var search: String?
    @Option(help: "How long to wait for answers, in seconds.") var patience = 8.0
    @Flag(help: "As JSON.") var json = false

    func run() throws {
        let allAreRight = try Terminal.reporting { () throws(Failure) in
            let live = try options.open()
            let known = DeviceProbe(live.loaded)
            let findings = try probe(known, live, seconds: patience)
            var others: [(DeviceProbe, [DeviceProbe.Finding])] = []
            var unasked = 0
            if let range = try range() {
                let wide = DeviceProbe(searching: live.loaded, addresses: range)
                let found = try probe(wide, live, seconds: patience * 8)
                others = [(wide, found.filter { $0.standing == .right })]
                unasked = found.count { $0.reading?.quality == .neverRead }
            }
            print(([(known, findings)] + others))
            guard unasked == 0 else {
                Terminal.note(
                    "Of those searched for, \(unasked) had no time to answer. Give more --patience."
                )
                return false
            }
            return findings.allSatisfy { [.right, .unidentified].contains($0.standing) }
        }
        if !allAreRight { throw ExitCode(1) }
    }

    private func range() throws(Failure) -> ClosedRange<Int>? {
        guard let search else { return nil }
        let ends = search.split(separator: "-").compactMap { Int($0) }
        guard ends.count == 2, ends[0] >= 1, ends[0] <= ends[1], ends[1] <= 247 else {
            throw Failure("--search takes addresses such as 1-32, not “\(search)”.")
        }
        return ends[0]...ends[1]
    }

    private func probe(
        _ probe: DeviceProbe,
        _ live: LiveLab,
        seconds: Double
    ) throws(Failure) -> [DeviceProbe.Finding] {
        let host = try LabHost(probe.loaded, ports: live.ports, clock: live.clock)
        defer { host.stop() }
        let all = probe.loaded.lab.devices.count
        defer { if Terminal.isInteractive { Terminal.status("") } }
        return probe.run(on: host, seconds: seconds) { settled in
            if Terminal.isInteractive { Terminal.status("Asked \(settled) of \(all) devices …") }
        }
    }

    private func print(_ parts: [(DeviceProbe, [DeviceProbe.Finding])]) {
        guard !json else {
            let rows = parts.flatMap { probe, findings in
                findings.map { Self.document($0, probe.loaded) }
            }
            return Terminal.print(DocumentWriter.json(.list(rows), .pretty))
        }
        var table = TextTable([
            ("device", .left), ("line", .left), ("address", .right), ("standing", .left),
            ("tells", .left),
        ])
        for (probe, findings) in parts {
            for finding in findings { table.add(Self.row(finding, probe.loaded)) }
        }
        Terminal.print(table.render(Terminal.style))
    }

    private static func row(_ finding: DeviceProbe.Finding, _ loaded: LoadedLab) -> [String] {
        let device = loaded.lab.devices[finding.device]
        return [
            device.name, loaded.lab.lines[device.line].name,
            loaded.lab.profiles[device.profile].spokenAddress(device.address),
            words(finding.standing), told(finding, loaded) ?? "",
        ]
    }

    /// What the identifying point read: `instrument-id 3216`.
    private static func told(_ finding: DeviceProbe.Finding, _ loaded: LoadedLab) -> String? {
        guard let name = finding.point, let reading = finding.reading,
            let point = loaded.names.point(loaded.lab.devices[finding.device].name + "." + name)
        else { return nil }
        let definition = loaded.names.points[point].definition
        return "\(name) \(ReadingText.value(reading, of: definition))"
    }

    private static func words(_ standing: DeviceProbe.Standing) -> String {
        switch standing {
        case .right: "answers, right"
        case .wrong: "answers, but is ANOTHER device"
        case .unidentified: "answers, no identity to check"
        case .busy: "is there, but busy"
        case .silent: "does not answer"
        case .lineClosed(let reason): "line closed: \(reason)"
        }
    }

    private static func document(
        _ finding: DeviceProbe.Finding,
        _ loaded: LoadedLab
    ) -> DocumentValue {
        let device = loaded.lab.devices[finding.device]
        return .members([
            "device": .text(device.name), "line": .text(loaded.lab.lines[device.line].name),
            "address": .decimal("\(device.address)"),
            "standing": .text(words(finding.standing)),
            "tells": told(finding, loaded).map { .text($0) },
        ])
    }
}
