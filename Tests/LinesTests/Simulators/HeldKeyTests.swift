import Foundation
import Testing

/// A key held down in a terminal that tells when it is let go: an axis moves just as long.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HeldKeyTests {
    /// m; the fastest jog of the axis covers this in the time of a lease and a stop, with room for
    /// a busy machine.
    private static let greatestTravel = 0.02

    /// What ends a hold while the key is still down, or lets it go.
    enum Ending: String, CaseIterable, Sendable {
        case release, shiftLetGo, focusLost, space, silence, controlC, hangUp

        fileprivate var key: TypedTerminal.Key? {
            switch self {
            case .release: .releaseLeft
            case .shiftLetGo: .repeatLeftWithoutShift
            case .focusLost: .focusLost
            case .space: .space
            case .controlC: .controlC
            case .silence, .hangUp: nil
            }
        }

        fileprivate var isLast: Bool { self == .controlC || self == .hangUp }
    }

    private func jog(_ stage: JogStage) throws -> TypedTerminal {
        let terminal = try TypedTerminal(
            Checkout.program,
            ["jog", "gantry"] + stage.options,
            environment: stage.bench.environment
        )
        terminal.read(seconds: 1.5)
        #expect(terminal.shown.contains("gantry: yours"), "\(terminal.shown)")
        return terminal
    }

    @Test(arguments: Ending.allCases)
    func `an axis moves while a key is held, and rests whatever ends that`(_ ending: Ending) throws
    {
        let stage = try JogStage()
        let start = try stage.rest("x")
        let terminal = try jog(stage)
        terminal.type(.pressLeft)
        let moving = try terminal.whileHeld {
            terminal.read(seconds: 1.5)
            return try stage.place("x")
        }
        #expect(moving < start - Self.greatestTravel / 2, "from \(start) to \(moving)")
        if let key = ending.key { terminal.type(key) }
        if ending == .hangUp { terminal.hangUp() }
        if ending == .silence { terminal.read(seconds: 0.5) }
        let place = try stage.place("x")
        // The key is still down: what it goes on repeating moves nothing.
        let rest =
            ending.isLast
            ? try stage.rest("x") : try terminal.whileHeld { try stage.rest("x") }
        #expect(abs(rest - place) < Self.greatestTravel, "from \(place) to \(rest)")
        if ending.isLast {
            #expect(terminal.ends(seconds: 10))
        } else {
            try goOn(terminal, stage, from: rest)
        }
        let status = try stage.bench.run(["status", "--json"] + stage.options)
        #expect(!status.output.contains("held-by"), "\(status.output)")
        try stage.end()
    }

    /// A new press moves again; whoever leaves gives the terminal back as it was.
    private func goOn(_ terminal: TypedTerminal, _ stage: JogStage, from rest: Double) throws {
        terminal.type(.releaseLeft)
        terminal.type(.pressLeft)
        terminal.whileHeld { terminal.read(seconds: 1) }
        terminal.type(.releaseLeft)
        #expect(try stage.rest("x") < rest - 0.001)
        terminal.type(.quit)
        #expect(terminal.ends(seconds: 10))
        let last = terminal.shown.suffix(80)
        #expect(last.hasSuffix("\u{1B}[?1004l\u{1B}[<u"), "\(last)")
    }
}
