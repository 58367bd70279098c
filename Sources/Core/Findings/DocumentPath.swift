/// Where in a document something stands: `/steps/3/volume`.
public struct DocumentPath: Hashable, Sendable {
    /// One step down: into a mapping by key, into a sequence by index.
    public enum Component: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    /// From the root down.
    public var components: [Component]

    /// The path with these components; none is the root.
    public init(_ components: [Component] = []) { self.components = components }

    /// One level down, into the mapping's `key`.
    public func key(_ key: String) -> DocumentPath { DocumentPath(components + [.key(key)]) }

    /// One level down, into the sequence's `index`, from 0.
    public func index(_ index: Int) -> DocumentPath { DocumentPath(components + [.index(index)]) }
}

extension DocumentPath: CustomStringConvertible {
    /// A JSON Pointer (RFC 6901); the root is the empty text.
    public var description: String {
        components.reduce(into: "") { text, component in
            switch component {
            case .index(let index): text += "/\(index)"
            case .key(let key):
                text += "/"
                for character in key {
                    switch character {
                    case "~": text += "~0"
                    case "/": text += "~1"
                    default: text.append(character)
                    }
                }
            }
        }
    }
}

/// A place in a file, for people: lines and columns count from 1, columns in characters.
public struct SourceLocation: Hashable, Sendable {
    /// The file as it was named to the reader.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column in characters, from 1.
    public var column: Int

    /// A place in `file`.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:column`.
    public var description: String { "\(file):\(line):\(column)" }
}
