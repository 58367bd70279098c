import Findings
import Hosting
import Records
import Rehearsal
import Reports
import Running
import Simulation

/// Three days at temperature, on simulated devices, with the report.
enum AnnealSpeed {
    static func run() throws(Failure) {
        let loaded = try DemoFiles.open()
        let bytes = try Files.read(DemoFiles.anneal)
        let review = PlanReview(bytes, file: DemoFiles.anneal, in: loaded, provingFixes: false)
        guard let checked = review.checked else {
            throw Failure("The anneal is refused: \(review.findings.first?.message ?? "")")
        }
        var times: [Double] = []
        var (frames, size) = (0, 0)
        var failure: Failure?
        for _ in 0..<5 {
            times.append(
                Stopwatch.seconds {
                    do throws(Failure) {
                        var rehearsal = Rehearsal(checked, in: loaded, options: .init())
                        var recorder = Recorder(checked, in: loaded, trace: nil)
                        try rehearsal.play { run, records, readings in
                            recorder.take(records, readings, began: run.cycle.began)
                        }
                        recorder.finish(rehearsal.outcome, at: rehearsal.run.now)
                        let facts = RunFacts(
                            version: "bench",
                            seed: 1,
                            faults: [],
                            findings: [],
                            began: rehearsal.run.cycle.began,
                            ended: rehearsal.run.now,
                            outcome: rehearsal.outcome,
                            energy: rehearsal.energy()
                        )
                        size = HTMLReport.render(recorder.summary(facts)).count
                        frames = rehearsal.run.transactions * 2
                    } catch {
                        failure = error
                    }
                }
            )
        }
        if let failure { throw failure }
        print("seconds \(Stopwatch.median(times))")
        print("frames \(frames)")
        print("report \(Double(size) / 1e6)")
    }
}
