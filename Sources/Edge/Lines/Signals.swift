import Glibc

/// Ctrl-C and its kin, as something a thread waits for.
///
/// `block` must come before any other thread starts: threads inherit it.
package enum Signals {
    private static let watched = [SIGINT, SIGTERM, SIGHUP]

    /// From now on these signals end nothing by themselves; a closed pipe is an error of `write`.
    package static func block() {
        ignoreClosedPipes()
        var set = set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// From now on writing to a process that has ended is an error, not this process's end.
    package static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }

    /// The next of them; waits as long as it takes.
    package static func wait() -> Int32 {
        var set = set
        var number: Int32 = 0
        while unsafe sigwait(&set, &number) != 0 {}
        return number
    }

    /// Asks this process to end, as somebody outside would.
    package static func end() { _ = kill(getpid(), SIGTERM) }

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in watched { unsafe sigaddset(&set, signal) }
        return set
    }
}
