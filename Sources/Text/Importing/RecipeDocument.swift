import Documents
package import Findings

/// A recipe as text-mined from a paper (Kononova et al., Scientific Data 6:203, 2019).
package struct MinedRecipe: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        package var operation: String
        package var word: String
        /// °C, in order.
        package var temperatures: [Double]
        /// Hours, in order.
        package var hours: [Double]
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
    /// The recipes of a collection; findings say what could not be read.
    package static func decode(_ bytes: [UInt8], file: String) -> ([MinedRecipe], [Finding]) {
        do throws(UnreadableDocument) {
            let reader = DocumentReader(try DocumentTree.read(bytes, file: file))
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
        let doi = members.required("doi")?.nonEmptyText()
        let targets = members.required("target")?.list { $0.text() } ?? []
        let reaction = members.required("reaction")?.text()
        let steps = members.required("operations")?.list { $0.mapping { step(&$0) } } ?? []
        _ = members.others()
        guard let doi, let reaction else { return nil }
        return MinedRecipe(doi: doi, targets: targets, reaction: reaction, steps: steps)
    }

    private static func step(_ members: inout Members) -> MinedRecipe.Step? {
        let operation = members.required("operation")?.text()
        let word = members.optional("word")?.text() ?? ""
        let temperatures = conditions(members.optional("temperature")) { value, unit in
            unit == "K" ? value - 273.15 : value
        }
        let hours = conditions(members.optional("time")) { value, unit in
            switch unit {
            case "min", "mins": value / 60
            case "s": value / 3600
            case "d", "days": value * 24
            default: value
            }
        }
        let atmosphere = members.optional("atmosphere")?.list { $0.text() } ?? []
        let medium = members.optional("medium")?.list { $0.text() } ?? []
        _ = members.others()
        return operation.map {
            MinedRecipe.Step(
                operation: $0,
                word: word,
                temperatures: temperatures,
                hours: hours,
                atmosphere: atmosphere,
                medium: medium
            )
        }
    }

    /// `values`, or the middle of `min` and `max`.
    private static func conditions(
        _ field: Field?,
        _ convert: (Double, String) -> Double
    ) -> [Double] {
        let found: [[Double]]? = field?.list { item in
            item.mapping { members in
                let unit = members.optional("units")?.text() ?? ""
                let values = members.optional("values")?.list { $0.number() } ?? []
                let low = members.optional("min")?.number()
                let high = members.optional("max")?.number()
                _ = members.others()
                if !values.isEmpty { return values.map { convert($0, unit) } }
                guard let low, let high else { return [] }
                return [convert((low + high) / 2, unit)]
            }
        }
        return (found ?? []).flatMap { $0 }
    }
}
