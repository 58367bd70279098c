import Labs
import Quantities

extension ReferenceWorld {
    /// Above this the laboratory's own interlocks want water and exhaust.
    private static let hot = 473.15

    func furnace(_ assembly: Int) -> FurnaceAssembly? {
        if case .furnace(let furnace) = lab.assemblies[assembly].role { furnace } else { nil }
    }

    /// The chamber's temperature now.
    func temperature(_ assembly: Int) -> Double {
        switch heat[assembly] {
        case .steady(let temperature): return temperature
        case .rising(let from, let to, let began, let rate):
            let way = abs(to - from)
            let gone = min(way, max(0, now - began) * rate)
            return to > from ? from + gone : from - gone
        case .falling(let from, let began):
            return Self.room + (from - Self.room) * Self.decay(now - began, timeConstant(assembly))
        }
    }

    private func timeConstant(_ assembly: Int) -> Double {
        guard let physics = furnace(assembly)?.physics else { return 3600 }
        return (physics.heatCapacity.low + physics.heatCapacity.high)
            / (physics.loss.low + physics.loss.high)
    }

    /// e to the minus x/t without a mathematics library: halvings and a short series.
    private static func decay(_ time: Double, _ constant: Double) -> Double {
        var x = max(0, time / constant)
        var halvings = 0
        while x > 0.01, halvings < 40 {
            x /= 2
            halvings += 1
        }
        guard halvings < 40 else { return 0 }
        var value = 1 - x + x * x / 2 - x * x * x / 6
        for _ in 0..<halvings { value *= value }
        return value
    }

    private func inside(_ assembly: Int) -> [Int] {
        let name = lab.assemblies[assembly].name
        return state.items.indices.filter { slot(ofItem: $0)?.kind == .chamber(assembly: name) }
    }

    private func vessels(_ item: Int) -> Range<Int> {
        names.vessels.firstOfItem[item]..<names.vessels.firstOfItem[item + 1]
    }

    /// Returns how long it takes, s.
    mutating func ramp(_ assembly: Int, to: Double, rate: Double) -> Double {
        guard let furnace = furnace(assembly) else { return 0 }
        let from = temperature(assembly)
        if to > min(furnace.temperature.high, lab.limits.greatestTemperature) {
            note(.tooHot, "\(to) K")
        }
        if rate > furnace.rampRate.high * 1.0001 { note(.tooSteep, "\(rate * 60) K/min") }
        let items = inside(assembly)
        if to > Self.room + 30,
            !items.contains(where: { vessels($0).contains { !state.contents[$0].portions.isEmpty } }
            )
        {
            note(.heatedEmpty, "nothing is in \(lab.assemblies[assembly].name)")
        }
        for item in items {
            let type = names.vessels.type(ofItem: item)
            if to > type.greatestTemperature { note(.tooHot, lab.deck.items[item].name) }
            if rate > type.greatestRamp * 1.0001 { note(.tooSteep, lab.deck.items[item].name) }
            for vessel in vessels(item) { heat(state.contents[vessel].portions, to, rate) }
        }
        guard rate > 0 else { return 0 }
        heat[assembly] = .rising(from: from, to: to, began: now, rate: rate)
        if to > Self.hot { requireServices(furnace) }
        return abs(to - from) / rate
    }

    private mutating func heat(_ portions: [Portion], _ to: Double, _ rate: Double) {
        for portion in portions {
            let material = lab.materials[portion.material]
            if let most = material.greatestTemperature, to > most { note(.tooHot, material.name) }
            if let most = material.greatestRamp, rate > most * 1.0001 {
                note(.tooSteep, material.name)
            }
            guard portion.volume > 0 else { continue }
            let limits = [material.flashPoint, material.boilingPoint].compactMap { $0 }
            if limits.contains(where: { to > $0 }) || to > lab.limits.openLiquidTemperature {
                note(.liquidHeated, material.name)
            }
        }
    }

    private mutating func requireServices(_ furnace: FurnaceAssembly) {
        for service in furnace.services where !isOn[service] {
            note(.unserved, "without \(lab.assemblies[service].name)")
        }
    }

    mutating func cool(_ assembly: Int, to: Double, rate: Double?) -> Double {
        guard furnace(assembly) != nil else { return 0 }
        let from = temperature(assembly)
        heat[assembly] = .falling(from: from, began: now)
        guard from > to, to > Self.room + 1 else { return 0 }
        // As long as the exponential takes, found by halving.
        var (low, high) = (0.0, 40 * 3600.0)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            let there = Self.room + (from - Self.room) * Self.decay(middle, timeConstant(assembly))
            if there > to { low = middle } else { high = middle }
        }
        if let rate, rate > 0 { return max(high, (from - to) / rate) }
        return high
    }

    mutating func heatOff(_ assembly: Int) {
        heat[assembly] = .falling(from: temperature(assembly), began: now)
    }

    private var isExhausted: Bool {
        lab.assemblies.indices.contains { index in
            guard case .switched(let service) = lab.assemblies[index].role else { return false }
            return service.purpose == .exhaust && isOn[index]
        }
    }

    mutating func flow(_ assembly: Int, _ flow: Double) {
        guard case .gas(let supply) = lab.assemblies[assembly].role else { return }
        if flow > supply.flow.high * 1.0001 { note(.gasTooMuch, lab.assemblies[assembly].name) }
        if flow > 0, !isExhausted { note(.gasWithoutExhaust, lab.assemblies[assembly].name) }
        flows[assembly] = flow
        judgeAtmosphere()
    }

    /// An oxidising gas over fuel.
    mutating func judgeAtmosphere() {
        for (index, assembly) in lab.assemblies.enumerated() where flows[index] > 0 {
            guard case .gas(let supply) = assembly.role,
                lab.materials[supply.gas].hazards.contains("oxidiser"),
                let target = names.assembly(supply.feeds)
            else { continue }
            for item in inside(target) {
                let fuels = vessels(item).contains { vessel in
                    state.contents[vessel].portions.contains { portion in
                        let words = lab.materials[portion.material].hazards
                        return words.contains("flammable") || words.contains("flammable-solid")
                            || words.contains("fuel")
                    }
                }
                if fuels { note(.oxidiserWithFuel, lab.deck.items[item].name) }
            }
        }
    }

    mutating func switched(_ assembly: Int, on: Bool) {
        isOn[assembly] = on
        guard !on else { return }
        for (index, other) in lab.assemblies.enumerated() {
            if case .furnace(let furnace) = other.role, temperature(index) > Self.hot,
                furnace.services.contains(assembly)
            {
                note(.unserved, "\(lab.assemblies[assembly].name) off at \(temperature(index)) K")
            }
        }
        if !isExhausted, flows.contains(where: { $0 > 0 }) {
            note(.gasWithoutExhaust, "exhaust off while gas flows")
        }
    }
}
