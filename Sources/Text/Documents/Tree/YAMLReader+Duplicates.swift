import Findings
import Yams

extension YAMLReader {
    /// Names every duplicate key with the places of both.
    ///
    /// The parser refuses duplicates before it hands out a tree, and tells only where the first
    /// of one pair is. So that key is replaced by a stand-in of the same length that occurs
    /// nowhere else, until the document composes; the places of all keys are then known.
    static func duplicates(
        in text: String,
        _ bytes: [UInt8],
        _ file: String,
        _ limits: DocumentLimits
    ) -> UnreadableDocument {
        var source = bytes
        var standIns: [String: String] = [:]
        var next: UInt32 = 0xF0000
        var latest = (name: "", place: 0)
        // Each round parses everything; a large document gets fewer.
        let rounds = min(KeyPair.limit, max(3, (4 << 20) / max(bytes.count, 1)))
        for _ in 0..<rounds {
            do {
                let body = source.dropFirst(DocumentTree.markLength(source))
                _ = try composeTree(
                    String(decoding: body, as: UTF8.self),
                    bytes,
                    file,
                    limits,
                    standIns: standIns
                )
                // Composing finds duplicates again under their own names; these are keys that
                // only look alike (é in one character and in two).
                return unplaced(latest.name, at: latest.place, bytes, file)
            } catch let refusal as UnreadableDocument {
                return refusal
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let name = names.first ?? ""
                let (line, column) = (context.mark.line, context.mark.column)
                var original = YAMLMarks(bytes)
                var current = YAMLMarks(source)
                let place = original.offset(line: line, column: column)
                latest = (name, place)
                let start = current.offset(line: line, column: column)
                let ends = YAMLEnds(bytes: source)
                let isQuoted = start < source.count && [0x22, 0x27].contains(source[start])
                let end = ends.scalar(isQuoted ? .quoted : .plain, from: start, value: name)
                let key = String(decoding: source[start..<end], as: UTF8.self)
                guard end > start, !key.contains(where: \.isNewline),
                    let standIn = Self.standIn(key, &next, text)
                else { return unplaced(name, at: place, bytes, file) }
                standIns[standIn.filter { $0 != "\"" && $0 != "'" }] = name
                source.replaceSubrange(start..<end, with: standIn.utf8)
            } catch {
                return unplaced(latest.name, at: latest.place, bytes, file)
            }
        }
        return unplaced(latest.name, at: latest.place, bytes, file)
    }

    /// As many of one private-use character as `key` has scalars, so that columns stay as they
    /// are; quotes stay too, because a value may follow a quoted key without a space.
    private static func standIn(_ key: String, _ next: inout UInt32, _ text: String) -> String? {
        while next < 0xFFFF0, let scalar = Unicode.Scalar(next) {
            next += 1
            if text.unicodeScalars.contains(scalar) { continue }
            var result = key.unicodeScalars
            let isQuoted = result.first == "\"" || result.first == "'"
            let body = isQuoted ? key.unicodeScalars.dropFirst().dropLast() : result[...]
            guard !body.isEmpty else { return nil }
            result.replaceSubrange(
                body.startIndex..<body.endIndex,
                with: repeatElement(scalar, count: body.count)
            )
            return String(result)
        }
        return nil
    }

    private static func unplaced(
        _ name: String,
        at offset: Int,
        _ bytes: [UInt8],
        _ file: String
    ) -> UnreadableDocument {
        let subject = name.isEmpty ? "A key" : "“\(JSONText.visible(name))”"
        return UnreadableDocument(
            .duplicateKey,
            "\(subject) stands more than once in this mapping. Keep one.",
            at: offset,
            of: bytes,
            file: file
        )
    }
}
