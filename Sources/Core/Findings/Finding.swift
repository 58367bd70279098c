public import Quantities

/// Why a document is refused, or what to mind in it.
public struct Finding: Hashable, Sendable {
    /// What kind of fault this is; stable across versions.
    public var code: FindingCode
    /// How much it matters; its code's own severity unless changed.
    public var severity: Severity
    /// The id of the step concerned, where the plan gives one.
    public var step: String?
    /// Where in the document.
    public var path: DocumentPath
    /// The same place as line and column, once the document's spans are known.
    public var location: SourceLocation?
    /// One sentence: what is wrong, with the names and numbers of this case.
    public var message: String
    /// The numbers involved, by name.
    public var numbers: [NamedQuantity] = []
    /// The range that would pass, where there is one.
    public var allowed: AllowedRange?
    /// The shortest path to the fault, in plan terms, oldest first.
    public var trace: [String] = []
    /// How many places (iterations, wells) show the same fault.
    public var count = 1
    /// A change that removes this finding; offered only where rechecking proved it.
    public var fix: Fix?

    /// A finding of `code` at `path`; the severity is the code's own.
    public init(_ code: FindingCode, at path: DocumentPath, step: String? = nil, _ message: String)
    {
        self.code = code
        severity = code.severity
        self.step = step
        self.path = path
        self.message = message
    }
}

/// How much a finding matters.
public enum Severity: String, Hashable, Sendable {
    /// The document is refused.
    case error
    /// Accepted, with something to mind.
    case warning
    case note
}

/// A number with the name it has in a finding's sentence.
public struct NamedQuantity: Hashable, Sendable {
    /// What the number is called.
    public var name: String
    /// The number with its unit.
    public var quantity: Quantity

    /// `quantity` called `name`.
    public init(_ name: String, _ quantity: Quantity) {
        self.name = name
        self.quantity = quantity
    }
}

/// The values that would pass; an open end is nil.
public struct AllowedRange: Hashable, Sendable {
    /// The least value that passes; nil where there is no least one.
    public var low: Quantity?
    /// The greatest value that passes; nil where there is no greatest one.
    public var high: Quantity?

    /// From `low` to `high`.
    public init(low: Quantity? = nil, high: Quantity? = nil) {
        self.low = low
        self.high = high
    }
}

extension AllowedRange: CustomStringConvertible {
    /// The range in words: `1 uL to 5 uL`, `at least 1 uL`, `at most 5 uL` or `none`.
    public var description: String {
        switch (low, high) {
        case (let low?, let high?): "\(low) to \(high)"
        case (let low?, nil): "at least \(low)"
        case (nil, let high?): "at most \(high)"
        case (nil, nil): "none"
        }
    }
}

/// A change to a document, as one JSON Patch (RFC 6902) of `add`, `replace` and `remove`.
public struct Fix: Hashable, Sendable {
    /// One operation of the patch.
    public enum Change: Hashable, Sendable {
        case add(DocumentPath, PatchValue)
        case replace(DocumentPath, PatchValue)
        case remove(DocumentPath)
    }

    /// What the change does, in one short phrase.
    public var summary: String
    /// The operations, in the order they are carried out.
    public var changes: [Change]

    /// A fix made of `changes`, carried out in order.
    public init(_ summary: String, _ changes: [Change]) {
        self.summary = summary
        self.changes = changes
    }
}

/// A value a fix puts into a document.
public indirect enum PatchValue: Hashable, Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([PatchValue])
    /// Members in the order they are written.
    case mapping([Member])

    /// One key and its value.
    public struct Member: Hashable, Sendable {
        /// The key, unescaped.
        public var key: String
        /// The value under the key.
        public var value: PatchValue

        /// `value` under `key`.
        public init(_ key: String, _ value: PatchValue) {
            self.key = key
            self.value = value
        }
    }
}
