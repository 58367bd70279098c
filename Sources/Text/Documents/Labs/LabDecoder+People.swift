import Findings
import Labs
import Quantities

extension LabDecoder {
    func readPeople(_ field: Field) -> [Person] {
        var seen: [String] = []
        return field.list(0...1000) { item in
            item.mapping { members in
                let place = members.required("user")
                let user = place?.nonEmptyText()
                let role = members.required("role")?.choice(of: Person.Role.self)
                guard let user, let role else { return nil }
                if seen.contains(user) {
                    place?.report(.duplicateName, "“\(JSONText.visible(user))” is there already.")
                }
                seen.append(user)
                return Person(user: user, role: role)
            }
        } ?? []
    }

    private static let weekdays = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    func readAttendance(_ field: Field) -> [AttendanceHours] {
        field.list(0...100) { item in
            item.mapping { members in
                let days = members.required("days")?
                    .list(1...7) { $0.choice(among: Self.weekdays).map { $0 + 1 } }
                let from = members.required("from")?.timeOfDay()
                let toPlace = members.required("to")
                let to = toPlace?.timeOfDay()
                guard let days, let from, let to else { return nil }
                if to <= from { toPlace?.report(.badLab, "“to” is not after “from”.") }
                return AttendanceHours(days: days, from: from, to: to)
            }
        } ?? []
    }
}

extension Field {
    /// `08:30`, from 00:00 to 24:00.
    fileprivate func timeOfDay() -> Lapse? {
        let parts = form == .text ? (scalarText ?? "").split(separator: ":") : []
        let isTime = parts.count == 2 && parts.allSatisfy { $0.utf8.count == 2 }
        guard isTime, let hours = Int(parts[0]), let minutes = Int(parts[1]),
            (0...24).contains(hours), (0..<60).contains(minutes), hours * 60 + minutes <= 1440
        else {
            refuse(wanting: "a time of day", "Write it as “08:30”, in quotes.")
            return nil
        }
        return Lapse(seconds: Double(hours * 3600 + minutes * 60))
    }
}
