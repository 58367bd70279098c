import Devices
package import Interlocks
package import Labs
package import Quantities

/// Whether the devices that answer are those the lab means, by their profiles' probes.
package struct IdentityCheck: Sendable {
    package enum Verdict: String, Hashable, Sendable {
        case right, wrong
        /// It has not answered, or not with a value.
        case unknown
        /// Its profile has no probe.
        case unchecked
    }

    /// By device.
    private var programs: [PointProgram?] = []
    /// By point of the image: the device it tells about, or -1.
    private var deviceOfPoint: [Int]

    package init(lab: Lab, names: LabNames) {
        deviceOfPoint = names.points.map { _ in -1 }
        let preparation = CallPreparation(lab, names)
        for device in lab.devices.indices {
            var rates = RateTable()
            let program = lab.profiles[lab.devices[device].profile].probe.flatMap { probe in
                preparation.program(probe.expect, device, [], &rates)
            }
            for point in program?.points ?? [] { deviceOfPoint[point] = device }
            programs.append(program)
        }
    }

    /// The points that tell a device's identity, by their place in the image.
    package var points: [Int] { deviceOfPoint.indices.filter { deviceOfPoint[$0] >= 0 } }

    /// The device whose identity the point tells; nil for any other point.
    package func device(toldBy point: Int) -> Int? {
        guard deviceOfPoint.indices.contains(point), deviceOfPoint[point] >= 0 else { return nil }
        return deviceOfPoint[point]
    }

    package func verdict(on device: Int, _ image: ProcessImage, at now: Instant) -> Verdict {
        guard programs.indices.contains(device), let program = programs[device] else {
            return .unchecked
        }
        var stack = [Double](repeating: 0, count: PointProgram.greatestDepth)
        let value = program.value(image, RateTable(), at: now, stack: &stack)
        return value.isNaN ? .unknown : value == 0 ? .wrong : .right
    }
}
