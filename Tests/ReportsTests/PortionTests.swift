import Foundation
import Labs
import Records
import Testing

/// What is said to be in vessels against worlds in which doubtful transfers happened in part.
@Suite struct PortionTests {
    private static let vessels = 4
    private static let materials = 3

    /// Liquids that are really there, m³ by material.
    private struct World {
        var contents: [[Double]]
        var tip = [Double](repeating: 0, count: PortionTests.materials)

        /// Takes this share of a volume out, of every liquid in proportion.
        private func drawn(_ volume: Double, _ from: inout [Double]) -> [Double] {
            let total = from.reduce(0, +)
            guard total > 0 else { return from.map { _ in 0 } }
            let share = min(1, volume / total)
            let part = from.map { $0 * share }
            for index in from.indices { from[index] -= part[index] }
            return part
        }

        mutating func aspirate(_ volume: Double, _ vessel: Int) {
            let part = drawn(volume, &contents[vessel])
            for index in part.indices { tip[index] += part[index] }
        }

        mutating func dispense(_ volume: Double, _ vessel: Int) {
            let part = drawn(volume, &tip)
            for index in part.indices { contents[vessel][index] += part[index] }
        }
    }

    private func holds(_ said: [Portion], _ real: [Double]) -> Bool {
        real.indices.allSatisfy { material in
            let portion = said.first { $0.material == material }
            let volume = portion?.volume ?? 0
            let (less, more) = (portion?.less ?? 0, portion?.more ?? 0)
            let slack = 1e-9 * (volume + more) + 1e-14
            return real[material] >= volume - less - slack
                && real[material] <= volume + more + slack
        }
    }

    @Test(arguments: 0..<200)
    func `whatever doubtful transfers did, every amount lies in its interval`(seed: Int) {
        var dice = SystemRandomNumberGenerator()
        var said = (0..<Self.vessels).map { vessel in
            vessel < Self.materials ? [Portion(material: vessel, volume: 1e-6)] : []
        }
        var tip: [Portion] = []
        var worlds = (0..<20).map { _ in
            World(
                contents: said.map { portions in
                    (0..<Self.materials).map { material in
                        portions.first { $0.material == material }?.volume ?? 0
                    }
                }
            )
        }
        for step in 0..<(4 + seed % 12) {
            let volume = Double.random(in: 1e-8...6e-7, using: &dice)
            let vessel = Int.random(in: 0..<Self.vessels, using: &dice)
            let isDoubtful = Int.random(in: 0..<3, using: &dice) == 0
            let isDrawn = step % 2 == 0
            if isDrawn {
                tip.merge(
                    isDoubtful
                        ? said[vessel].maybeTake(volume: volume) : said[vessel].take(volume: volume)
                )
            } else {
                said[vessel].merge(
                    isDoubtful ? tip.maybeTake(volume: volume) : tip.take(volume: volume)
                )
            }
            for index in worlds.indices {
                // Done, not done, or in part.
                let share =
                    isDoubtful ? [0, 1, Double.random(in: 0...1, using: &dice)][index % 3] : 1
                if isDrawn {
                    worlds[index].aspirate(volume * share, vessel)
                } else {
                    worlds[index].dispense(volume * share, vessel)
                }
            }
            for world in worlds {
                #expect(holds(tip, world.tip))
                for vessel in said.indices {
                    #expect(holds(said[vessel], world.contents[vessel]), "\(said) \(world)")
                }
            }
        }
    }

    @Test func `where nothing is in doubt nothing becomes uncertain`() {
        var vessel = [Portion(material: 0, volume: 3e-7), Portion(material: 1, volume: 1e-7)]
        var tip = vessel.take(volume: 1e-7)
        vessel.merge(tip.take(volume: 5e-8))
        #expect(!vessel.contains(where: \.isUncertain) && !tip.contains(where: \.isUncertain))
    }
}
