package import Labs
package import Lines
import Quantities
package import Wire

/// A capture file read back against its lab: every frame as the live host would read it.
package struct CaptureReplay {
    /// Bytes that passed, and what they meant.
    package struct Happening: Sendable {
        /// Index into `Lab.lines`.
        package var line: Int
        package var passage: CaptureReader.Passage
        package var sightings: [Sighting]
    }

    private struct Follower {
        var line: Int
        var witness: LineWitness
    }

    private let path: String
    private let lab: Lab
    private let names: LabNames
    private let only: [Int]?
    private var reader: CaptureReader
    /// By line of the lab.
    private var followers: [Follower?]
    private var latest = Instant.start
    /// By line of the lab.
    package private(set) var tallies: [TrafficTally]
    /// Lines of the file that the lab does not have.
    package private(set) var strangers: [String] = []

    /// Opens the file; `only` names the lines of the lab to follow, all without it.
    ///
    /// - Throws: `Failure` where it cannot be read.
    package init(
        _ path: String,
        lab: Lab,
        names: LabNames,
        only: [Int]? = nil
    ) throws(Failure) {
        self.path = path
        self.lab = lab
        self.names = names
        self.only = only
        do throws(LineFault) {
            reader = CaptureReader(try ByteSource(path: path))
        } catch {
            throw Failure(error.message)
        }
        followers = lab.lines.map { _ in nil }
        tallies = lab.lines.map { _ in TrafficTally(devices: lab.devices.count) }
    }

    /// Where the file was cut off; nil where it ends as it should, or is not read to the end.
    package var cutAt: Int? {
        if case .cut(let offset) = reader.ending { offset } else { nil }
    }

    /// What passed next on a line of the lab; nil at the end.
    ///
    /// - Throws: `Failure` where the file is damaged, or is of another lab.
    package mutating func next() throws(Failure) -> Happening? {
        while let passage = try advance() {
            latest = max(latest, passage.at)
            let name = reader.lines[passage.line].name
            guard let line = lab.lines.firstIndex(where: { $0.name == name }) else {
                if !strangers.contains(name), strangers.count < 100 { strangers.append(name) }
                continue
            }
            guard only?.contains(line) ?? true else { continue }
            try check(line, passage)
            let sightings = follow(passage, line)
            tallies[line].take(sightings)
            return Happening(line: line, passage: passage, sightings: sightings)
        }
        return nil
    }

    /// What is left to say once the file has ended, by line.
    package mutating func finish() throws(Failure) -> [(line: Int, sightings: [Sighting])] {
        var rest: [(line: Int, sightings: [Sighting])] = []
        var seen = 0
        for line in followers.indices {
            guard var follower = followers[line] else { continue }
            seen += 1
            let sightings = follower.witness.ended(at: latest)
            tallies[line].take(sightings)
            rest.append((line, sightings))
        }
        guard seen == 0, !strangers.isEmpty else { return rest }
        throw Failure(
            "\(path) holds the lines \(strangers.joined(separator: ", ")); the lab "
                + "“\(lab.name)” has none of them. Replay it with the lab it was captured in."
        )
    }

    private mutating func advance() throws(Failure) -> CaptureReader.Passage? {
        do throws(CaptureFault) {
            return try reader.next()
        } catch {
            throw Failure("\(path), byte \(error.offset): the file \(error.message).")
        }
    }

    /// A serial line's bytes are no Modbus TCP, whatever they are called.
    private func check(
        _ line: Int,
        _ passage: CaptureReader.Passage
    ) throws(Failure) {
        let isNetwork = reader.lines[passage.line].linkType == LinkType.ethernet.rawValue
        let kind = lab.lines[line].kind
        guard isNetwork != (kind == .modbusTCP) else { return }
        throw Failure(
            "\(path), byte \(passage.offset): line “\(lab.lines[line].name)” was captured as "
                + "\(isNetwork ? "Modbus TCP" : "a serial line"), but in the lab it is "
                + "\(kind.rawValue)."
        )
    }

    private mutating func follow(_ passage: CaptureReader.Passage, _ line: Int) -> [Sighting] {
        var follower =
            followers[line]
            ?? Follower(
                line: line,
                witness: LineWitness(lab: lab, names: names, line: line)
            )
        followers[line] = nil
        var sightings: [Sighting] = []
        for note in passage.notes {
            switch note {
            case .opened: sightings += follower.witness.opened(at: passage.at)
            case .lost(let pieces, _):
                tallies[line].lost += pieces
                sightings += follower.witness.interrupted(at: passage.at)
            case .echo, .rest, .portions: break
            }
        }
        switch passage.direction {
        case .toDevice: sightings += follower.witness.sent(passage.bytes, at: passage.at)
        case .fromDevice:
            for (bytes, at) in passage.arrivals {
                sightings += follower.witness.received(bytes, at: at)
            }
        }
        followers[line] = follower
        return sightings
    }
}

extension CaptureReader.Passage {
    /// Its bytes as they came: in portions, where it says so, spread evenly over their time.
    fileprivate var arrivals: [(bytes: [UInt8], at: Instant)] {
        for case .portions(let count, let over) in notes where count > 1 && bytes.count > 1 {
            let parts = min(count, bytes.count)
            let (size, last) = (bytes.count / parts, Int64(parts - 1))
            return (0..<parts).map { part in
                let end = part + 1 == parts ? bytes.count : (part + 1) * size
                let before = over.nanoseconds / last * (last - Int64(part))
                return (Array(bytes[(part * size)..<end]), at + Lapse(nanoseconds: -before))
            }
        }
        return [(bytes, at)]
    }
}
