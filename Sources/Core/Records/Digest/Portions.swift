package import Labs

extension [Portion] {
    /// Adds portions, one entry a material.
    package mutating func merge(_ others: [Portion]) {
        for other in others {
            if let index = firstIndex(where: { $0.material == other.material }) {
                self[index].volume += other.volume
                self[index].mass += other.mass
                self[index].less += other.less
                self[index].more += other.more
            } else {
                append(other)
            }
        }
    }

    /// Takes so much liquid out, of every liquid in proportion; at most what is there.
    package mutating func take(volume: Double) -> [Portion] {
        guard volume > 0, contains(where: { $0.greatest > 0 }) else { return [] }
        let total = reduce(0) { $0 + $1.volume }
        let share = total > 0 ? Swift.min(1, volume / total) : 0
        let before = contains(where: \.isUncertain) ? self : nil
        var taken: [Portion] = []
        for index in indices where self[index].greatest > 0 {
            var part = Portion(
                material: self[index].material,
                volume: self[index].volume * share
            )
            if let before { part.spread(over: before.possible(index, in: volume)) }
            self[index].remove(part)
            taken.append(part)
        }
        // A millionth of a microlitre is rounding, not liquid.
        removeAll { $0.volume < 1e-15 && $0.mass <= 0 && $0.more < 1e-15 }
        return taken
    }

    /// The same where nobody can tell whether it was done: anything from nothing to all of it.
    package mutating func maybeTake(volume: Double) -> [Portion] {
        var taken = take(volume: volume)
        for index in taken.indices {
            let place = firstIndex { $0.material == taken[index].material }
            if let place {
                self[place].more += taken[index].volume
            } else {
                append(Portion(material: taken[index].material, more: taken[index].volume))
            }
            taken[index].less = taken[index].volume
        }
        return taken
    }

    /// How much of one liquid can be in so much drawn, m³: most where it is all there and the
    /// others are not, and the other way round.
    private func possible(_ index: Int, in volume: Double) -> ClosedRange<Double> {
        let (least, most) = (self[index].volume - self[index].less, self[index].greatest)
        var others = (least: 0.0, most: 0.0)
        for other in indices where other != index {
            others.least += self[other].volume - self[other].less
            others.most += self[other].greatest
        }
        func drawn(_ own: Double, _ rest: Double) -> Double {
            own > 0 ? Swift.min(own, volume * own / (own + rest)) : 0
        }
        let (low, high) = (drawn(least, others.most), drawn(most, others.least))
        return Swift.min(low, high)...Swift.max(low, high)
    }
}

extension Portion {
    /// m³.
    fileprivate var greatest: Double { volume + more }

    /// The nominal volume stays; what it can be instead is this.
    fileprivate mutating func spread(over range: ClosedRange<Double>) {
        less = max(0, volume - range.lowerBound)
        more = max(0, range.upperBound - volume)
    }

    /// What is taken out: of what is left at least what would be left if most was taken.
    fileprivate mutating func remove(_ part: Portion) {
        let least = max(0, volume - less - (part.volume + part.more))
        let most = max(0, greatest - (part.volume - part.less))
        volume -= part.volume
        guard isUncertain || part.isUncertain else { return }
        spread(over: least...max(least, most))
    }
}

extension Array {
    /// Changes the element there; outside, where only a wrong record points, nothing.
    mutating func change(_ index: Int, _ body: (inout Element) -> Void) {
        if indices.contains(index) { body(&self[index]) }
    }
}
