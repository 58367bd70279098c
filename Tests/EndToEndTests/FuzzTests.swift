import Documents
import Findings
import Foundation
import Hosting
import Labs
import Testing
import Trials

/// Whatever the bytes are: an answer in bounded time, and for a refusal a code and a place.
struct FuzzTests {
    /// Every kind of document the program reads, with what reads it.
    enum Reader: String, CaseIterable, Sendable {
        case plan, lab, state, profile, devices

        var folder: String {
            switch self {
            case .plan: DemoLab.folder + "/plans"
            case .lab, .state: DemoLab.folder
            case .profile: DemoLab.root + "/devices"
            case .devices: DemoLab.root + "/protocols"
            }
        }

        func files() -> [String] {
            Files.list(folder, extensions: ["yaml"]).filter { path in
                switch self {
                case .lab: path.hasSuffix("/lab.yaml")
                case .state: path.hasSuffix("/state.yaml")
                default: true
                }
            }
        }

        /// Nil where the document is accepted, else its findings.
        func refusal(_ bytes: [UInt8], in loaded: LoadedLab) -> [Finding]? {
            switch self {
            case .plan:
                let review = PlanReview(bytes, file: "fuzz", in: loaded, provingFixes: false)
                return review.checked == nil ? review.findings : nil
            case .lab:
                let (lab, findings) = LabDocument.decodeLab(
                    bytes,
                    file: "fuzz",
                    profiles: loaded.lab.profiles,
                    protocols: loaded.lab.protocols
                )
                return lab == nil ? findings : nil
            case .state:
                let (state, findings) = LabStateDocument.decode(
                    bytes,
                    file: "fuzz",
                    lab: loaded.lab,
                    names: loaded.names
                )
                return state == nil ? findings : nil
            case .profile:
                let (profile, findings) = LabDocument.decodeProfile(bytes, file: "fuzz")
                return profile == nil ? findings : nil
            case .devices:
                let (definition, findings) = LabDocument.decodeProtocol(bytes, file: "fuzz")
                return definition == nil ? findings : nil
            }
        }
    }

    private static func isGood(_ findings: [Finding]) -> Bool {
        !findings.isEmpty && findings.contains { $0.severity == .error }
            && findings.allSatisfy { $0.location != nil && !$0.message.isEmpty }
    }

    @Test(.timeLimit(.minutes(30)), arguments: Reader.allCases)
    func `mutated documents are refused with a code and a place, or accepted`(
        _ reader: Reader
    ) throws {
        let loaded = try DemoLab.open()
        let files = reader.files()
        try #require(!files.isEmpty)
        var dice = Dice(UInt64(reader.rawValue.utf8.count) &+ 1000)
        let originals = try files.map { try Files.read($0) }
        let slice = reader == .lab ? 150 : 900
        for round in 0..<Campaign.count(slice, soak: reader == .lab ? 10_000 : 25_000) {
            guard let original = dice.pick(originals) else { continue }
            let bytes = ByteFuzz.mutated(original, &dice)
            guard let findings = reader.refusal(bytes, in: loaded) else { continue }
            #expect(Self.isGood(findings), "round \(round): \(findings.prefix(2))")
        }
    }

    @Test(.timeLimit(.minutes(30)))
    func `mutated structures of random plans are refused with a code and a place, or accepted`()
        throws
    {
        let loaded = try DemoLab.open()
        var dice = Dice(4242)
        for seed in 0..<UInt64(Campaign.count(600, soak: 20_000)) {
            let made = PlanGenerator.plan(seed: seed % 500)
            let value = StructureFuzz.mutated(made.value, &dice)
            let bytes = DocumentWriter.json(value)
            guard let findings = Reader.plan.refusal(bytes, in: loaded) else { continue }
            #expect(Self.isGood(findings), "seed \(seed): \(findings.prefix(2))")
        }
    }
}
