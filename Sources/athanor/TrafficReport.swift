import Documents
import Hosting
import Labs
import Quantities
import Reports

/// Counts of a capture's traffic by device and by line.
struct TrafficReport {
    let loaded: LoadedLab
    /// By line of the lab.
    let tallies: [TrafficTally]

    /// Devices that were asked anything.
    private var devices: [Int] {
        loaded.lab.devices.indices.filter { tally(of: $0).requests > 0 }
    }

    private func tally(of device: Int) -> TrafficTally.Device {
        tallies[loaded.lab.devices[device].line].devices[device]
    }

    func text(_ style: TextStyle) -> String {
        var table = TextTable([
            ("device", .left), ("requests", .right), ("replies", .right), ("refused", .right),
            ("timeouts", .right), ("late", .right), ("per s", .right), ("p50", .right),
            ("p99", .right),
        ])
        for device in devices {
            let tally = tally(of: device)
            let rate = tallies[loaded.lab.devices[device].line].rate(device: device)
            table.add([
                loaded.lab.devices[device].name, Spoken.grouped(tally.requests),
                Spoken.grouped(tally.replies), Spoken.grouped(tally.refusals),
                Spoken.grouped(tally.timeouts), Spoken.grouped(tally.late),
                rate.map { Spoken.number($0, digits: 3) } ?? "–",
                tally.roundTrips.quantile(0.5).map { Spoken.lapse($0) } ?? "–",
                tally.roundTrips.quantile(0.99).map { Spoken.lapse($0) } ?? "–",
            ])
        }
        return ([table.render(style)] + lines.map(\.text)).joined(separator: "\n")
    }

    /// What no device accounts for.
    private var lines: [(name: String, text: String)] {
        zip(loaded.lab.lines, tallies).compactMap { line, tally in
            var parts: [String] = []
            if tally.strays > 0 {
                parts.append(Spoken.count(tally.strays, "byte") + " that answer nothing")
            }
            if tally.foreign > 0 {
                parts.append(Spoken.count(tally.foreign, "request") + " no device understands")
            }
            if tally.lost > 0 { parts.append(Spoken.count(tally.lost, "piece") + " missing") }
            guard !parts.isEmpty else { return nil }
            return (line.name, "\(line.name): " + parts.joined(separator: ", "))
        }
    }

    /// One JSON object a device, then one a line with anything left.
    var documents: [[UInt8]] {
        devices.map { device in
            let tally = tally(of: device)
            let line = loaded.lab.devices[device].line
            return DocumentWriter.json(
                .members([
                    "summary": .text(loaded.lab.devices[device].name),
                    "line": .text(loaded.lab.lines[line].name),
                    "requests": .integer(tally.requests), "replies": .integer(tally.replies),
                    "refusals": .integer(tally.refusals), "timeouts": .integer(tally.timeouts),
                    "late": .integer(tally.late),
                    "requests-per-second": tallies[line].rate(device: device).map { .number($0) },
                    "p50": seconds(tally.roundTrips.quantile(0.5)),
                    "p99": seconds(tally.roundTrips.quantile(0.99)),
                ])
            )
        }
            + zip(loaded.lab.lines, tallies).compactMap { line, tally in
                guard tally.strays + tally.foreign + tally.lost > 0 else { return nil }
                return DocumentWriter.json(
                    .members([
                        "summary": .text(line.name), "stray-bytes": .integer(tally.strays),
                        "foreign-requests": .integer(tally.foreign),
                        "lost-pieces": .integer(tally.lost),
                    ])
                )
            }
    }

    private func seconds(_ lapse: Lapse?) -> DocumentValue? {
        lapse.map { .quantity(Quantity(si: $0.seconds, unit: .named("s") ?? .one)) }
    }
}
