import Devices

/// What follows faults, in profiles and labs alike.
enum FaultSchema {
    private typealias Piece = SchemaPiece

    static var rules: DocumentValue {
        let answer = Piece.text(
            "safe-stop, stop, hold, continue, “retry 2 then hold” or “suspend 10 min then stop”."
        )
        var keys: [(String, DocumentValue)] = [("any?", answer)]
        for kind in FaultKind.allCases { keys.append((kind.rawValue + "?", answer)) }
        return Piece.object("What follows faults, by kind.", keys)
    }
}
