import Findings

enum YAMLReader {
    static func tree(
        of bytes: [UInt8],
        file: String,
        limits: DocumentLimits
    ) throws(UnreadableDocument) -> DocumentTree {
        throw UnreadableDocument(.syntax, "YAML is not read yet.", at: 0, of: bytes, file: file)
    }
}
