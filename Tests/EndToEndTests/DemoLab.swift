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
enum Campaign {
    static let isWhole = ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1"

    static func count(_ slice: Int, soak: Int) -> Int { isWhole ? soak : slice }
}
