package import Findings

extension Field {
    /// Reads a mapping: `body` asks for the members it knows; any other is then reported as
    /// unknown, with the nearest known one.
    ///
    /// Something else than a mapping is reported, nil.
    package func mapping<Value>(_ body: (inout Members) -> Value?) -> Value? {
        guard form == .mapping else {
            refuse(wanting: "a mapping")
            return nil
        }
        var members = Members(self)
        let value = body(&members)
        members.finish()
        return value
    }

    /// Reads a list: every item through `body`; items it returns nil for are left out.
    ///
    /// Something else than a list is reported, and so is a number of items outside `count`.
    package func list<Value>(
        _ count: ClosedRange<Int> = 0...Int.max,
        _ body: (Field) -> Value?
    ) -> [Value]? {
        guard let items = items(count) else { return nil }
        var values: [Value] = []
        values.reserveCapacity(items.count)
        for item in items {
            if let value = body(item) { values.append(value) }
        }
        return values
    }

    /// The items of a list; something else, or a number of items outside `count`, is reported.
    package func items(_ count: ClosedRange<Int> = 0...Int.max) -> Items? {
        guard form == .sequence else {
            refuse(wanting: "a list", isScalar && !isNull ? "Put it in brackets: […]." : "")
            return nil
        }
        guard count.contains(self.count) else {
            let wanted =
                self.count < count.lowerBound
                ? "at least \(count.lowerBound)" : "at most \(count.upperBound)"
            report(.wrongType, "The list has \(self.count) items; \(wanted) are needed.")
            return nil
        }
        return Items(self)
    }

    /// The value under `key` of a mapping, nil where absent; marks nothing as known.
    package func peek(_ key: String) -> Field? {
        reader.tree.member(key, of: node).map { Field(reader, $0) }
    }
}

/// The items of one list, in order.
package struct Items: Sequence, IteratorProtocol {
    /// How many are left.
    package private(set) var count: Int
    private let reader: DocumentReader
    private var node: Int

    init(_ list: Field) {
        reader = list.reader
        node = list.node + 1
        count = list.count
    }

    package var underestimatedCount: Int { count }

    package mutating func next() -> Field? {
        guard count > 0 else { return nil }
        count -= 1
        let field = Field(reader, node)
        node = Int(reader.tree.nodes[node].next)
        return field
    }
}

/// The members of one mapping while it is read; knows which keys were asked for.
package struct Members {
    /// The mapping itself, for findings about the whole.
    package let field: Field
    /// Where in the reader's list of asked keys this mapping's begin.
    private let base: Int
    /// Members that were asked for, by position: the first 64, then the others.
    private var taken: UInt64 = 0
    private var takenBeyond: Set<Int> = []
    /// How many were found, so that a mapping read in full needs no search for unknown keys.
    private var found = 0

    init(_ field: Field) {
        self.field = field
        base = field.reader.asked.count
    }

    /// The value under `key`; where it is absent or null, that is reported.
    package mutating func required(_ key: String) -> Field? {
        guard let value = find(key) else {
            field.reader.report(
                .missingKey,
                at: field.node,
                key: key,
                "“\(key)” is missing here."
            )
            return nil
        }
        guard value.form != .null else {
            value.report(.missingKey, "“\(key)” is null; it needs a value.")
            return nil
        }
        return value
    }

    /// The value under `key`; nil where it is absent or null.
    package mutating func optional(_ key: String) -> Field? {
        guard let value = find(key), value.form != .null else { return nil }
        return value
    }

    /// The members nobody asked for yet, in order; from now on they count as known.
    package mutating func others() -> [(key: String, value: Field)] {
        var result: [(key: String, value: Field)] = []
        let tree = field.reader.tree
        var child = field.node + 1
        for position in 0..<field.count {
            if !isTaken(position) {
                take(position)
                result.append((tree.text(child), Field(field.reader, child + 1)))
            }
            child = Int(tree.nodes[child + 1].next)
        }
        return result
    }

    /// Adds a finding at the mapping.
    package func report(_ code: FindingCode, _ message: String) { field.report(code, message) }

    private mutating func find(_ key: String) -> Field? {
        field.reader.asked.append(key)
        let tree = field.reader.tree
        var child = field.node + 1
        for position in 0..<field.count {
            if tree.text(child, is: key) {
                if !isTaken(position) { take(position) }
                return Field(field.reader, child + 1)
            }
            child = Int(tree.nodes[child + 1].next)
        }
        return nil
    }

    private func isTaken(_ position: Int) -> Bool {
        position < 64 ? taken >> UInt64(position) & 1 == 1 : takenBeyond.contains(position)
    }

    private mutating func take(_ position: Int) {
        found += 1
        if position < 64 { taken |= 1 << UInt64(position) } else { takenBeyond.insert(position) }
    }

    /// Reports the members nobody asked for and forgets this mapping's keys.
    func finish() {
        let reader = field.reader
        if found < field.count {
            let known = Array(reader.asked[base...])
            var child = field.node + 1
            for position in 0..<field.count {
                if !isTaken(position) {
                    let key = reader.tree.text(child)
                    let advice =
                        NearestName.of(key, among: known).map { "Did you mean “\($0)”?" }
                        ?? Self.list(known)
                    reader.report(
                        .unknownKey,
                        at: child,
                        "“\(JSONText.visible(key))” is not a key here. " + advice
                    )
                }
                child = Int(reader.tree.nodes[child + 1].next)
            }
        }
        reader.asked.removeLast(reader.asked.count - base)
    }

    private static func list(_ known: [String]) -> String {
        var names: [String] = []
        for name in known where !names.contains(name) { names.append(name) }
        let shown = names.prefix(24).joined(separator: ", ")
        return names.isEmpty
            ? "Nothing may stand here."
            : "Keys here are: \(shown)\(names.count > 24 ? ", …" : "")."
    }
}
