/// Writes a schema's repeated parts once: what stands under several properties in the same words
/// becomes a definition, named like the property.
enum SchemaSharing {
    /// Shorter ones cost less where they stand than a reference would.
    private static let leastLength = 64

    static func share(_ root: [DocumentMember]) -> DocumentValue {
        var counts: [DocumentValue: Int] = [:]
        count(.mapping(root), &counts)
        var sharing = Sharing(
            counts: counts.filter { $0.value > 1 },
            taken: definitionNames(root)
        )
        guard case .mapping(var members) = sharing.rewritten(.mapping(root)) else { return .null }
        if let at = members.firstIndex(where: { $0.key == "$defs" }),
            case .mapping(let definitions) = members[at].value
        {
            members[at].value = .mapping(definitions + sharing.definitions)
        }
        return .mapping(members)
    }

    private static func definitionNames(_ root: [DocumentMember]) -> [String] {
        guard case .mapping(let definitions) = root.first(where: { $0.key == "$defs" })?.value
        else { return [] }
        return definitions.map(\.key)
    }

    /// Counts the schemas that stand under properties.
    private static func count(_ value: DocumentValue, _ counts: inout [DocumentValue: Int]) {
        switch value {
        case .list(let items): for item in items { count(item, &counts) }
        case .mapping(let members):
            for member in members {
                if member.key == "properties", case .mapping(let properties) = member.value {
                    for property in properties where isWorthIt(property.value) {
                        counts[property.value, default: 0] += 1
                    }
                }
                count(member.value, &counts)
            }
        default: break
        }
    }

    private static func isWorthIt(_ schema: DocumentValue) -> Bool {
        DocumentWriter.json(schema).count >= leastLength
    }

    private struct Sharing {
        let counts: [DocumentValue: Int]
        var taken: [String]
        var names: [DocumentValue: String] = [:]
        var definitions: [DocumentMember] = []

        init(counts: [DocumentValue: Int], taken: [String]) {
            self.counts = counts
            self.taken = taken
        }

        mutating func rewritten(_ value: DocumentValue) -> DocumentValue {
            switch value {
            case .list(let items): return .list(items.map { rewritten($0) })
            case .mapping(let members):
                return .mapping(
                    members.map { member in
                        guard member.key == "properties",
                            case .mapping(let properties) = member.value
                        else { return DocumentMember(member.key, rewritten(member.value)) }
                        return DocumentMember("properties", .mapping(properties.map { shared($0) }))
                    }
                )
            default: return value
            }
        }

        private mutating func shared(_ property: DocumentMember) -> DocumentMember {
            guard counts[property.value] != nil else {
                return DocumentMember(property.key, rewritten(property.value))
            }
            let name = names[property.value] ?? define(property)
            return DocumentMember(property.key, SchemaWriter.reference(name))
        }

        private mutating func define(_ property: DocumentMember) -> String {
            var name = property.key
            var number = 1
            while taken.contains(name) {
                number += 1
                name = property.key + "-" + String(number)
            }
            taken.append(name)
            names[property.value] = name
            definitions.append(DocumentMember(name, property.value))
            return name
        }
    }
}
