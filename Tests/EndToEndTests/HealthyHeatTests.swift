import Devices
import Hosting
import Labs
import Quantities
import Rehearsal
import Testing
import Trials

/// Hours of heating in which nothing is wrong, at the same settings that find every fault.
struct HealthyHeatTests {
    private static let plans = [
        "anneal-72h", "solid-state", "dose-and-fire", "closed-loop", "parallel", "phase-gate",
    ]

    /// A furnace within what the lab declares of it: another mass, loss and room, mains within a
    /// tenth (EN 50160), thermocouples with noise and within a standard tolerance of each other
    /// (IEC 60584, type K, class 2, at 1000 degC: 7.5 K).
    private func vary(_ lab: Lab, _ dice: inout Dice) throws -> Lab {
        var lab = lab
        func set(
            _ device: String,
            _ name: String,
            _ low: Double,
            _ high: Double,
            _ unit: String
        ) throws {
            let index = try #require(lab.devices.firstIndex { $0.name == device })
            let symbol = try #require(PhysicalUnit.named(unit))
            let value = Quantity(low + (high - low) * dice.unit(), symbol)
            lab.devices[index].parameters.removeAll { $0.name == name }
            lab.devices[index].parameters.append(NamedParameter(name, value))
        }
        try set("controller", "heat-capacity", 1000, 1400, "J/K")
        try set("controller", "loss", 0.25, 0.4, "W/K")
        try set("controller", "ambient", 288.15, 303.15, "K")
        try set("controller", "power", 1080, 1320, "W")
        try set("controller", "noise", 0, 0.5, "K")
        try set("guard", "noise", 0, 0.5, "K")
        try set("guard", "offset", -15, 7.5, "K")
        return lab
    }

    @Test(.timeLimit(.minutes(60)))
    func `nothing trips while nothing is wrong`() throws {
        let wanted = Double(Campaign.count(200, soak: 10_000))
        let opened = try DemoLab.open()
        var (hours, round) = (0.0, Campaign.seeds(1, soak: 1).lowerBound)
        while hours < wanted {
            var dice = Dice(0x4EA7 << 32 | round)
            let name = Self.plans[Int(round % UInt64(Self.plans.count))]
            round += 1
            let path = DemoLab.folder + "/plans/\(name).yaml"
            let review = PlanReview(
                try Files.read(path),
                file: path,
                in: opened,
                provingFixes: false
            )
            let checked = try #require(review.checked)
            var loaded = opened
            loaded.replace(try vary(opened.lab, &dice))
            var options = Rehearsal.Options()
            options.seed = round
            options.planner = .agreeing
            let outcome = try HeatScenario.Outcome(checked, options, in: loaded)
            #expect(outcome.first.isEmpty, "\(name), round \(round): \(outcome.records)")
            hours += outcome.hours
        }
        print("healthy heat: \(round) runs, \(Int(hours)) h")
    }
}
