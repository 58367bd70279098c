import Devices
import Labs

struct LabDecoder {
    var profiles: [DeviceProfile]
    var protocols: [ProtocolDefinition]
    func lab(_ root: Field) -> Lab? { nil }
}
