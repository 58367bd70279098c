import Documents
package import Findings

/// A recipe as text-mined from a paper (Kononova et al., Scientific Data 6:203, 2019).
package struct MinedRecipe: Hashable, Sendable {
    /// What was mined of a temperature or a time.
    package struct Condition: Hashable, Sendable {
        package enum Form: Hashable, Sendable {
            /// Numbers the paper names one by one.
            case listed
            /// The two ends of a range.
            case range
        }

        package var form: Form
        package var values: [Double]
        package var unit: String
    }

    package struct Step: Hashable, Sendable {
        package var operation: String
        package var word: String
        package var temperatures: [Condition]
        package var times: [Condition]
        package var atmosphere: [String]
        package var medium: [String]
    }

    package var doi: String
    package var targets: [String]
    package var reaction: String
    package var steps: [Step]
}

/// Reads recipe collections.
package enum RecipeDocument {
    /// Collections are longer than any other document: the published one has some 30,000 recipes,
    /// about 1 kB and 70 values each.
    ///
    /// In JSON only; reading YAML costs too much memory a byte.
    private static let limits = DocumentLimits(bytes: 64 << 20, depth: 16, nodes: 8_000_000)

    /// The recipes of a collection; findings say what could not be read, each with its place.
    package static func decode(_ bytes: [UInt8], file: String) -> ([MinedRecipe], [Finding]) {
        do throws(UnreadableDocument) {
            let isJSON = DocumentTree.syntax(of: bytes) == .json
            let tree = try DocumentTree.read(
                bytes,
                file: file,
                limits: isJSON ? limits : .standard
            )
            let reader = DocumentReader(tree)
            let recipes: [MinedRecipe]? = reader.root.mapping { members in
                _ = members.optional("source")
                return members.required("recipes")?.list(0...100_000) { $0.mapping { recipe(&$0) } }
            }
            return (recipes ?? [], reader.findings)
        } catch {
            return ([], error.findings)
        }
    }

    private static func recipe(_ members: inout Members) -> MinedRecipe? {
        let doi = members.required("doi").flatMap { citation($0) }
        let targets = members.required("target")?.list { $0.nonEmptyText() } ?? []
        let reaction = members.required("reaction")?.nonEmptyText()
        let steps = members.required("operations")?.list(0...200) { $0.mapping { step(&$0) } } ?? []
        _ = members.others()
        guard let doi, let reaction else { return nil }
        return MinedRecipe(doi: doi, targets: targets, reaction: reaction, steps: steps)
    }

    /// A DOI is cited in the plan, so it has to be one: `10.1021/ic201901a`.
    private static func citation(_ field: Field) -> String? {
        guard let text = field.nonEmptyText() else { return nil }
        let isDOI =
            text.hasPrefix("10.") && text.contains("/") && text.utf8.count <= 200
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            && !text.contains { "{}$".contains($0) }
        guard isDOI else {
            field.report(.wrongType, "A DOI looks like 10.1021/ic201901a, without spaces.")
            return nil
        }
        return text
    }

    private static func step(_ members: inout Members) -> MinedRecipe.Step? {
        let operation = members.required("operation")?.nonEmptyText()
        let word = members.optional("word")?.text() ?? ""
        let temperatures = conditions(members.optional("temperature"))
        let times = conditions(members.optional("time"))
        let atmosphere = members.optional("atmosphere")?.list { $0.text() } ?? []
        let medium = members.optional("medium")?.list { $0.text() } ?? []
        _ = members.others()
        return operation.map {
            MinedRecipe.Step(
                operation: $0,
                word: word,
                temperatures: temperatures,
                times: times,
                atmosphere: atmosphere,
                medium: medium
            )
        }
    }

    /// `values`, or the ends `min` and `max`; none of both is no condition.
    private static func conditions(_ field: Field?) -> [MinedRecipe.Condition] {
        let found: [MinedRecipe.Condition]? = field?.list { item in
            item.mapping { members in
                let unit = members.optional("units")?.text() ?? ""
                let values = members.optional("values")?.list { $0.number() } ?? []
                let low = members.optional("min")?.number()
                let high = members.optional("max")?.number()
                _ = members.others()
                if !values.isEmpty {
                    return MinedRecipe.Condition(form: .listed, values: values, unit: unit)
                }
                guard let low, let high else { return nil }
                guard low != high else {
                    return MinedRecipe.Condition(form: .listed, values: [low], unit: unit)
                }
                return MinedRecipe.Condition(form: .range, values: [low, high], unit: unit)
            }
        }
        return found ?? []
    }
}
