import Devices
import Labs
import Plans
import Quantities

extension RunTrace {
    /// The first line: what ran, on what, with which seed and faults, and the units of every point.
    mutating func writeHeader(_ header: TraceHeader) {
        writer.open()
        writer.member("event", "begin")
        writer.member("form", TraceHeader.form)
        writer.member("version", header.version)
        writer.key("plan")
        writer.open()
        writer.member("id", basis.plan.id)
        writer.member("title", basis.plan.title)
        writer.member("author", basis.plan.author.name)
        writer.member("hash", basis.plan.hash)
        writer.close()
        writer.key("lab")
        writer.open()
        writer.member("name", basis.lab.name)
        writer.member("hash", basis.lab.hash)
        writer.member("revision", basis.state.revision)
        write("profiles", basis.lab.profiles.map { ($0.name, $0.hash) })
        write("protocols", basis.lab.protocols.map { ($0.name, $0.hash) })
        writer.close()
        writer.key("seed")
        writer.integer(header.seed)
        writer.key("faults")
        writer.openList()
        for fault in header.faults { writer.text(fault) }
        writer.closeList()
        writer.key("points")
        writer.openList()
        for point in basis.names.points { write(point) }
        writer.closeList()
        writer.close()
        writer.newline()
    }

    /// What the lab is made of, each name once.
    private mutating func write(_ key: String, _ parts: [(name: String, hash: String)]) {
        writer.key(key)
        writer.open()
        var known: Set<String> = []
        for part in parts where known.insert(part.name).inserted {
            writer.member(part.name, part.hash)
        }
        writer.close()
    }

    private mutating func write(_ point: LabPoint) {
        writer.open()
        writer.member("name", point.name)
        switch point.kind {
        case .quantity(let unit): writer.member("unit", unit.symbol)
        case .flag: writer.member("kind", "flag")
        case .choice: writer.member("kind", "choice")
        }
        writer.close()
    }
}
