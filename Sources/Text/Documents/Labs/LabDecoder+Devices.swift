import Devices
import Expressions
import Findings
import Labs
import Quantities

extension LabDecoder {
    mutating func readDevices(_ field: Field) -> [DeviceInstance] {
        var decoder = self
        defer { self = decoder }
        return field.uniqueList(of: "a device", by: \.name) { item in
            item.mapping { decoder.readDevice(&$0) }
        }
    }

    private mutating func readDevice(_ members: inout Members) -> DeviceInstance? {
        let name = members.required("name")?.identifier()
        let profilePlace = members.required("profile")
        let base = profilePlace?.reference("device profile", among: profiles.map(\.name))
        let linePlace = members.required("line")
        let line = linePlace?.lookUp("line", among: lines.map(\.name), declared: declared.lines)
        let addressPlace = members.required("address")
        let address = addressPlace?.deviceAddress()
        let zonePlace = members.required("zone")
        let zoneName = zonePlace?.nonEmptyText()
        let parameterPlace = members.optional("parameters")
        let parameters = parameterPlace.map { ProfileDecoder.parameters($0) } ?? []
        let aliasPlace = members.optional("aliases")
        let endPlace = members.optional("manual-end")
        if let zonePlace, let zoneName, !declared.zones.contains(zoneName) {
            zonePlace.reportUnknown(zoneName, "zone", among: declared.zones)
        }
        guard let base, let profilePlace else { return nil }
        let general = profiles[base]
        let aliases = aliasPlace.map { self.aliases($0, general) } ?? []
        let manualEnd = endPlace.map { place in
            place.list(0...20) { $0.actionAlone(among: general.actions)?.name } ?? []
        }
        lint(parameters, general, parameterPlace)
        guard let profile = use(general, parameters, parameterPlace ?? profilePlace) else {
            return nil
        }
        if let line, let linePlace { lintLink(profile, lines[line], linePlace) }
        if let line, let address, let addressPlace {
            lintUnit(address, usedProfiles[profile], lines[line], addressPlace)
        }
        if let address, let addressPlace {
            lintAddress(address, usedProfiles[profile], addressPlace)
        }
        guard let name, let line, let address, let zoneName,
            let zone = declared.zones.firstIndex(of: zoneName)
        else { return nil }
        var device = DeviceInstance(
            name: name,
            profile: profile,
            line: line,
            address: address,
            zone: zone,
            parameters: parameters,
            aliases: aliases
        )
        device.manualEnd = manualEnd
        return device
    }

    private func aliases(_ field: Field, _ profile: DeviceProfile) -> [PointAlias] {
        field.uniqueList(of: "an alias", by: \.name) { item in
            item.mapping { members in
                let place = members.required("name")
                let name = place?.identifier()
                let names = profile.points.map(\.name)
                let point = members.required("point")?.reference("point", among: names)
                if let place, let name, names.contains(name) {
                    place.report(.duplicateName, "“\(name)” is a point of this device already.")
                }
                guard let name, let point else { return nil }
                return PointAlias(name, names[point])
            }
        }
    }

    private func lint(
        _ parameters: [NamedParameter],
        _ profile: DeviceProfile,
        _ place: Field?
    ) {
        let known = profile.parameters + profile.simulator.parameters
        for parameter in parameters {
            guard let own = known.first(where: { $0.name == parameter.name }) else {
                place?.reportUnknown(
                    parameter.name,
                    "parameter of \(profile.name)",
                    among: known.map(\.name)
                )
                continue
            }
            if own.value.dimensions != parameter.value.dimensions {
                place?.report(
                    .unitMismatch,
                    "“\(parameter.name)” is \(parameter.value.dimensions.spokenName); "
                        + "\(own.value.dimensions.spokenName) belongs here, such as "
                        + "“\(own.value)”."
                )
            }
        }
    }

    /// The index of the profile with these parameters among those in use.
    private mutating func use(
        _ general: DeviceProfile,
        _ parameters: [NamedParameter],
        _ place: Field
    ) -> Int? {
        let own = parameters.filter { parameter in
            general.parameters.contains { $0.name == parameter.name }
        }
        var profile = general
        if !own.isEmpty {
            guard let changed = general.with(own) else {
                place.report(.badLab, "With these parameters a scale or limit has no value.")
                return nil
            }
            profile = changed
        }
        if let index = usedProfiles.firstIndex(where: {
            $0.name == profile.name && $0.parameters == profile.parameters
        }) {
            return index
        }
        usedProfiles.append(profile)
        return usedProfiles.count - 1
    }

    private mutating func lintLink(_ profile: Int, _ line: LineDefinition, _ place: Field) {
        switch usedProfiles[profile].link {
        case .modbus:
            if line.kind == .serial {
                place.report(
                    .badLab,
                    "“\(line.name)” is a plain serial line; this device is on Modbus."
                )
            }
        case .serial(let name, _):
            guard line.kind == .serial else {
                place.report(
                    .badLab,
                    "“\(line.name)” is a Modbus line; this device speaks \(name)."
                )
                return
            }
            guard let definition = protocols.first(where: { $0.name == name }) else {
                place.reportUnknown(name, "protocol", among: protocols.map(\.name))
                return
            }
            if !usedProtocols.contains(where: { $0.name == name }) {
                usedProtocols.append(definition)
            }
            lintRequests(usedProfiles[profile], definition, place)
        }
    }

    /// The address is one of the protocol's; a group's is read by nobody.
    private func lintAddress(_ address: Int, _ profile: DeviceProfile, _ place: Field) {
        guard let name = profile.link.protocolName,
            let definition = protocols.first(where: { $0.name == name })
        else { return }
        if definition.group(at: address) != nil {
            let read = profile.points.filter { $0.every != nil }.map(\.name)
            if !read.isEmpty {
                place.report(
                    .badLab,
                    "This is a group's address: nobody answers there, so nothing can be read "
                        + "(\(read.joined(separator: ", "))). Use a profile without points that "
                        + "have “every”."
                )
            }
        } else if !definition.addresses.isEmpty,
            !definition.addresses.contains(where: { $0.contains(address) })
        {
            let ranges = definition.addresses.map { Self.spoken($0) }.joined(separator: ", ")
            place.report(.badLab, "\(name) has the addresses \(ranges).")
        }
    }

    /// `1 to 9`, or `49 (“1”) to 63 (“?”)` where they are characters.
    private static func spoken(_ range: ClosedRange<Int>) -> String {
        let ends = [range.lowerBound, range.upperBound].map { code in
            (0x21...0x7E).contains(code)
                ? "\(code) (“\(Character(Unicode.Scalar(UInt8(code))))”)" : "\(code)"
        }
        return range.count == 1 ? ends[0] : ends.joined(separator: " to ")
    }

    /// The profile's requests and fields exist in its protocol.
    private func lintRequests(
        _ profile: DeviceProfile,
        _ definition: ProtocolDefinition,
        _ place: Field
    ) {
        for point in profile.points {
            guard case .serial(let source) = point.source else { continue }
            let fields = definition.request(source.request)?.replyLines.flatMap(\.fieldNames)
            if fields?.contains(source.field) != true {
                place.report(
                    .badProfile,
                    "Point “\(point.name)” of \(profile.name) reads the field “\(source.field)” of "
                        + "the request “\(source.request)”, which \(definition.name) does not have."
                )
            }
            if let write = source.write, definition.request(write) == nil {
                place.report(
                    .badProfile,
                    "Point “\(point.name)” of \(profile.name) is written with “\(write)”, which "
                        + "\(definition.name) does not have."
                )
            }
        }
        for action in profile.actions {
            for case .send(let request, _) in action.commands
            where definition.request(request) == nil {
                place.report(
                    .badProfile,
                    "Action “\(action.name)” of \(profile.name) sends “\(request)”, which "
                        + "\(definition.name) does not have."
                )
            }
        }
    }
}

extension LinkDefinition {
    /// The serial protocol's name; nil on Modbus.
    var protocolName: String? {
        if case .serial(let name, _) = self { name } else { nil }
    }
}
