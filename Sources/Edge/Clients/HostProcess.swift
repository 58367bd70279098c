import CLinux
import Documents
import Foundation
package import Hosting
import Labs
import Lines

/// Finds the host of a lab, or starts one as a process of its own.
package enum HostProcess {
    /// What a host that must be started is to be.
    package struct Wish: Sendable {
        /// Further arguments of `serve`.
        package var arguments: [String] = []

        package init(_ arguments: [String] = []) { self.arguments = arguments }
    }

    /// How long a host may take until it answers, s.
    private static let patience = 20.0

    /// The control socket of the lab's host.
    package static func socket(of loaded: LoadedLab) throws(Failure) -> String {
        do {
            let name = RuntimeFolder.name(ofLab: loaded.lab.name, at: loaded.labPath)
            return try RuntimeFolder.path() + "/host-" + name + ".sock"
        } catch {
            throw Failure(error.message)
        }
    }

    /// A client of the running host; nil where none runs.
    package static func find(_ loaded: LoadedLab) throws(Failure) -> ControlClient? {
        let path = try socket(of: loaded)
        guard answers(at: path) else { return nil }
        return ControlClient(at: path)
    }

    private static func answers(at path: String) -> Bool {
        let descriptor = unsafe clinux_connect_to(path, 1000)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// Ends a host that some command has started and that only waits for its end, so that the lab's
    /// lines are free; leaves every other host alone.
    package static func endIdle(_ loaded: LoadedLab) throws(Failure) {
        guard let client = try find(loaded) else { return }
        let status = try client.get("v1/status").document
        let isOn = status.member("run")?.isSet("is-on") ?? false
        guard status.isSet("ends-when-idle"), !isOn else { return }
        _ = try client.post("v1/end")
        let path = try socket(of: loaded)
        let end = Date() + patience
        while answers(at: path), Date() < end { Thread.sleep(forTimeInterval: 0.05) }
        // The socket goes before the lines do.
        Thread.sleep(forTimeInterval: 0.3)
    }

    /// Starts a host of the lab and waits until it answers.
    ///
    /// - Throws: `Failure` with what the host said where it does not come up.
    package static func start(
        _ loaded: LoadedLab,
        _ wish: Wish,
        options: [String]
    ) throws(Failure) -> ControlClient {
        let path = try socket(of: loaded)
        let log = path.dropLast(5) + ".log"
        let arguments = ["athanor", "serve"] + options + ["--until-idle"] + wish.arguments
        let child = spawn(arguments, log: String(log))
        guard child > 0 else {
            throw Failure("No host can be started: \(unsafe String(cString: strerror(errno))).")
        }
        let end = Date() + patience
        while Date() < end {
            if answers(at: path) { return ControlClient(at: path) }
            if clinux_has_ended(child) != 0 { break }
            Thread.sleep(forTimeInterval: 0.02)
        }
        let said = (try? Files.read(String(log), limit: 1 << 16)) ?? []
        let words = String(decoding: said, as: UTF8.self)
            .replacing("athanor: ", with: "")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        throw Failure(words.isEmpty ? "The host did not come up." : words)
    }

    private static func spawn(_ arguments: [String], log: String) -> Int32 {
        var pointers: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
        unsafe pointers.append(nil)
        defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
        return unsafe clinux_spawn_apart("/proc/self/exe", &pointers, log)
    }
}
