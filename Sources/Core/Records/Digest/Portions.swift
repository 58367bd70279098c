import Labs

extension [Portion] {
    /// Adds portions, one entry a material.
    mutating func merge(_ others: [Portion]) {
        for other in others {
            if let index = firstIndex(where: { $0.material == other.material }) {
                self[index].volume += other.volume
                self[index].mass += other.mass
            } else {
                append(other)
            }
        }
    }

    /// Takes so much liquid out, of every liquid in proportion; at most what is there.
    mutating func take(volume: Double) -> [Portion] {
        let total = reduce(0) { $0 + $1.volume }
        guard total > 0, volume > 0 else { return [] }
        let share = Swift.min(1, volume / total)
        var taken: [Portion] = []
        for index in indices where self[index].volume > 0 {
            let part = self[index].volume * share
            taken.append(Portion(material: self[index].material, volume: part))
            self[index].volume -= part
        }
        // A millionth of a microlitre is rounding, not liquid.
        removeAll { $0.volume < 1e-15 && $0.mass <= 0 }
        return taken
    }
}

extension Array {
    /// Changes the element there; outside, where only a wrong record points, nothing.
    mutating func change(_ index: Int, _ body: (inout Element) -> Void) {
        if indices.contains(index) { body(&self[index]) }
    }
}
