import Hosting
import Interlocks
import Labs
import Quantities
import Records
import Running
import Testing

/// What people are told of lines, devices and readings that are no good.
struct LiveTextTests {
    private func view(
        _ quality: Quality,
        of points: [String],
        in loaded: LoadedLab
    ) throws -> LabView {
        var batch = HostBatch()
        batch.now = .start + Lapse(seconds: 1)
        for name in points {
            let reading = Reading(value: 0, quality: quality, at: batch.now)
            let point = try #require(loaded.names.point(name))
            batch.readings.append(PointReading(point: point, reading: reading))
        }
        var view = LabView(loaded)
        view.take(batch)
        return view
    }

    @Test func `a device that is there but busy is no silent one`() throws {
        let loaded = try CaptureSession.loaded()
        let probe = DeviceProbe(loaded)
        func standing(_ device: String, _ view: LabView) throws -> DeviceProbe.Standing? {
            let index = try #require(loaded.names.device(device))
            return probe.findings(in: view).first { $0.device == index }?.standing
        }
        let busy = try view(
            .busy,
            of: ["controller.instrument-id", "inputs.deck-door-closed"],
            in: loaded
        )
        #expect(try standing("controller", busy) == .busy)
        #expect(try standing("inputs", busy) == .busy)
        #expect(try standing("relays", busy) == .silent)
        let mute = try view(.noAnswer, of: ["controller.instrument-id"], in: loaded)
        #expect(try standing("controller", mute) == .silent)
    }

    @Test func `a trip for want of a reading names the point as the lab does, and why`() throws {
        let names = try CaptureSession.loaded().names
        let door = try #require(names.point("inputs.deck-door-closed"))
        #expect(names.points[door].name != "inputs.deck-door-closed")
        #expect(
            names.doubt(UnreadPoint(point: door, quality: .busy))
                == " Or it cannot be known: nothing good is read of inputs.deck-door-closed "
                + "(the device is busy)."
        )
        #expect(names.doubt(nil).isEmpty)
    }

    @Test func `a closed line is told in one way`() throws {
        let lab = try CaptureSession.loaded().lab
        let line = try #require(lab.lines.indices.last)
        #expect(lab.trouble(of: line, "Plugged in?") == "Line \(lab.lines[line].name): Plugged in?")
    }
}
