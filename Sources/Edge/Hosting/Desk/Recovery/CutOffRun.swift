import Documents
import Foundation
import Interlocks
import Journaling
import Labs
import Lines
import Quantities
import Reports

/// A run whose host died with it: how far it came, and which commands nobody knows the end of.
struct CutOffRun: Sendable {
    /// What the device shows of a command in doubt.
    enum Evidence: Sendable {
        /// The point reads what it was told: the command was carried out, or made no difference.
        case shownDone(String)
        case shownOtherwise(String)
        /// Nothing that is read would tell.
        case none
    }

    let run: JournalReader.Run
    /// Why it does not go on.
    var reason: String?
    let doubts: [JournalReader.Intent]
    /// The last step that was entered, as the trace names it.
    let step: String?

    var number: Int64 { run.header.run }

    /// The runs of this journal that were cut off, the oldest first.
    static func find(in path: String) throws(JournalFault) -> [CutOffRun] {
        let reader = try JournalReader(path)
        var found: [CutOffRun] = []
        for run in try reader.openRuns() {
            let number = run.header.run
            found.append(
                CutOffRun(
                    run: run,
                    doubts: try reader.intentsInDoubt(of: number),
                    step: lastStep(of: number, in: reader)
                )
            )
        }
        return found
    }

    private static func lastStep(of run: Int64, in reader: JournalReader) -> String? {
        let mark = Array(#"{"event":"step-entered""#.utf8)
        var last: [UInt8]?
        try? RunExport(run, in: reader).eachEvent { line in
            if line.starts(with: mark) { last = line }
        }
        guard let last, let tree = try? DocumentTree.read(last, file: "journal", syntax: .json),
            case .text(let step)? = DocumentValue(tree).member("step")
        else { return nil }
        return step
    }

    /// What is to be told of it, with what the devices show now.
    func document(_ image: ProcessImage, _ loaded: LoadedLab) -> DocumentValue {
        .members([
            "run": .integer(Int(run.header.run)), "plan": .text(run.header.plan),
            "by": .text(run.header.by), "reason": reason.map { .text($0) },
            "step": step.map { .text($0) },
            "in-doubt": .list(
                doubts.map { intent in
                    let (words, evidence) = Self.words(intent, image, loaded)
                    let (shown, isDone): (String?, Bool?) =
                        switch evidence {
                        case .shownDone(let shown): (shown, true)
                        case .shownOtherwise(let shown): (shown, false)
                        case .none: (nil, nil)
                        }
                    return .members([
                        "command": .integer(Int(intent.command)), "told": .text(words),
                        "shows": shown.map { .text($0) }, "is-done": isDone.map { .flag($0) },
                    ])
                }
            ),
        ])
    }

    /// What a command told its device, and what that shows now.
    private static func words(
        _ intent: JournalReader.Intent,
        _ image: ProcessImage,
        _ loaded: LoadedLab
    ) -> (String, Evidence) {
        guard let tree = try? DocumentTree.read(intent.line, file: "journal", syntax: .json),
            case let line = DocumentValue(tree), case .text(let device)? = line.member("device")
        else { return ("what cannot be read any more", .none) }
        if case .text(let request)? = line.member("send") {
            return ("\(device): \(request)", .none)
        }
        guard case .text(let name)? = line.member("write"),
            case .decimal(let digits)? = line.member("value"), let value = Double(digits),
            let point = loaded.names.point(device + "." + name)
        else { return (device, .none) }
        let definition = loaded.names.points[point].definition
        let told = Reading(value: value, quality: .good, at: image[point].at)
        let words = "\(device).\(name) = \(ReadingText.value(told, of: definition))"
        let reading = image[point]
        guard reading.quality == .good else { return (words, .none) }
        let shown = ReadingText.value(reading, of: definition)
        let isClose = abs(reading.value - value) <= max(abs(value) * 1e-4, 1e-9)
        return (words, isClose ? .shownDone(shown) : .shownOtherwise(shown))
    }
}
