import Devices
import Labs
import Quantities

extension PlantBuilder {
    /// The codec of a Modbus device with all its points.
    ///
    /// The simulator parameter `accepts-for` makes it answer every write with exception 5 and take
    /// it over so much later.
    func modbusServer(_ device: Int, _ link: ModbusLink) -> ModbusServer {
        ModbusServer(
            fields: fields(device),
            link: link,
            sources: profile(device).points.compactMap { point in
                if case .modbus(let source) = point.source { source } else { nil }
            },
            delay: parameters(device).time("accepts-for", 0)
        )
    }

    private func fields(_ device: Int) -> [RegisterField] {
        var fields: [RegisterField] = []
        for (index, point) in profile(device).points.enumerated() {
            guard case .modbus(let source) = point.source,
                let variable = variable(PointReference(device: device, point: index))
            else { continue }
            let companions = RegisterField.Companions(
                decimals: companion(source.decimalsFrom, device),
                factor: companion(source.scaleFrom, device),
                addend: companion(source.offsetFrom, device)
            )
            fields.append(
                RegisterField(
                    source,
                    point.kind,
                    variable,
                    address: source.address,
                    companions: companions
                )
            )
            if let readBack = source.readBackAddress, readBack != source.address {
                var shown = source
                shown.writeFunction = nil
                fields.append(RegisterField(shown, point.kind, variable, address: readBack))
            }
        }
        return fields
    }

    private func companion(_ name: String?, _ device: Int) -> Variable? {
        guard let name, let point = profile(device).pointIndex(name) else { return nil }
        return variable(PointReference(device: device, point: point))
    }
}
