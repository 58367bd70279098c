import Foundation
import Quantities
import Running

/// How records of a run stand in the journal's history.
enum HistoryCoding {
    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        return encoder
    }

    /// Reads instants that were written on a time line which began `shift` later than the reader's.
    static func decoder(shiftedBy shift: Lapse) -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        if let key = Instant.shift { decoder.userInfo[key] = shift }
        return decoder
    }
}
