import Foundation
import Hosting
import Testing
import Trials

/// The demonstration laboratory as shipped, read once.
enum DemoLab {
    /// The repository's root, from where this file stands.
    static let root: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path
    }()

    static let folder = root + "/Examples/demo"

    private static let opened = Result<LoadedLab, Failure> { () throws(Failure) in
        try LabFolder.open(folder, library: root)
    }

    static func open() throws -> LoadedLab { try opened.get() }

    static func judge() throws -> Judge {
        let loaded = try open()
        return Judge(lab: loaded.lab, names: loaded.names, state: loaded.state)
    }

    static func plans() -> [String] {
        Files.list(folder + "/plans", extensions: ["yaml", "json"])
    }

    static func wrongPlans() -> [String] {
        Files.list(folder + "/wrong", extensions: ["yaml", "json"])
    }
}

/// How much a test does: a slice, or the whole campaign of `make soak`.
///
/// `ATHANOR_SOAK_SEED` moves a campaign to seeds no earlier one has tried.
enum Campaign {
    private static let environment = ProcessInfo.processInfo.environment
    static let isWhole = environment["ATHANOR_SOAK"] == "1"
    private static let first = environment["ATHANOR_SOAK_SEED"].flatMap { UInt64($0) } ?? 0

    static func count(_ slice: Int, soak: Int) -> Int { isWhole ? soak : slice }

    static func seeds(_ slice: Int, soak: Int) -> Range<UInt64> {
        first..<(first + UInt64(count(slice, soak: soak)))
    }
}
