import Documents
import Findings
import HTTPTypes
import Hosting
import Hummingbird
import NIOCore

/// What a host answers: JSON, and refusals with their reason.
enum Replies {
    static func json(
        _ value: DocumentValue,
        _ status: HTTPResponse.Status = .ok
    ) -> Response {
        bytes(DocumentWriter.json(value), "application/json", status)
    }

    static func bytes(
        _ bytes: [UInt8],
        _ type: String,
        _ status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    static func done(_ said: String) -> Response {
        json(.members(["ok": .flag(true), "said": .text(said)]))
    }

    /// How something a person had done ended, and what stood in its way.
    static func ending(_ words: HandWords) -> Response {
        json(
            .members([
                "ok": .flag(words.isDone), "said": .text(words.sentence),
                "troubles": .list(words.troubles.map { .text($0) }),
                "lease": words.held.map { .integer($0.lease) },
                "token": words.held.map { .integer(Int($0.token)) },
                "then": words.held.map { .list($0.then.map { .text($0) }) },
            ])
        )
    }

    static func refused(_ refusal: Refusal) -> Response {
        let status: HTTPResponse.Status =
            switch refusal.kind {
            case .invalid: .badRequest
            case .forbidden: .forbidden
            case .unknown: .notFound
            case .conflict: .conflict
            }
        return json(
            .members([
                "ok": .flag(false), "kind": .text(refusal.kind.rawValue),
                "error": .text(refusal.message),
            ]),
            status
        )
    }

    /// Server-sent events (HTML Living Standard, 9.2), one JSON object each.
    static func events(_ stream: AsyncStream<DocumentValue>) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                // What is a comment there keeps the connection open until the first event.
                try await writer.write(ByteBuffer(string: ": athanor\n\n"))
                for await event in stream {
                    var bytes = Array("data: ".utf8)
                    DocumentWriter.append(json: event, to: &bytes)
                    bytes += Array("\n\n".utf8)
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
                try await writer.finish(nil)
            }
        )
    }
}

/// A request's body as a document.
struct Ask {
    private let members: DocumentValue

    /// Reads the body; an empty one has no members.
    ///
    /// - Throws: `Refusal` where it is no JSON object, or larger than `limit` bytes.
    init(_ request: Request, limit: Int = 64 << 10) async throws {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch {
            throw Refusal(.invalid, "The request is larger than \(limit) bytes.")
        }
        let bytes = Array(buffer.readableBytesView)
        guard !bytes.isEmpty else {
            members = .mapping([])
            return
        }
        let limits = DocumentLimits(bytes: limit, depth: 12, nodes: 20_000)
        do throws(UnreadableDocument) {
            let tree = try DocumentTree.read(
                bytes,
                file: "request",
                syntax: .json,
                limits: limits
            )
            members = DocumentValue(tree)
        } catch {
            throw Refusal(.invalid, error.findings.first?.message ?? "That is no JSON.")
        }
        guard case .mapping = members else {
            throw Refusal(.invalid, "The request is one JSON object.")
        }
    }

    func value(_ key: String) -> DocumentValue? { members.member(key) }

    func text(_ key: String) throws(Refusal) -> String? {
        switch members.member(key) {
        case nil, .null: return nil
        case .text(let text): return text
        default: throw Refusal(.invalid, "“\(key)” is a text.")
        }
    }

    func required(_ key: String) throws(Refusal) -> String {
        guard let text = try text(key) else { throw Refusal(.invalid, "“\(key)” is missing.") }
        return text
    }

    func integer(_ key: String) throws(Refusal) -> Int? {
        switch members.member(key) {
        case nil, .null: return nil
        case .integer(let number): return number
        case .decimal(let digits):
            guard let number = Int(digits) else { break }
            return number
        default: break
        }
        throw Refusal(.invalid, "“\(key)” is a whole number.")
    }

    /// An object of texts, in its order.
    func texts(_ key: String) throws(Refusal) -> [(name: String, text: String)] {
        switch members.member(key) {
        case nil, .null: return []
        case .mapping(let members)?:
            return try members.map { member throws(Refusal) in
                guard case .text(let text) = member.value else {
                    throw Refusal(.invalid, "“\(member.key)” is a text.")
                }
                return (member.key, text)
            }
        default: throw Refusal(.invalid, "“\(key)” is an object of texts.")
        }
    }

    func flag(_ key: String) throws(Refusal) -> Bool {
        switch members.member(key) {
        case nil, .null: return false
        case .flag(let flag): return flag
        default: throw Refusal(.invalid, "“\(key)” is true or false.")
        }
    }
}
