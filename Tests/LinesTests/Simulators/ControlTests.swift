import Documents
import Foundation
import Labs
import Lines
import Simulation
import Simulators
import Testing

/// The control socket, asked from the same program.
@Suite(.timeLimit(.minutes(10))) struct ControlTests {
    /// A service of the demo lab that no other test can meet.
    private final class Service {
        let lab: Lab
        let path: String
        let service: SimulatorService

        init(at path: String? = nil, links: String? = nil) throws {
            lab = try ServedLab.demoLab()
            self.path = path ?? "/nowhere/\(UUID().uuidString)/lab.yaml"
            var options = SimulatorService.Options()
            options.links = links
            service = try SimulatorService(
                lab: lab,
                names: LabNames(lab),
                state: LabState(of: lab),
                labPath: self.path,
                options: options
            )
        }

        deinit {
            service.stop()
            let name = RuntimeFolder.name(ofLab: lab.name, at: path)
            if let folder = try? RuntimeFolder.path() {
                try? FileManager.default.removeItem(atPath: "\(folder)/\(name).sim.lock")
            }
        }

        func link() throws -> SimulatorLink {
            try #require(try SimulatorLink.find(lab: lab.name, at: path))
        }
    }

    @Test func `a running simulator is found, with its ports and its speed`() throws {
        let running = try Service()
        let link = try running.link()
        #expect(link.lab == "demo")
        #expect(link.hash == running.lab.hash)
        #expect(link.process == Int(getpid()))
        #expect(link.speed == 1)
        let shown = link.addresses(running.lab).map { $0?.description }
        #expect(shown == running.service.simulated.addresses.map(\.description))
        #expect(link.lines.first?.devices == ["controller", "meter"])
        #expect(try SimulatorLink.running().contains { $0.labPath == running.path })
        #expect(try SimulatorLink.pick(running.path).labPath == running.path)
    }

    @Test func `where none runs, none is found`() throws {
        #expect(try SimulatorLink.find(lab: "demo", at: "/nowhere/none/lab.yaml") == nil)
        #expect(throws: LineFault.self) { try SimulatorLink.pick("/nowhere/none") }
    }

    @Test func `a second simulator of the same lab says so`() throws {
        let running = try Service()
        do {
            _ = try Service(at: running.path)
            Issue.record("It was started all the same.")
        } catch let fault as LineFault {
            #expect(fault.message.contains("running already (process \(getpid()))"))
        }
        #expect(try running.link().lines.count == running.lab.lines.count)
    }

    @Test func `what a dead simulator left is replaced`() throws {
        let path = "/nowhere/\(UUID().uuidString)/lab.yaml"
        let socket =
            try RuntimeFolder.path() + "/" + RuntimeFolder.name(ofLab: "demo", at: path) + ".sim"
        try Data("stale".utf8).write(to: URL(fileURLWithPath: socket))
        let running = try Service(at: path)
        #expect(try running.link().lab == "demo")
        running.service.stop()
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    @Test func `faults, points and the true state through the socket`() throws {
        let running = try Service()
        let link = try running.link()
        let began = try link.begin(fault: "line-dead", of: "furnace-bus", lasting: "5 min")
        #expect(began == "furnace-bus: line-dead begins, for 300.0 s")
        #expect(running.service.simulated.activeFaults.map(\.kind) == [.lineDead])
        #expect(try link.endFault(of: "furnace-bus", kind: nil).contains("has ended"))
        #expect(
            try link.begin(fault: "sensor-open", of: "controller", lasting: nil).contains("begins")
        )
        #expect(throws: LineFault.self) { try link.endFault(of: "controller", kind: "device-dead") }
        #expect(try link.endFault(of: "controller", kind: "sensor-open").contains("ended"))

        _ = try link.set("controller.temperature", to: "600 degC")
        _ = try link.set("inputs.furnace-door-closed", to: "false")
        guard case .list(let furnaces)? = try link.state().member("furnaces") else {
            Issue.record("no furnaces")
            return
        }
        #expect(furnaces.first?.member("door") == .text("open"))
        guard case .text(let shown)? = furnaces.first?.member("temperature") else {
            Issue.record("no temperature")
            return
        }
        #expect(shown.hasPrefix("599.") || shown.hasPrefix("600"), "\(shown)")
    }

    @Test(arguments: [
        ("controler.temperature", "600 degC"), ("controller.temperature", "600"),
        ("controller.temperature", "5 mL"), ("controller.temperature", "-400 degC"),
        ("controller.temperature", "1e30 degC"), ("inputs.furnace-door-closed", "ajar"),
        ("controller.sensor-break", "true"), ("balance.weight", "nan g"),
    ])
    func `what cannot be set is refused with a reason`(_ point: String, _ value: String) throws {
        let running = try Service()
        let link = try running.link()
        do {
            _ = try link.set(point, to: value)
            Issue.record("\(point) was set to \(value)")
        } catch {
            #expect(error.message.count > 15)
            #expect(error.message.hasSuffix(".") || error.message.hasSuffix("?"))
        }
    }

    @Test(arguments: [
        ("device-dead", "contrller", "5 min"), ("device-ded", "controller", "5 min"),
        ("device-dead", "controller", "5 m3"), ("device-dead", "furnace-bus", "5 min"),
        ("device-dead", "controller,kind=line-dead", "1 s"),
    ])
    func `what is no fault is refused with what there is`(
        _ kind: String,
        _ device: String,
        _ time: String
    ) throws {
        let running = try Service()
        let link = try running.link()
        #expect(throws: LineFault.self) { try link.begin(fault: kind, of: device, lasting: time) }
        #expect(running.service.simulated.activeFaults.isEmpty)
    }

    @Test func `links lead to the terminals, and go with the simulator`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/athanor-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let running = try Service(links: folder)
        for (index, line) in running.lab.lines.enumerated() {
            let link = "\(folder)/\(line.name)"
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: link)
            #expect(target == running.service.simulated.addresses[index].description)
        }
        let port = try RawPort("\(folder)/gas-line")
        port.write(Array("A\r".utf8))
        #expect(port.read(2) == Array("A ".utf8))
        running.service.stop()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test func `a file that is no link is not taken away`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/athanor-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/gas-line"))
        #expect(throws: LineFault.self) { _ = try Service(links: folder) }
        #expect(FileManager.default.contents(atPath: folder + "/gas-line") == Data("mine".utf8))
        // Nothing half-made stays.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["gas-line"])
    }
}
