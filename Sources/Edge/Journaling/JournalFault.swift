/// Why a journal cannot be had, or not be written; a sentence for people.
package struct JournalFault: Error, Hashable, Sendable {
    package var message: String

    package init(_ message: String) { self.message = message }
}
