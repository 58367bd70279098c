import Foundation
import Testing

/// The published schemas, judged by a validator that is not ours.
struct SchemaValidationTests {
    /// A Python that has what the tool needs; nil where none has.
    private static let python: String? = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        guard FileManager.default.isExecutableFile(atPath: $0) else { return false }
        let look = "import yaml, jsonschema; jsonschema.Draft202012Validator"
        return (try? Program.run(of: $0, ["-c", look]))?.code == 0
    }

    @Test(
        .enabled(
            if: SchemaValidationTests.python != nil,
            "needs python3-yaml and python3-jsonschema, which `make test` installs"
        )
    )
    func `every shipped document fits its published schema, and spoilt ones do not`() throws {
        let outcome = try Program.run(
            of: try #require(Self.python),
            ["Tests/Tools/validate_schemas.py", "--program", try Program.location()]
        )
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains(" 0 faults"))
    }
}
