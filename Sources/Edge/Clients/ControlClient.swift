package import Documents
package import Hosting
import NIOCore
import NIOHTTP1
import NIOPosix

/// A client of a running host, over its control socket.
///
/// Blocking: for command lines, on a thread that may wait.
package final class ControlClient: Sendable {
    /// What the host answered.
    package struct Reply: Sendable {
        package var status: Int
        package var bytes: [UInt8]

        package var isDone: Bool { (200..<300).contains(status) }

        /// The answer as a document; null where it is none.
        package var document: DocumentValue {
            let limits = DocumentLimits(bytes: 64 << 20, depth: 32, nodes: 4_000_000)
            let tree = try? DocumentTree.read(
                bytes,
                file: "reply",
                syntax: .json,
                limits: limits
            )
            return tree.map { DocumentValue($0) } ?? .null
        }

        /// What was said, or why not.
        package var words: String {
            let document = document
            for key in ["said", "error"] {
                if case .text(let text)? = document.member(key) { return text }
            }
            return "The host answered \(status)."
        }
    }

    private enum Standing { case open, answered }

    private typealias Wire = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    /// How long an answer is waited for, s.
    package static let patience = 30.0

    private let path: String

    package init(at path: String) { self.path = path }

    /// Looks; asked once more where the connection broke, since looking changes nothing.
    package func get(_ resource: String) throws(Failure) -> Reply {
        if let reply = try? call(.GET, resource, nil) { return reply }
        return try call(.GET, resource, nil)
    }

    package func post(
        _ resource: String,
        _ body: DocumentValue? = nil,
        patience: Double = ControlClient.patience
    ) throws(Failure) -> Reply {
        try call(.POST, resource, body, patience)
    }

    package func delete(_ resource: String) throws(Failure) -> Reply {
        try call(.DELETE, resource, nil)
    }

    private func call(
        _ method: HTTPMethod,
        _ resource: String,
        _ body: DocumentValue?,
        _ patience: Double = ControlClient.patience
    ) throws(Failure) -> Reply {
        let path = path
        let bytes = body.map { DocumentWriter.json($0) } ?? []
        return try Self.waiting(seconds: patience) {
            try await Self.exchange(at: path, method, resource, bytes)
        }
    }

    private static func exchange(
        at path: String,
        _ method: HTTPMethod,
        _ resource: String,
        _ body: [UInt8]
    ) async throws -> Reply {
        var reply = Reply(status: 0, bytes: [])
        try await request(at: path, method, resource, body) { part in
            switch part {
            case .head(let head): reply.status = Int(head.status.code)
            case .body(let buffer): reply.bytes += buffer.readableBytesView
            case .end: return false
            }
            return true
        }
        return reply
    }

    /// One request on a connection of its own; `take` says whether more is wanted.
    static func request(
        at path: String,
        _ method: HTTPMethod,
        _ resource: String,
        _ body: [UInt8],
        _ take: (HTTPClientResponsePart) -> Bool
    ) async throws {
        let wire = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try Wire(wrappingChannelSynchronously: channel)
                }
            }
        var standing = Standing.open
        do {
            try await wire.executeThenClose { inbound, outbound in
                let headers: HTTPHeaders = [
                    "Host": "athanor", "Connection": "close", "Content-Length": "\(body.count)",
                ]
                let head = HTTPRequestHead(
                    version: .http1_1,
                    method: method,
                    uri: "/" + resource,
                    headers: headers
                )
                var parts: [HTTPClientRequestPart] = [.head(head)]
                if !body.isEmpty { parts.append(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
                // In one piece: the host answers and closes as soon as it has read enough, and what
                // was written after that would fail.
                try await outbound.write(contentsOf: parts + [.end(nil)])
                for try await part in inbound where !take(part) {
                    standing = .answered
                    break
                }
            }
        } catch  where standing == .answered {
            // How the host closes after its answer is its own affair.
        }
    }

    /// Waits for what runs elsewhere.
    static func waiting<Value: Sendable>(
        seconds: Double,
        _ body: @escaping @Sendable () async throws -> Value
    ) throws(Failure) -> Value {
        let box = ResultBox<Value>()
        let task = Task.detached {
            do {
                let value = try await body()
                box.put(.success(value))
            } catch {
                box.put(.failure(error))
            }
        }
        guard let result = box.wait(seconds: seconds) else {
            task.cancel()
            throw Failure("The host did not answer within \(Int(seconds)) s.")
        }
        switch result {
        case .success(let value): return value
        case .failure(let error):
            throw Failure("The host cannot be reached (\(error)): has it ended?")
        }
    }
}
