/// How a person moves a device by hand: axis by axis, in bounded steps.
package struct JogDefinition: Hashable, Sendable {
    /// The action without arguments that ends a motion at once and leaves nothing queued.
    package var stop: String
    /// What the device knows of its position after a stop that met it moving.
    package var afterStop: AfterStop
    /// The action that finds a lost position again; nil where none is ever lost.
    package var home: String?
    package var axes: [JogAxis]

    package enum AfterStop: String, Hashable, Sendable, CaseIterable {
        case positionKept = "position-kept"
        case positionLost = "position-lost"
    }

    package init(stop: String, afterStop: AfterStop, home: String?, axes: [JogAxis]) {
        self.stop = stop
        self.afterStop = afterStop
        self.home = home
        self.axes = axes
    }

    package func axis(_ name: String) -> JogAxis? { axes.first { $0.name == name } }
}

/// One direction in which a device moves by hand.
package struct JogAxis: Hashable, Sendable {
    /// The direction that leads away from what could be hit.
    package enum Retreat: String, Hashable, Sendable, CaseIterable {
        case up, down
    }

    package var name: String
    /// The point that tells its position.
    package var point: String
    /// The action that moves to an absolute position: sending it twice changes nothing.
    package var action: String
    /// The argument that takes the position; other arguments of the name of a point keep their
    /// present value.
    package var argument: String
    /// The argument that takes the speed.
    package var speedArgument: String
    /// The greatest speed by hand, SI.
    package var fastest: Double
    /// Step sizes a person chooses among, SI, the smallest first.
    package var steps: [Double]
    /// Where it goes while its position is not known; nil: nowhere but home.
    package var retreat: Retreat?

    package init(
        name: String,
        point: String,
        action: String,
        argument: String,
        speedArgument: String,
        fastest: Double,
        steps: [Double],
        retreat: Retreat?
    ) {
        self.name = name
        self.point = point
        self.action = action
        self.argument = argument
        self.speedArgument = speedArgument
        self.fastest = fastest
        self.steps = steps
        self.retreat = retreat
    }
}
