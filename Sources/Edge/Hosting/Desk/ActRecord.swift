import Documents
import Foundation
import Journaling
import Labs
import Synchronization

/// What people did at a host, and what it did itself, on the lab's audit record.
///
/// What could be a hazard is on disk before it is done, or it is not done; what makes safe is never
/// kept waiting.
final class ActRecord: Sendable {
    /// So long the disk may take, s.
    private static let patience = 2.0
    /// Characters of one detail: the record never gives way, so nobody may fill it.
    private static let longest = 2000

    /// Nil where none could be opened.
    let journal: Journal?
    private let fault: String?

    /// Opens the lab's journal.
    init(_ loaded: LoadedLab) {
        do throws(Failure) {
            let path = try StateFolder.journal(of: loaded)
            do throws(JournalFault) {
                journal = try Journal(path)
                fault = nil
            } catch {
                throw Failure(error.message)
            }
        } catch {
            journal = nil
            fault = error.message
        }
    }

    /// Why nothing can be recorded now; nil where all is well.
    var standingFault: String? { fault ?? journal?.standing.fault }

    /// Notes what somebody did; waits for nothing.
    func note(_ act: String, _ details: KeyValuePairs<String, String>, by visitor: Visitor) {
        journal?.append([.audit(line: Self.line(act, details, visitor))])
    }

    /// Notes what the host did by itself.
    func noteOwn(_ act: String, _ details: KeyValuePairs<String, String>) {
        journal?.append([.audit(line: Self.line(act, details, nil))])
    }

    /// Puts on disk what somebody is about to do.
    ///
    /// - Throws: `Refusal` where that cannot be done in time.
    func require(
        _ act: String,
        _ details: KeyValuePairs<String, String>,
        by visitor: Visitor
    ) async throws(Refusal) {
        if let journal, standingFault == nil,
            let number = journal.append([.audit(line: Self.line(act, details, visitor))]),
            await journal.settled(number, seconds: Self.patience)
        {
            return
        }
        // The line may get there later all the same: it must not stand alone.
        note("not-done", ["instead-of": act], by: visitor)
        throw Refusal(
            .conflict,
            "Nothing new is begun, since it could not be recorded: "
                + (standingFault ?? "the disk does not answer.") + " Stopping works as ever."
        )
    }

    /// Writes what is left.
    func end() { journal?.end() }

    private static func line(
        _ act: String,
        _ details: KeyValuePairs<String, String>,
        _ visitor: Visitor?
    ) -> [UInt8] {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let who = [
            DocumentMember("user", .text(visitor?.user ?? "athanor")),
            DocumentMember("role", .text(visitor?.role.rawValue ?? "host")),
        ]
        let members =
            [DocumentMember("at", .text(Date().ISO8601Format(style)))] + who
            + [DocumentMember("act", .text(act))]
            + details.map { DocumentMember($0.key, .text(String($0.value.prefix(longest)))) }
        return DocumentWriter.json(.mapping(members))
    }
}
