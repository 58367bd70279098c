package import Documents
import Quantities

/// Short forms for writing plans as values.
enum Writing {
    static func step(_ verb: String, _ members: (String, DocumentValue?)...) -> DocumentValue {
        var all = [DocumentMember("do", .text(verb))]
        for (key, value) in members {
            if let value { all.append(DocumentMember(key, value)) }
        }
        return .mapping(all)
    }

    static func map(_ members: (String, DocumentValue?)...) -> DocumentValue {
        .mapping(members.compactMap { key, value in value.map { DocumentMember(key, $0) } })
    }

    /// `12.5 uL`.
    static func amount(_ value: Double, _ unit: String) -> DocumentValue {
        .text(DecimalText.short(value, digits: 9) + " " + unit)
    }

    static func range(_ low: Double, _ high: Double, _ unit: String) -> DocumentValue {
        .list([amount(low, unit), amount(high, unit)])
    }

    /// Minutes, rounded up to five.
    static func minutes(_ value: Double) -> DocumentValue {
        amount((value / 5).rounded(.up) * 5, "min")
    }
}

extension DocumentValue {
    /// The member of a mapping called `key`, nil elsewhere.
    package func find(_ key: String) -> DocumentValue? {
        guard case .mapping(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    package var textValue: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The mapping with `key` set, replaced or (nil) removed; other values unchanged.
    package func with(_ key: String, _ value: DocumentValue?) -> DocumentValue {
        guard case .mapping(var members) = self else { return self }
        let index = members.firstIndex { $0.key == key }
        switch (index, value) {
        case (let index?, let value?): members[index].value = value
        case (let index?, nil): members.remove(at: index)
        case (nil, let value?): members.append(DocumentMember(key, value))
        case (nil, nil): break
        }
        return .mapping(members)
    }
}
