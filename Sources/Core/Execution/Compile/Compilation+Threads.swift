import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    /// `do: parallel`: one thread a branch.
    mutating func parallel(_ parallel: ParallelStep, _ instance: Int) {
        guard !parallel.branches.isEmpty else { return }
        let first = graph.program.threads.count
        let parent = currentThread
        for branch in parallel.branches {
            graph.program.threads.append(ThreadEntry(name: branch.name, first: 0, parent: parent))
        }
        let range = first..<graph.program.threads.count
        graph.emit(.fork(threads: range, parallel.join, parallel.onFailure), step: instance)
        let here = graph.capture()
        var ended: [Frame] = []
        for (offset, branch) in parallel.branches.enumerated() {
            if parallel.branches[..<offset].contains(where: { $0.name == branch.name }) {
                report(
                    .duplicateName,
                    .itemKey("branches", offset, "name"),
                    "Two branches are called ‘\(branch.name)’."
                )
            }
            ended.append(thread(first + offset, branch.steps, instance))
        }
        graph.attach(here)
        join(ended, parallel)
    }

    /// What the branches' names are after they have come together.
    private mutating func join(_ ended: [Frame], _ parallel: ParallelStep) {
        let last = frames.count - 1
        for (branch, frame) in zip(parallel.branches, ended) {
            for name in frame.names.keys.sorted() {
                guard let binding = frame.names[name] else { continue }
                if parallel.join == .any {
                    frames[last].names[name] = .unreadable(.notOnEveryPath)
                } else {
                    if frames[last].names[name] != nil, !frames[last].weak.contains(name) {
                        report(
                            .duplicateName,
                            .key("branches"),
                            "‘\(name)’ is assigned in ‘\(branch.name)’ and in another branch."
                        )
                    }
                    frames[last].names[name] = binding
                    frames[last].weak.remove(name)
                }
            }
            if parallel.join == .all { keepMarks(frame) }
        }
    }

    /// Compiles a thread's steps to their end; returns its frame.
    private mutating func thread(_ number: Int, _ steps: [Step], _ instance: Int) -> Frame {
        graph.program.threads[number].first = graph.count
        let outer = currentThread
        currentThread = number
        frames.append(Frame(.thread))
        compile(steps)
        graph.emitEnd(step: instance)
        reportUnjoined()
        currentThread = outer
        return frames.removeLast()
    }

    // MARK: Background

    /// `do: start`: a thread that goes on beside the steps after it.
    mutating func start(_ name: String, _ steps: [Step], _ instance: Int) {
        if background(name) != nil {
            report(.duplicateName, .key("name"), "‘\(name)’ is started twice.")
        }
        let number = graph.program.threads.count
        graph.program.threads.append(ThreadEntry(name: name, first: 0, parent: currentThread))
        graph.emit(.start(thread: number), step: instance)
        let here = graph.capture()
        let frame = thread(number, steps, instance)
        graph.attach(here)
        let last = frames.count - 1
        for assigned in frame.names.keys.sorted() {
            frames[last].names[assigned] = .unreadable(.concurrent(name))
        }
        frames[last].backgrounds.append(
            Background(
                name: name,
                thread: number,
                frame: frame,
                phase: .running,
                path: place.path
            )
        )
    }

    /// `do: join`: waits for a background thread; its names can be read from here on.
    mutating func join(_ name: String, _ instance: Int) {
        guard let (frame, index) = background(name) else {
            guard !plan.starts(name) else {
                report(
                    .deadlock,
                    .key("name"),
                    "‘\(name)’ is joined where it cannot have ended: inside itself, or before it "
                        + "begins. Both would wait for each other; join it after its start."
                )
                return
            }
            let known = frames.flatMap { $0.backgrounds.map(\.name) }
            report(
                .unknownName,
                .key("name"),
                "Nothing called ‘\(name)’ was started here." + suggestion(name, among: known)
            )
            return
        }
        let background = frames[frame].backgrounds[index]
        graph.emit(.join(thread: background.thread), step: instance)
        frames[frame].backgrounds[index].phase = .joined
        let last = frames.count - 1
        for assigned in background.frame.names.keys.sorted() {
            frames[last].names[assigned] = background.frame.names[assigned]
        }
        keepMarks(background.frame)
    }

    /// Where a background thread of this name stands, in this thread and procedure.
    private func background(_ name: String) -> (frame: Int, index: Int)? {
        for frame in frames.indices.reversed() {
            if let index = frames[frame].backgrounds.lastIndex(where: { $0.name == name }) {
                return (frame, index)
            }
            if frames[frame].kind == .thread || frames[frame].kind == .procedure { break }
        }
        return nil
    }

    /// Threads of the innermost frame that nothing waits for.
    mutating func reportUnjoined() {
        for background in frames[frames.count - 1].backgrounds where background.phase == .running {
            report(
                .notReleased,
                .path(background.path),
                "‘\(background.name)’ is started and never joined; add a ‘join’ where it must be "
                    + "done."
            )
        }
    }
}
