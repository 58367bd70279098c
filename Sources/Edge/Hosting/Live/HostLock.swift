import Labs
import Lines

/// Only one host has a lab.
enum HostLock {
    /// Takes the lab's lock.
    ///
    /// - Throws: `Failure` naming the process that has it.
    static func take(_ loaded: LoadedLab) throws(Failure) -> LockFile {
        let name = RuntimeFolder.name(ofLab: loaded.lab.name, at: loaded.labPath)
        let folder: String
        do {
            folder = try RuntimeFolder.path()
        } catch {
            throw Failure(error.message)
        }
        do {
            return try LockFile(folder + "/host-" + name + ".lock")
        } catch {
            switch error {
            case .fault(let fault): throw Failure(fault.message)
            case .held(let process):
                throw Failure(
                    "The lab “\(loaded.lab.name)” already has a host, process \(process). End it "
                        + "first: only one may hold the lines."
                )
            }
        }
    }
}
