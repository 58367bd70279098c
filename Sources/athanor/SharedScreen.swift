import Synchronization

/// The terminal's lines, shared by the run's progress and whoever asks a person.
///
/// Any thread may call. While somebody is asked, progress is not drawn over the question.
final class SharedScreen: Sendable {
    private struct Content {
        var screen = LiveScreen()
        var questions = 0
    }

    private let content = Mutex(Content())

    func show(_ text: String) {
        content.withLock { content in
            if content.questions == 0 { content.screen.show(text) }
        }
    }

    func note(_ text: String) { content.withLock { $0.screen.note(text) } }

    func end() { content.withLock { $0.screen.end() } }

    /// Shows a question and keeps the progress away until `answer` was called.
    func question(_ text: String) {
        content.withLock { content in
            content.questions += 1
            content.screen.note(text)
        }
    }

    func answered() { content.withLock { $0.questions -= 1 } }
}
