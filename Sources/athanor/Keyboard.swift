import Foundation
import Glibc

/// A terminal read key by key, without echo.
///
/// Asks the terminal for the kitty keyboard protocol's event types (its documentation, “Report
/// event types”), so that letting a key go is seen; terminals that do not know it send presses
/// only. Asks also to be told when the keyboard goes elsewhere: not every terminal lets go of a key
/// then that is still down.
final class Keyboard {
    enum Arrow: Hashable { case left, right, up, down, pageUp, pageDown }

    enum Stroke: Hashable {
        /// One press: a bounded step.
        case pressed
        /// Pressed with shift where its release will be told: move while it is held.
        case held
        /// It is still held.
        case repeated
        /// Let go, or its shift was.
        case released
    }

    enum Key: Hashable {
        case letter(Character)
        case arrow(Arrow, Stroke)
        /// Escape, Ctrl-C, or the terminal's end.
        case escape
        /// What is typed goes elsewhere from now on.
        case focusLost
    }

    /// So long the bytes of one key may be apart, s.
    private static let greatestGap = 0.05

    private var before = termios()
    private var rest: [UInt8] = []
    private var tellsRelease = false

    /// nil where standard input is no terminal.
    init?() {
        guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
        var raw = before
        // Ctrl-C is a key as well: whoever wants out gets out by the way that stops the device.
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        guard unsafe tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return nil }
        // Push “disambiguate” and “report event types”, then ask what is in force; focus reports.
        Terminal.raw("\u{1B}[>3u\u{1B}[?u\u{1B}[?1004h")
    }

    func restore() {
        Terminal.raw("\u{1B}[?1004l\u{1B}[<u")
        _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &before)
    }

    /// The keys pressed within so many seconds.
    func keys(within seconds: Double) -> [Key] {
        var watched = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        // The rest of a sequence may be on its way.
        let patience = rest.isEmpty ? seconds : max(seconds, Self.greatestGap)
        guard unsafe poll(&watched, 1, Int32(patience * 1000)) > 0 else {
            // An escape that nothing follows is the key itself.
            guard rest == [0x1B] else { return [] }
            rest = []
            return [.escape]
        }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(STDIN_FILENO, &bytes, bytes.count)
        guard count > 0 else { return [.escape] }
        rest += bytes.prefix(count)
        var keys: [Key] = []
        while let key = next() { if let key = key.key { keys.append(key) } }
        return keys
    }

    private struct Parsed { var key: Key? }

    /// Takes one key off `rest`; nil where it is not complete.
    private func next() -> Parsed? {
        guard let first = rest.first else { return nil }
        guard first == 0x1B else {
            rest.removeFirst()
            return Parsed(key: first == 3 ? .escape : .letter(Character(UnicodeScalar(first))))
        }
        guard rest.count > 2, rest[1] == 0x5B else {
            guard rest.count > 1, rest[1] != 0x5B else { return nil }
            rest.removeFirst()
            return Parsed(key: .escape)
        }
        guard let end = rest[2...].firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            return nil
        }
        let body = String(decoding: rest[2..<end], as: UTF8.self)
        let final = rest[end]
        rest.removeFirst(end + 1)
        return Parsed(key: key(body, final))
    }

    /// `1;2:1A`: shift with up, pressed.
    private func key(_ body: String, _ final: UInt8) -> Key? {
        if final == 0x75, body.hasPrefix("?") {
            tellsRelease = Int(body.dropFirst()).map { $0 & 2 != 0 } ?? false
            return nil
        }
        if final == 0x4F, body.isEmpty { return .focusLost }
        let parts = body.split(separator: ";", omittingEmptySubsequences: false)
        let second = parts.count > 1 ? parts[1].split(separator: ":") : []
        let modifiers = (second.first.flatMap { Int($0) } ?? 1) - 1
        let event = second.count > 1 ? Int(second[1]) ?? 1 : 1
        if final == 0x75, let code = Int(parts[0].prefix { $0 != ":" }),
            let scalar = UnicodeScalar(code), event != 3
        {
            let isControlC = code == 99 && modifiers & 4 != 0
            return code == 27 || isControlC ? .escape : .letter(Character(scalar))
        }
        let arrow: Arrow? =
            switch (final, parts.first) {
            case (0x41, _): .up
            case (0x42, _): .down
            case (0x43, _): .right
            case (0x44, _): .left
            case (0x7E, "5"): .pageUp
            case (0x7E, "6"): .pageDown
            default: nil
            }
        guard let arrow else { return nil }
        if event == 3 { return .arrow(arrow, .released) }
        // Repeats by themselves are no presses: what was stopped does not begin again by them.
        guard tellsRelease, modifiers & 1 != 0 else {
            return .arrow(arrow, event == 2 ? .released : .pressed)
        }
        return .arrow(arrow, event == 2 ? .repeated : .held)
    }
}
