import Devices
import Interlocks
import Labs
import Quantities
import Testing
import Wire

/// Every literal exchange of every shipped profile, through the whole line.
struct ShippedVectorTests {
    /// The planned request equals the printed one, or reads the same registers and more.
    private func isCovered(_ sent: [UInt8], _ vector: ByteVector) -> Bool {
        sent == vector.request
    }

    @Test func `a printed request that is polled gives the printed values`() throws {
        var tried = 0
        for profile in try Shipped.profiles() {
            for vector in profile.vectors where !vector.reply.isEmpty {
                guard let bench = try Shipped.bench(profile.name, address: vector.address) else {
                    continue
                }
                for _ in 0..<20 {
                    guard let sent = bench.sent(within: Lapse(seconds: 20)) else { break }
                    guard isCovered(sent, vector) else { continue }
                    tried += 1
                    bench.receive(vector.reply, after: .milliseconds(20))
                    let values = bench.values()
                    for expected in vector.values {
                        guard let index = profile.pointIndex(expected.name),
                            profile.points[index].every != nil
                        else { continue }
                        let found = values["d0." + expected.name]
                        #expect(found != nil, "\(profile.name): \(vector.meaning)")
                        #expect(
                            abs((found ?? .nan) - expected.value.si)
                                <= 1e-6 * max(1, abs(expected.value.si)),
                            "\(profile.name).\(expected.name): \(vector.meaning)"
                        )
                    }
                    break
                }
            }
        }
        #expect(tried >= 5)
    }

    @Test func `every polled point of every shipped profile is asked for`() throws {
        for profile in try Shipped.profiles() {
            guard let bench = try Shipped.bench(profile.name, address: 65) else { continue }
            let first = bench.names.firstPoint[0]
            var heard: Set<String> = []
            // A device that never answers is lost, and then every point says so.
            for _ in 0..<200 { _ = bench.sent(within: Lapse(seconds: 40)) }
            for (name, reading) in bench.readings() where reading.quality == .noAnswer {
                heard.insert(name)
            }
            #expect(heard.count == bench.names.firstPoint[1] - first, "\(profile.name)")
        }
    }
}
