import Devices
import Labs
import Quantities

/// The numbers a simulated device is built with: the lab's first, then the simulator's, then the
/// profile's own.
struct DeviceParameters: Sendable {
    let instance: DeviceInstance
    let profile: DeviceProfile

    /// The SI value of the first parameter called `name`.
    func callAsFunction(_ name: String) -> Double? {
        if let found = instance.parameters.first(where: { $0.name == name }) {
            return found.value.si
        }
        if let found = profile.simulator.parameter(name) { return found }
        return profile.parameters.first { $0.name == name }?.value.si
    }

    func callAsFunction(_ name: String, _ fallback: Double) -> Double { self(name) ?? fallback }

    /// A time in nanoseconds.
    func time(_ name: String, _ fallback: Double) -> Int64 {
        let seconds = self(name) ?? fallback
        return Int64(min(max(seconds, 0), 1e8) * 1e9)
    }

    /// SI = raw × gain + shift of the serial point called `name`.
    func conversion(_ name: String) -> (gain: Double, shift: Double)? {
        for point in profile.points where point.name == name {
            guard case .serial(let source) = point.source else { continue }
            return Conversion.conversion(source, point.kind)
        }
        return nil
    }
}
