import Documents

/// Places of a plan document, and changes there.
enum SitePart: Hashable {
    case key(String)
    case index(Int)
}

typealias SitePath = [SitePart]

extension DocumentValue {
    /// Every step, with its place, also those inside blocks and procedures.
    var stepSites: [(path: SitePath, step: DocumentValue)] {
        var found: [(path: SitePath, step: DocumentValue)] = []
        if case .list(let procedures) = find("procedures") {
            for (index, procedure) in procedures.enumerated() {
                procedure.collect("steps", [.key("procedures"), .index(index)], &found)
            }
        }
        collect("steps", [], &found)
        collect("finally", [], &found)
        return found
    }

    private func collect(
        _ key: String,
        _ path: SitePath,
        _ found: inout [(path: SitePath, step: DocumentValue)]
    ) {
        guard case .list(let steps) = find(key) else { return }
        for (index, step) in steps.enumerated() {
            let here = path + [.key(key), .index(index)]
            found.append((here, step))
            for block in ["steps", "then", "otherwise"] { step.collect(block, here, &found) }
            guard case .list(let branches) = step.find("branches") else { continue }
            for (number, branch) in branches.enumerated() {
                branch.collect("steps", here + [.key("branches"), .index(number)], &found)
            }
        }
    }

    /// The document with what stands at `path` changed; nil removes it from its list or mapping.
    func changing(
        _ path: SitePath,
        _ change: (DocumentValue) -> DocumentValue?
    ) -> DocumentValue {
        guard let first = path.first else { return change(self) ?? self }
        let rest = Array(path.dropFirst())
        switch (self, first) {
        case (.mapping(var members), .key(let key)):
            guard let index = members.firstIndex(where: { $0.key == key }) else { return self }
            if rest.isEmpty {
                if let value = change(members[index].value) {
                    members[index].value = value
                } else {
                    members.remove(at: index)
                }
            } else {
                members[index].value = members[index].value.changing(rest, change)
            }
            return .mapping(members)
        case (.list(var items), .index(let index)) where items.indices.contains(index):
            if rest.isEmpty {
                if let value = change(items[index]) {
                    items[index] = value
                } else {
                    items.remove(at: index)
                }
            } else {
                items[index] = items[index].changing(rest, change)
            }
            return .list(items)
        default: return self
        }
    }

    /// The list that holds the step at `path`, changed.
    func changingList(
        around path: SitePath,
        _ change: ([DocumentValue], Int) -> [DocumentValue]
    ) -> DocumentValue {
        guard case .index(let index) = path.last else { return self }
        return changing(Array(path.dropLast())) { value in
            guard case .list(let items) = value else { return value }
            return .list(change(items, index))
        }
    }
}
