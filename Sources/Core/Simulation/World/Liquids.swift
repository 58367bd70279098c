import Labs

/// Moves portions without making or losing any.
enum Liquids {
    /// Below this nothing is left, m³: a femtolitre.
    static let trace = 1e-18

    /// Takes `volume` of liquid out of `contents`, every liquid in proportion.
    static func take(_ volume: Double, from contents: inout VesselContents) -> [Portion] {
        let total = contents.volume
        guard volume > 0, total > 0 else { return [] }
        let share = min(volume / total, 1)
        var taken: [Portion] = []
        for index in contents.portions.indices where contents.portions[index].volume > 0 {
            let part =
                share >= 1
                ? contents.portions[index].volume
                : contents.portions[index].volume * share
            contents.portions[index].volume -= part
            taken.append(Portion(material: contents.portions[index].material, volume: part))
        }
        contents.portions.removeAll { $0.volume <= 0 && $0.mass <= 0 }
        return taken
    }

    static func add(_ portions: [Portion], to contents: inout VesselContents) {
        for portion in portions {
            if let index = contents.portions.firstIndex(where: {
                $0.material == portion.material
            }) {
                contents.portions[index].volume += portion.volume
                contents.portions[index].mass += portion.mass
            } else {
                contents.portions.append(portion)
            }
        }
    }
}

/// What a tip holds, from the plunger down to the orifice: liquid and air in turn.
struct TipColumn: Sendable {
    enum Slug: Sendable {
        case air(Double)
        case liquid(VesselContents)

        var volume: Double {
            switch self {
            case .air(let volume): volume
            case .liquid(let contents): contents.volume
            }
        }
    }

    /// The last is at the orifice.
    private(set) var slugs: [Slug] = []

    /// More bubbles than this run together.
    private static let greatestSlugs = 64

    var liquid: VesselContents {
        var sum = VesselContents()
        for case .liquid(let contents) in slugs { Liquids.add(contents.portions, to: &sum) }
        return sum
    }

    var air: Double {
        slugs.reduce(0) { sum, slug in
            if case .air(let volume) = slug { sum + volume } else { sum }
        }
    }

    mutating func draw(air volume: Double) {
        guard volume > 0 else { return }
        if case .air(let before) = slugs.last {
            slugs[slugs.count - 1] = .air(before + volume)
        } else {
            slugs.append(.air(volume))
        }
        bound()
    }

    mutating func draw(_ portions: [Portion]) {
        guard !portions.isEmpty else { return }
        if case .liquid(var contents) = slugs.last {
            Liquids.add(portions, to: &contents)
            slugs[slugs.count - 1] = .liquid(contents)
        } else {
            slugs.append(.liquid(VesselContents(portions)))
        }
        bound()
    }

    /// Expels `volume` from the orifice; what is missing is air from behind.
    mutating func expel(_ volume: Double) -> [Portion] {
        var left = volume
        var out = VesselContents()
        while left > Liquids.trace, let slug = slugs.popLast() {
            let whole = slug.volume
            if whole <= left {
                left -= whole
                if case .liquid(let contents) = slug { Liquids.add(contents.portions, to: &out) }
                continue
            }
            switch slug {
            case .air(let air): slugs.append(.air(air - left))
            case .liquid(var contents):
                Liquids.add(Liquids.take(left, from: &contents), to: &out)
                slugs.append(.liquid(contents))
            }
            left = 0
        }
        return out.portions
    }

    mutating func empty() -> [Portion] {
        let all = liquid.portions
        slugs.removeAll()
        return all
    }

    private mutating func bound() {
        guard slugs.count > Self.greatestSlugs else { return }
        let (all, bubbles) = (liquid, air)
        slugs = [.air(bubbles), .liquid(all)]
    }
}
