extension FindingCode {
    /// The catalogue's row of this code.
    public var meaning: Meaning {
        Self.catalogue[self] ?? Meaning(hazard: 0, severity: .error, title: rawValue)
    }

    /// One row a code; a test holds it complete.
    static let catalogue: [FindingCode: Meaning] = Dictionary(
        formRows + wetRows + machineRows + planRows,
        uniquingKeysWith: { first, _ in first }
    )

    /// A code, and what it means.
    typealias CatalogueRow = (FindingCode, Meaning)

    /// The row of a code that refuses the document.
    static func row(_ code: FindingCode, _ hazard: Int, _ title: String) -> CatalogueRow {
        (code, Meaning(hazard: hazard, severity: .error, title: title))
    }

    /// The row of a code that only warns.
    static func warning(_ code: FindingCode, _ hazard: Int, _ title: String) -> CatalogueRow {
        (code, Meaning(hazard: hazard, severity: .warning, title: title))
    }
}
