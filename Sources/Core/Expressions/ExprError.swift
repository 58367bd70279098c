package import Findings

/// Why a text is no expression, or an expression makes no sense.
package struct ExprError: Error, Hashable, Sendable {
    package var code: FindingCode
    package var message: String
    /// Characters from the start of the text, from 0.
    package var offset: Int

    package init(_ code: FindingCode, _ message: String, at offset: Int = 0) {
        self.code = code
        self.message = message
        self.offset = offset
    }
}
