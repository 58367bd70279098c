// swift-tools-version: 6.2
import PackageDescription

/// One row a target: its folder, its name, what it may import.
///
/// Imports point one way; the compiler (`--explicit-target-dependency-import-check error`) and
/// `Tests/TidyTests` hold this table.
struct Room {
    var folder: String
    var name: String
    var imports: [String]
}

let rooms = [
    Room(folder: "Core", name: "Quantities", imports: []),
    Room(folder: "Core", name: "Findings", imports: ["Quantities"]),
    Room(folder: "Core", name: "Expressions", imports: ["Findings"]),
    Room(folder: "Core", name: "Devices", imports: ["Expressions"]),
    Room(folder: "Core", name: "Labs", imports: ["Devices"]),
    Room(folder: "Core", name: "Plans", imports: ["Labs"]),
    Room(folder: "Core", name: "Interlocks", imports: ["Labs"]),
    Room(folder: "Core", name: "Scanning", imports: ["Interlocks"]),
    Room(folder: "Core", name: "Wire", imports: ["Scanning"]),
    Room(folder: "Core", name: "Execution", imports: ["Plans"]),
    Room(folder: "Core", name: "Checking", imports: ["Execution", "Wire"]),
    Room(folder: "Core", name: "Running", imports: ["Checking"]),
    Room(folder: "Core", name: "Simulation", imports: ["Running"]),
    Room(folder: "Core", name: "Records", imports: ["Running"]),
    Room(folder: "Text", name: "Documents", imports: ["Plans"]),
    Room(folder: "Text", name: "Importing", imports: ["Documents"]),
    Room(folder: "Text", name: "Reports", imports: ["Records"]),
    Room(folder: "Edge", name: "Lines", imports: ["Wire"]),
    Room(folder: "Edge", name: "Realtime", imports: ["Quantities"]),
    Room(folder: "Edge", name: "Journaling", imports: ["Documents", "Lines", "Records"]),
    Room(
        folder: "Edge",
        name: "Hosting",
        imports: ["Documents", "Journaling", "Lines", "Realtime", "Reports", "Running"]
    ),
    Room(folder: "Edge", name: "API", imports: ["Hosting"]),
    Room(folder: "Edge", name: "Clients", imports: ["Hosting"]),
    Room(folder: "Edge", name: "Rehearsal", imports: ["Hosting", "Simulation"]),
    Room(folder: "Edge", name: "Simulators", imports: ["Documents", "Lines", "Simulation"]),
]

/// C, each behind a module of its own: libmodbus, libserialport, and what Glibc does not show.
let systemLibraries: [Target.Dependency] = ["CLinux", "CModbus", "CSerialPort"].map {
    .target(name: $0)
}

/// Products of other packages, by the target that uses them.
let libraries: [String: [Target.Dependency]] = [
    "Documents": [
        .product(name: "Yams", package: "Yams"),
        .product(name: "Crypto", package: "swift-crypto"),
    ],
    "Lines": systemLibraries,
    "Journaling": [
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
    ],
    "Realtime": [.target(name: "CLinux")],
    "API": [
        .target(name: "CLinux"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
    ],
    "Clients": [
        .target(name: "CLinux"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
    ],
    "Simulators": [.target(name: "CLinux")],
    "JournalTests": [.product(name: "GRDB", package: "GRDB.swift")],
    "LinesTests": [.target(name: "CLinux")],
    "athanor": [.product(name: "ArgumentParser", package: "swift-argument-parser")],
]

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// What a target may import: its row, and everything that row's targets may.
func closure(of names: [String]) -> [String] {
    var seen: [String] = []
    for name in names {
        for found in [name] + closure(of: rooms.first { $0.name == name }?.imports ?? [])
        where !seen.contains(found) {
            seen.append(found)
        }
    }
    return seen
}

func dependencies(_ name: String, _ imports: [String]) -> [Target.Dependency] {
    closure(of: imports).map { .target(name: $0) } + (libraries[name] ?? [])
}

let everything = rooms.map(\.name)
let tests = [
    "TidyTests", "QuantitiesTests", "DocumentsTests", "WireTests", "ExecutionTests",
    "CheckingTests", "SimulationTests", "ReportsTests", "ImportingTests", "JournalTests",
    "LinesTests", "EndToEndTests",
]

let package = Package(
    name: "athanor",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.10.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            from: "2.28.1",
            traits: []
        ),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: rooms.map { room in
        .target(
            name: room.name,
            dependencies: dependencies(room.name, room.imports),
            path: "Sources/\(room.folder)/\(room.name)",
            swiftSettings: strict
        )
    }
        + [
            .target(name: "CLinux", path: "Sources/C/CLinux"),
            .target(
                name: "CLineBench",
                dependencies: [.target(name: "CModbus")],
                path: "Sources/C/CLineBench"
            ),
            .systemLibrary(
                name: "CModbus",
                path: "Sources/C/CModbus",
                pkgConfig: "libmodbus",
                providers: [.apt(["libmodbus-dev"])]
            ),
            .systemLibrary(
                name: "CSerialPort",
                path: "Sources/C/CSerialPort",
                pkgConfig: "libserialport",
                providers: [.apt(["libserialport-dev"])]
            ),
            .executableTarget(
                name: "athanor",
                dependencies: dependencies(
                    "athanor",
                    ["API", "Clients", "Importing", "Rehearsal", "Simulators"]
                ),
                path: "Sources/athanor",
                swiftSettings: strict
            ),
        ]
        + [
            // Generators, mutations and the reference world that judges plans: they may import
            // documents and what documents hold, and nothing that checks or runs plans.
            .target(
                name: "Trials",
                dependencies: dependencies("Trials", ["Documents"]),
                path: "Tests/Support",
                swiftSettings: strict
            ),
            // Peers that answer lines in virtual time, well or badly, and what lines make of it.
            .target(
                name: "LineTrials",
                dependencies: dependencies("LineTrials", ["Simulation"])
                    + [.target(name: "Trials")],
                path: "Tests/LineTrials",
                swiftSettings: strict
            ),
            .executableTarget(
                name: "athanor-bench",
                dependencies: dependencies(
                    "athanor-bench",
                    ["Importing", "Rehearsal", "Simulators"]
                )
                    + ["Trials", "LineTrials", "CLineBench"].map { .target(name: $0) },
                path: "Sources/athanor-bench",
                swiftSettings: strict
            ),
        ]
        + tests.map { name in
            .testTarget(
                name: name,
                dependencies: (everything + ["LineTrials", "Trials"]).map { .target(name: $0) }
                    + (libraries[name] ?? []),
                path: "Tests/\(name)",
                swiftSettings: strict
            )
        }
)
