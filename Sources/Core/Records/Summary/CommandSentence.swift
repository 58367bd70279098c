import Devices
import Labs
import Quantities
package import Scanning

/// One command in its device's own terms, with names and units.
package struct CommandSentence: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case number(Double)
        case word(String)
    }

    package enum Body: Hashable, Sendable {
        case write(point: String, value: Value, unit: String)
        case send(request: String, fields: [Field])
    }

    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: Double

        package init(name: String, value: Double) {
            self.name = name
            self.value = value
        }
    }

    package var device: String
    package var origin: String
    package var body: Body

    package init(device: String, origin: String, body: Body) {
        self.device = device
        self.origin = origin
        self.body = body
    }

    package init(_ request: CommandRequest, _ basis: RunBasis) {
        device = basis.deviceName(request.device)
        origin =
            switch request.origin {
            case .halt: "halt"
            case .horn: "horn"
            case .run: "run"
            case .safe(let zone): "safe " + basis.zoneName(zone)
            case .refresh: "refresh"
            case .manual: "manual"
            }
        let profile = basis.lab.devices.at(request.device).flatMap {
            basis.lab.profiles.at($0.profile)
        }
        switch request.body {
        case .write(let point, let value):
            body = Self.write(profile?.points.at(point), point, value)
        case .send(let index, let fields):
            body = Self.send(Self.request(index, profile, basis), index, fields)
        }
    }

    private static func write(_ point: PointDefinition?, _ index: Int, _ value: Double) -> Body {
        let name = point?.name ?? "point-\(index)"
        switch point?.kind {
        case .quantity(let unit):
            return .write(
                point: name,
                value: .number(unit.value(si: value)),
                unit: unit.symbol
            )
        case .flag: return .write(point: name, value: .word(value == 0 ? "off" : "on"), unit: "")
        case .choice(let words):
            let index = value >= 0 && value < 1e6 ? Int(value) : -1
            let word = words.at(index) ?? "?"
            return .write(point: name, value: .word(word), unit: "")
        case nil: return .write(point: name, value: .number(value), unit: "")
        }
    }

    private static func request(
        _ index: Int,
        _ profile: DeviceProfile?,
        _ basis: RunBasis
    ) -> RequestDefinition? {
        guard case .serial(let name, _)? = profile?.link else { return nil }
        return basis.lab.protocols.first { $0.name == name }?.requests.at(index)
    }

    private static func send(
        _ request: RequestDefinition?,
        _ index: Int,
        _ values: [Double]
    ) -> Body {
        var names: [String] = []
        for segment in request?.send.segments ?? [] {
            if case .field(let name, _) = segment, name != "address" { names.append(name) }
        }
        let fields = values.enumerated().map { place, value in
            Field(name: names.at(place) ?? "field-\(place + 1)", value: value)
        }
        return .send(request: request?.name ?? "request-\(index)", fields: fields)
    }

    package static func words(for outcome: CommandOutcome) -> String {
        switch outcome {
        case .acknowledged: "acknowledged"
        case .refused: "refused"
        case .busy: "busy"
        case .inDoubt: "in-doubt"
        case .notSent: "not-sent"
        }
    }
}
