import Findings

/// The first key of every document: `athanor: plan/1`.
package enum Version {
    /// Reports a missing or other version.
    package static func check(_ members: inout Members, kind: String) {
        guard let field = members.required("athanor"), !field.isText("\(kind)/1") else { return }
        field.report(
            .wrongType,
            "This program reads “athanor: \(kind)/1” here, found \(field.described)."
        )
    }
}
