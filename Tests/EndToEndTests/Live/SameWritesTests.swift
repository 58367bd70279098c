import Devices
import Documents
import Foundation
import Hosting
import Labs
import Lines
import Quantities
import Rehearsal
import Running
import Scanning
import Simulation
import Simulators
import Testing
import Wire

/// What lowers a plan's steps is the same, byte for byte, in memory and over the wire.
///
/// Every command the scan permitted in the dry run goes, in its order, to the live lines' threads
/// and through real pseudo-terminals; what they wrote is compared with what the dry run's lines
/// wrote. The demo lab has no Modbus TCP line, so no transaction numbers need to be masked.
@Suite(.serialized) struct SameWritesTests {
    /// How much faster than real time the far end lives.
    private static let speed = 12.0

    @Test(.timeLimit(.minutes(20)), arguments: DemoLab.plans())
    func `a demo plan's writes are the same in memory and over the wire`(
        _ path: String
    ) async throws {
        let loaded = try DemoLab.open()
        let log = try rehearse(path, in: loaded)
        let commands = log.commands.filter { $0.request.origin == .run }
        #expect(!commands.isEmpty)
        let written = try await OwnThread.run { try perform(collapsed(commands), in: loaded) }
        for line in loaded.lab.lines.indices {
            let name = loaded.lab.lines[line].name
            let device = loaded.lab.devices.indices.filter { loaded.lab.devices[$0].line == line }
            let expected = log.frames(of: collapsed(commands), on: line)
            #expect(written[line] == expected, "line \(name), devices \(device)")
        }
    }

    /// Commands in a row to one device that say the same are one: a refresh is no other write.
    private func collapsed(_ commands: [PermittedCommand]) -> [PermittedCommand] {
        var last: [Int: CommandBody] = [:]
        return commands.filter { command in
            defer { last[command.request.device] = command.request.body }
            return last[command.request.device] != command.request.body
        }
    }

    private func rehearse(_ path: String, in loaded: LoadedLab) throws -> WireLog {
        let review = PlanReview(try Files.read(path), file: path, in: loaded, provingFixes: false)
        let checked = try #require(review.checked)
        var options = Rehearsal.Options()
        options.planner = .agreeing
        var rehearsal = Rehearsal(checked, in: loaded, options: options)
        rehearsal.keepLog()
        try rehearsal.play { _, _, _ in }
        return try #require(rehearsal.run.log)
    }

    /// Sends the commands through line threads; gives what each line wrote.
    private func perform(
        _ commands: [PermittedCommand],
        in loaded: LoadedLab
    ) throws -> [[[UInt8]]] {
        let clock = HostClock(speed: Self.speed)
        let simulation = try SimulatedLab(
            lab: loaded.lab,
            names: loaded.names,
            state: loaded.state,
            seed: 1,
            clock: clock
        )
        defer { simulation.stop() }
        let silent = loaded.lab.withoutPolls()
        var written: [[[UInt8]]] = loaded.lab.lines.map { _ in [] }
        var threads: [LineThread] = []
        var rings: [CaptureRing] = []
        for line in loaded.lab.lines.indices {
            let ring = CaptureRing()
            rings.append(ring)
            threads.append(
                try LineThread(
                    .init(
                        lab: silent,
                        names: LabNames(silent),
                        line: line,
                        address: simulation.addresses[line],
                        clock: clock,
                        capture: ring
                    )
                )
            )
        }
        defer { for thread in threads { thread.stop() } }
        let queues = loaded.lab.lines.indices.map { line in
            commands.filter { loaded.lab.devices[$0.request.device].line == line }
        }
        var places = queues.map { _ in 0 }
        var waits: [CommandID?] = queues.map { _ in nil }
        let end = Date() + 400
        while places.indices.contains(where: { places[$0] < queues[$0].count || waits[$0] != nil })
        {
            try #require(Date() < end, "\(places) of \(queues.map(\.count))")
            for line in places.indices {
                var (events, notices): ([LineEvent], [LineNotice]) = ([], [])
                threads[line].collect(&events, &notices)
                for case .outcome(let id, _, _) in events where waits[line] == id {
                    waits[line] = nil
                }
                for piece in rings[line].take().pieces where piece.kind == .toDevice {
                    written[line].append(piece.bytes)
                }
                guard waits[line] == nil, places[line] < queues[line].count else { continue }
                let next = queues[line][places[line]]
                places[line] += 1
                waits[line] = next.request.id
                #expect(threads[line].submit(next))
            }
            Thread.sleep(forTimeInterval: 0.0002)
        }
        for line in rings.indices {
            for piece in rings[line].take().pieces where piece.kind == .toDevice {
                written[line].append(piece.bytes)
            }
        }
        return written
    }
}

extension Lab {
    /// The lab with points that are only written, so that its lines send nothing but commands.
    fileprivate func withoutPolls() -> Lab {
        var lab = self
        for profile in lab.profiles.indices {
            for point in lab.profiles[profile].points.indices {
                lab.profiles[profile].points[point].access = .write
                lab.profiles[profile].points[point].every = nil
            }
        }
        return lab
    }
}
