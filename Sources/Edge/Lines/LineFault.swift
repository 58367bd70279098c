import Glibc

/// Why a line cannot be used: what was tried, what the system said, what to do.
package struct LineFault: Error, Hashable, Sendable {
    package var message: String

    package init(_ message: String) { self.message = message }

    /// The message as a sentence among others.
    package var sentence: String { message.hasSuffix(".") ? message : message + "." }

    /// A failed system call, with the reason its `errno` names.
    package init(_ what: String, errno code: Int32) {
        message = "\(what): \(Self.reason(code))"
    }

    /// The system's words for an error, and what a person can do about the usual ones.
    static func reason(_ code: Int32) -> String {
        let hint: String? =
            switch code {
            case ENOENT, ENODEV, ENXIO: "is it plugged in, and is the name right?"
            case EACCES, EPERM: "the user needs the group dialout"
            case EBUSY, EWOULDBLOCK: "another program holds it"
            case ENOTTY: "it is no serial port"
            case ECONNREFUSED: "nothing listens there"
            case EHOSTUNREACH, ENETUNREACH, ETIMEDOUT: "is it switched on and on this network?"
            default: nil
            }
        var text = [CChar](repeating: 0, count: 256)
        // Glibc shows the POSIX form: 0 where it wrote the words.
        let failed = unsafe strerror_r(code, &text, text.count) != 0
        let words = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let said = failed ? "error \(code)" : String(decoding: words, as: UTF8.self)
        return hint.map { "\(said) (\($0))" } ?? said
    }
}
