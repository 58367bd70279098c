import Devices
import Foundation
import Glibc
import Hosting
import Interlocks
import Labs
import Lines
import Quantities
import Testing
import Trials

/// Ports that cannot be used: one notice with the reason, nothing hangs, the line can be stopped.
@Suite struct BadPortTests {
    private static func told(_ address: PortAddress, _ bus: LineLab.Bus) throws -> (String, Rig) {
        let rig = try Rig([bus], at: [address], patience: Benches.patience)
        rig.run(4) { !$0.notices.isEmpty }
        rig.run(0.8)
        #expect(rig.told == ["cannot open"])
        #expect(rig.lost == [0])
        return (rig.trouble, rig)
    }

    /// What is no port at all, by kind of line.
    @Test(arguments: [LineDefinition.Kind.modbusRTU, .serial])
    func `a device file that is none`(_ kind: LineDefinition.Kind) throws {
        let scratch = try Scratch()
        let file = scratch.file("letter")
        try Data("Dear furnace".utf8).write(to: URL(filePath: file))
        let bus = LineLab.Bus(LineLab.line(kind), units: [1], Benches.profile())
        #expect(try Self.told(.device(scratch.file("nothing")), bus).0.contains("plugged in"))
        #expect(try Self.told(.device(file), bus).0.contains("no serial port"))
        #expect(try Self.told(.device(scratch.path), bus).0.contains("directory"))
        #expect(try Data(contentsOf: URL(filePath: file)) == Data("Dear furnace".utf8))
    }

    @Test func `a USB adapter that is not plugged in`() throws {
        let reason = try Self.told(.usb("FT0NOWHERE"), Benches.rtu([1])).0
        #expect(reason.contains("FT0NOWHERE"))
        #expect(reason.contains("plugged in"))
    }

    @Test func `a network line at a device file`() throws {
        #expect(try Self.told(.device("/dev/null"), Benches.tcp([1])).0.contains("HOST:PORT"))
    }

    @Test func `a port nobody listens at`() throws {
        // Closed again at once, so that nobody else has it either.
        let port = try RevolvingDoor().port
        let reason = try Self.told(Benches.local(port), Benches.tcp([1])).0
        #expect(reason.contains("nothing listens there"))
    }

    @Test func `a host nobody knows does not keep the line from being stopped`() throws {
        let rig = try Rig(
            [Benches.tcp([1])],
            at: [.network(host: "furnace.invalid", port: 502)],
            patience: Benches.patience
        )
        rig.run(0.2)
        let began = Date()
        rig.lines[0].stop()
        #expect(Date().timeIntervalSince(began) < 0.5)
    }

    @Test func `a speed the library does not know is not opened at another`() throws {
        let scratch = try Scratch()
        let peer = try Benches.ptyPeer([1], link: scratch.file("port"))
        let line = LineLab.line(.modbusRTU, baud: 250_000)
        let bus = LineLab.Bus(line, units: [1], Benches.profile())
        let reason = try Self.told(.device(scratch.file("port")), bus).0
        #expect(reason.contains("250000"))
        #expect(peer.count("requests") == 0)
    }

    @Test(arguments: [LineDefinition.Kind.modbusRTU, .serial])
    func `a port another program holds is left alone until it lets go`(
        _ kind: LineDefinition.Kind
    ) throws {
        let scratch = try Scratch()
        let peer = try Benches.ptyPeer([1], link: scratch.file("port"))
        let holder = try Peer(python: "port_holder", [peer.place])
        let bus = LineLab.Bus(LineLab.line(kind), units: [1], Benches.profile())
        let (reason, rig) = try Self.told(.device(scratch.file("port")), bus)
        #expect(reason.contains("in use"))
        #expect(peer.count("requests") == 0)
        holder.kill()
        rig.run(10) { $0.told.count == 2 }
        #expect(rig.told == ["cannot open", "connected"])
        #expect(rig.run(2) { $0.judge.delivered > 10 } || kind == .serial)
    }

    @Test func `two lines cannot share a port`() throws {
        let scratch = try Scratch()
        let peer = try Benches.ptyPeer([1], link: scratch.file("port"))
        let port = PortAddress.device(scratch.file("port"))
        let rig = try Rig(
            [Benches.rtu([1]), Benches.rtu([1])],
            at: [port, port],
            patience: Benches.patience
        )
        rig.run(2) { $0.notices.count >= 2 }
        #expect(rig.told.sorted() == ["cannot open", "connected"])
        #expect(peer.port == 0)
    }

    @Test func `two lines to a port that takes one client are refused, two others are not`() throws
    {
        for clients in [ConnectionHabits.Clients.one, .many] {
            var loaded = try CaptureSession.loaded()
            var lab = loaded.lab
            for line in lab.lines.indices { lab.lines[line].port = "127.0.0.1:\(1600 + line)" }
            for line in 0...1 {
                lab.lines[line].kind = .modbusTCP
                lab.lines[line].port = "127.0.0.1:1502"
            }
            let profile = lab.devices[0].profile
            guard case .modbus(var link) = lab.profiles[profile].link else { continue }
            link.connection.clients = clients
            lab.profiles[profile].link = .modbus(link)
            loaded.replace(lab)
            var refusal: String?
            do throws(Failure) { _ = try LinePorts(loaded) } catch { refusal = error.message }
            #expect((refusal?.contains("one client at a time") ?? false) == (clients == .one))
        }
    }
}
