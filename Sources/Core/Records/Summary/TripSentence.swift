package import Interlocks
package import Labs

extension LabNames {
    /// What follows the sentence of a trip where a reading was missing; empty where none was.
    ///
    /// Without it nobody knows whether the hazard is there: it may be, all the same.
    package func doubt(_ unread: UnreadPoint?) -> String {
        guard let unread, points.indices.contains(unread.point) else { return "" }
        return " Or it cannot be known: nothing good is read of \(points[unread.point].called) "
            + "(\(unread.quality.reason))."
    }
}
