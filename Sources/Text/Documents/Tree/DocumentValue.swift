package import Findings
package import Quantities

/// A value on its way into a document.
package indirect enum DocumentValue: Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int)
    /// A finite number; others are written as null.
    case number(Double)
    /// A number in the digits it was read in, in JSON's syntax, so that no decimal is rounded.
    case decimal(String)
    case text(String)
    case list([DocumentValue])
    /// Members in the order they are written; keys are unique.
    case mapping([DocumentMember])
}

/// One key of a mapping with its value.
package struct DocumentMember: Hashable, Sendable {
    package var key: String
    package var value: DocumentValue

    /// `value` under `key`.
    package init(_ key: String, _ value: DocumentValue) {
        self.key = key
        self.value = value
    }
}

extension DocumentValue {
    /// The text `100 uL`.
    package static func quantity(_ quantity: Quantity) -> DocumentValue {
        .text(quantity.description)
    }

    /// A mapping of the members whose value is not nil.
    package static func members(
        _ members: KeyValuePairs<String, DocumentValue?>
    ) -> DocumentValue {
        .mapping(members.compactMap { key, value in value.map { DocumentMember(key, $0) } })
    }

    /// The member of a mapping called `key`.
    package func member(_ key: String) -> DocumentValue? {
        guard case .mapping(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// What a fix puts into a document.
    package init(_ value: PatchValue) {
        switch value {
        case .text(let text): self = .text(text)
        case .number(let number): self = .number(number)
        case .flag(let flag): self = .flag(flag)
        case .list(let items): self = .list(items.map { DocumentValue($0) })
        case .mapping(let members):
            self = .mapping(members.map { DocumentMember($0.key, DocumentValue($0.value)) })
        }
    }

    /// Everything a tree holds, numbers in their digits.
    package init(_ tree: DocumentTree) { self.init(tree, 0) }

    /// Everything below one value of a document.
    package init(_ field: Field) { self.init(field.reader.tree, field.node) }

    /// Recursion is bounded by the depth the tree was read with.
    init(_ tree: DocumentTree, _ index: Int) {
        let count = Int(tree.nodes[index].length)
        switch tree.nodes[index].form {
        case .null: self = .null
        case .flag: self = .flag(tree.text(index, is: "true"))
        case .number: self = .decimal(tree.text(index))
        case .text: self = .text(tree.text(index))
        case .sequence:
            var items: [DocumentValue] = []
            var child = index + 1
            for _ in 0..<count {
                items.append(DocumentValue(tree, child))
                child = Int(tree.nodes[child].next)
            }
            self = .list(items)
        case .mapping:
            var members: [DocumentMember] = []
            var child = index + 1
            for _ in 0..<count {
                members.append(DocumentMember(tree.text(child), DocumentValue(tree, child + 1)))
                child = Int(tree.nodes[child + 1].next)
            }
            self = .mapping(members)
        }
    }

    /// Whether this is neither list nor mapping.
    var isScalar: Bool {
        switch self {
        case .list, .mapping: false
        default: true
        }
    }
}
