package import Findings
package import Labs

/// Lab states as documents (`athanor: state/1`): what stands where, what is in it, which tips are
/// used, what is homed and calibrated.
///
/// What a document leaves out is as in a lab nobody has used: items where the lab puts them,
/// vessels empty, tips new.
package enum LabStateDocument {
    /// Decodes a state.
    ///
    /// - Parameters:
    ///   - bytes: The whole file, YAML or JSON.
    ///   - file: The name findings give as the place.
    ///   - lab: The lab it is the state of.
    ///   - names: That lab's names.
    ///   - earlier: What it was written as the difference from; nil for an unused lab.
    /// - Returns: The state, nil exactly where a finding is an error; every finding with its place.
    package static func decode(
        _ bytes: [UInt8],
        file: String,
        lab: Lab,
        names: LabNames,
        since earlier: LabState? = nil
    ) -> (LabState?, [Finding]) {
        do throws(UnreadableDocument) {
            let reader = DocumentReader(try DocumentTree.read(bytes, file: file))
            let state = reader.root.mapping { members in
                var decoder = LabStateDecoder(
                    lab: lab,
                    names: names,
                    since: earlier ?? LabState(of: lab)
                )
                return decoder.read(&members)
            }
            return (reader.hasErrors ? nil : state, reader.findings)
        } catch {
            return (nil, error.findings)
        }
    }

    /// The state as a value to write: what differs from `earlier`, an unused lab where it is nil,
    /// equal neighbours together.
    package static func document(
        _ state: LabState,
        lab: Lab,
        since earlier: LabState? = nil
    ) -> DocumentValue {
        LabStateEncoder(lab: lab, since: earlier ?? LabState(of: lab)).document(state)
    }

    /// The state as YAML: the same state gives the same bytes, and decoding them gives it back.
    package static func encode(_ state: LabState, lab: Lab) -> [UInt8] {
        DocumentWriter.yaml(document(state, lab: lab))
    }
}
