package import Documents

/// A recipe as a plan of one lab.
package struct RecipePlan: Sendable {
    package var id: String
    package var doi: String
    /// The composition it makes.
    package var target: String
    package var document: DocumentValue
    /// What the recipe leaves open, and where the plan cannot follow it.
    package var notes: [ImportNote]

    /// The plan as a file: DOI and notes as comments above it.
    package var yaml: [UInt8] {
        var head =
            "# \(target), doi:\(doi), as mined from the paper's text. Read the paper first.\n"
        for note in notes { head += "# \(note.kind.rawValue): \(note.text)\n" }
        return Array(head.utf8) + DocumentWriter.yaml(document)
    }
}

/// One thing about a plan that the recipe does not say, or says otherwise; one line.
package struct ImportNote: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The recipe does not say; the plan does.
        case assumed
        /// The recipe can mean several things; a person is asked while the plan runs.
        case asks
        /// The recipe says something else that this lab cannot do.
        case departs
    }

    package var kind: Kind
    package var text: String

    init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
