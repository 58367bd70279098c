import Execution
import Hosting
import Labs
import Simulation
import Testing
import Trials

/// What every accepted plan keeps under every single fault.
struct FaultedPlanTests {
    @Test(.timeLimit(.minutes(240)), arguments: FaultSpec.Kind.allCases)
    func `no single fault breaks what must always hold`(_ kind: FaultSpec.Kind) throws {
        let loaded = try DemoLab.open()
        let place = FaultSpec.Kind.allCases.firstIndex(of: kind) ?? 0
        var played = 0
        for device in FaultPlaces.devices(for: kind, in: loaded.lab) {
            for round in Campaign.seeds(1, soak: 60) {
                var dice = Dice(UInt64(place) << 40 | UInt64(device) << 32 | round)
                guard let draw = FaultDraw(kind, device: device, &dice, in: loaded) else {
                    continue
                }
                played += 1
                let play = try Play(draw.checked, in: loaded, options: draw.options)
                #expect(play.observer.breaches == [], "\(draw): \(play.outcome) \(play.faults)")
                #expect(play.violations == [], "\(draw): \(play.outcome) \(play.faults)")
                #expect(
                    [.complete, .stopped, .aborted].contains(play.outcome),
                    "\(draw): \(play.outcome) \(play.faults)"
                )
            }
        }
        #expect(played > 0)
    }

    @Test func `every device of the laboratory can fail in several ways`() throws {
        let lab = try DemoLab.open().lab
        for device in lab.devices.indices {
            let ways = FaultSpec.Kind.allCases.count {
                FaultPlaces.devices(for: $0, in: lab).contains(device)
            }
            #expect(ways >= 5, "\(lab.devices[device].name)")
        }
    }
}
