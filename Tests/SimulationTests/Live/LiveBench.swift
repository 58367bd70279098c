import Labs
import Quantities
import Simulation

/// A plant in real time, with a clock that is moved by hand.
struct LiveBench {
    /// Bytes that reached the host, and when.
    struct Piece {
        var at: Instant
        var bytes: [UInt8]
    }

    var live: LivePlant
    let lab: Lab
    let names: LabNames
    var now = Instant.start

    init(_ lab: Lab, faults: [FaultSpec] = []) {
        self.lab = lab
        names = LabNames(lab)
        live = LivePlant(
            Plant(
                lab: lab,
                names: names,
                state: LabState(of: lab),
                seed: 1,
                faults: faults
            )
        )
    }

    init() throws { self.init(try SimFiles.lab()) }

    func line(_ name: String) -> Int { lab.lines.firstIndex { $0.name == name } ?? -1 }

    /// Hands bytes over on a line, as the host writes them now.
    mutating func write(_ bytes: [UInt8], on name: String) {
        live.take(bytes, line: line(name), at: now)
    }

    /// Goes on for so long; what reached the host on each of the lines.
    mutating func go(_ seconds: Double, hearing lines: [String]) -> [String: [Piece]] {
        let end = now + Lapse(seconds: seconds)
        var heard: [String: [Piece]] = [:]
        var bytes: [UInt8] = []
        while true {
            var next = live.nextDeed
            for name in lines { next = min(next, live.nextDelivery(line: line(name))) }
            guard next <= end else { break }
            now = max(now, next)
            live.work(until: now)
            for name in lines {
                while live.deliver(line: line(name), at: now, into: &bytes) {
                    heard[name, default: []].append(Piece(at: now, bytes: bytes))
                }
            }
        }
        now = end
        live.work(until: now)
        return heard
    }

    /// Writes, and returns what comes back within so long.
    mutating func exchange(_ bytes: [UInt8], on name: String, within seconds: Double = 1) -> [Piece]
    {
        write(bytes, on: name)
        return go(seconds, hearing: [name])[name] ?? []
    }

    mutating func say(_ text: String, on name: String, within seconds: Double = 1) -> String {
        let pieces = exchange(Array(text.utf8), on: name, within: seconds)
        return String(decoding: pieces.flatMap(\.bytes), as: UTF8.self)
    }
}

extension Lab {
    /// The lab with one of its buses behind Modbus TCP.
    func overTCP(_ name: String) -> Lab {
        var lab = self
        for index in lab.lines.indices where lab.lines[index].name == name {
            lab.lines[index].kind = .modbusTCP
        }
        return lab
    }

    func changing(_ name: String, _ change: (inout LineDefinition) -> Void) -> Lab {
        var lab = self
        for index in lab.lines.indices where lab.lines[index].name == name {
            change(&lab.lines[index])
        }
        return lab
    }
}
