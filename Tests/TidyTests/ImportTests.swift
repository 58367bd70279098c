import Testing

/// The table of who may import whom: the design's, as Package.swift has it.
///
/// The compiler holds direct imports; this holds the table itself, so that a row cannot grow unnoticed.
@Suite struct ImportTests {
    static let table: [String: Set<String>] = [
        "Quantities": [], "Findings": ["Quantities"],
        "Expressions": ["Findings"], "Devices": ["Expressions"], "Labs": ["Devices"],
        "Plans": ["Labs"], "Interlocks": ["Labs"], "Scanning": ["Interlocks"],
        "Wire": ["Scanning"], "Execution": ["Plans"], "Checking": ["Execution", "Wire"],
        "Running": ["Checking"], "Simulation": ["Running"], "Records": ["Running"],
        "Documents": ["Plans"], "Importing": ["Documents"], "Reports": ["Records"],
        "Lines": ["Wire"], "Realtime": ["Quantities"],
        "Journaling": ["Documents", "Lines", "Records"],
        "Hosting": ["Documents", "Journaling", "Lines", "Realtime", "Reports", "Running"],
        "API": ["Hosting"], "Clients": ["Hosting"],
        "Rehearsal": ["Hosting", "Simulation"],
        "Simulators": ["Documents", "Lines", "Simulation"],
        "athanor": ["API", "Clients", "Importing", "Rehearsal", "Simulators"],
        "athanor-bench": ["Importing", "LineTrials", "Rehearsal", "Simulators", "Trials"],
        "LineTrials": ["Simulation", "Trials"], "Trials": ["Documents"],
    ]

    /// What lies outside the house, by who may use it.
    static let outside: [String: Set<String>] = [
        "Documents": ["Yams", "Crypto"],
        "athanor": ["ArgumentParser", "Foundation", "Glibc", "Synchronization"],
        "API": ["CLinux", "Foundation", "Glibc", "HTTPTypes", "Hummingbird", "Logging", "NIOCore"],
        "Clients": [
            "CLinux", "Dispatch", "Foundation", "NIOCore", "NIOHTTP1", "NIOPosix",
            "Synchronization",
        ],
        "Journaling": ["Crypto", "Foundation", "GRDB", "Synchronization"],
        "Realtime": ["CLinux", "Dispatch", "Glibc", "Synchronization"],
        "athanor-bench": ["CLineBench", "Foundation", "Glibc"],
        "Hosting": ["Dispatch", "Foundation", "Synchronization"], "Rehearsal": ["Foundation"],
        "Lines": [
            "CLinux", "CModbus", "CSerialPort", "Dispatch", "Foundation", "Glibc",
            "Synchronization",
        ],
        "Simulators": ["CLinux", "Dispatch", "Foundation", "Glibc", "Synchronization"],
    ]

    static func reachable(from target: String) -> Set<String> {
        (table[target] ?? []).reduce(into: table[target] ?? []) {
            $0.formUnion(reachable(from: $1))
        }
    }

    static func imports(of file: SourceFile) -> [String] {
        file.code.compactMap { line in
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(of: "import"), at <= 2, at + 1 < words.count,
                words[..<at].allSatisfy({
                    ["public", "package", "internal", "private"].contains($0)
                })
            else { return nil }
            return words.last.map(String.init)
        }
    }

    @Test func `every target imports only what its row allows`() {
        #expect(SourceTree.sources.count > 50)
        for file in SourceTree.sources {
            let allowed = Self.reachable(from: file.target).union(Self.outside[file.target] ?? [])
            for name in Self.imports(of: file) where !allowed.contains(name) {
                Issue.record("\(file.path) imports \(name), which its row does not allow")
            }
        }
    }

    @Test func `the package's table is this table`() throws {
        let manifest = try SourceTree.text("Package.swift")
        for (name, imports) in Self.table
        where !name.hasPrefix("athanor") && !name.hasSuffix("Trials") {
            let listed = imports.sorted().map { "\"\($0)\"" }
            let row = manifest.split(separator: "Room(").first {
                $0.prefix { $0 != ")" }.contains("name: \"\(name)\",")
            }
            let text = try #require(row, "no row for \(name)").prefix { $0 != ")" }
            for entry in listed { #expect(text.contains(entry), "\(name) lacks \(entry)") }
            let inside = text.split(separator: "imports:").last ?? ""
            #expect(inside.count { $0 == "\"" } == 2 * listed.count, "\(name) has more imports")
        }
    }

    /// What the banned rooms give to whoever imports a room above them: their types' names.
    private static let bannedTypes = [
        "CheckedPlan", "Checker", "Proof", "InterlockSet", "PointProgram", "ProcessImage", "Scan",
        "PermittedCommand", "SafeWrites", "CommandGuards", "LineMachine",
    ]

    @Test func `oracles of tests name no type of checker, interlocks, scan or wire`() {
        for file in SourceTree.tests where file.path.contains("/Oracles/") {
            for line in file.code {
                for name in Self.bannedTypes where PurityTests.holds(line, name) {
                    Issue.record("\(file.path) names \(name)")
                }
            }
        }
    }

    @Test func `oracles of tests import neither checker, interlocks, scan nor wire`() {
        let banned: Set<String> = ["Checking", "Interlocks", "Scanning", "Wire"]
        let oracles = SourceTree.tests.filter { $0.path.contains("/Oracles/") }
        for name in ["Observer", "Judge", "ReferenceWorld", "Unfolding"] {
            #expect(oracles.contains { $0.path.hasSuffix("/Oracles/\(name).swift") }, "\(name)")
        }
        for file in oracles {
            for name in Self.imports(of: file) where banned.contains(name) {
                Issue.record("\(file.path) imports \(name); an oracle must not")
            }
        }
    }
}
