import Glibc

/// The folder of this user's running hosts and simulators: locks and sockets, gone with a reboot.
///
/// `ATHANOR_RUNTIME`, else `$XDG_RUNTIME_DIR/athanor`, else `/tmp/athanor-UID`. Only its owner may
/// look into it: who can reach a control socket can command a laboratory.
package enum RuntimeFolder {
    /// The folder's path; it is made where it does not exist.
    ///
    /// - Throws: `LineFault` where it cannot be made, or belongs to or is open to somebody else.
    package static func path() throws(LineFault) -> String {
        let path = wanted
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
            throw LineFault("\(path) cannot be made", errno: errno)
        }
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw LineFault("\(path) is no folder; remove it, or set ATHANOR_RUNTIME.")
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw LineFault("\(path) is open to others; chmod 700 it, or set ATHANOR_RUNTIME.")
        }
        return path
    }

    private static var wanted: String {
        if let own = variable("ATHANOR_RUNTIME") { return own }
        if let base = variable("XDG_RUNTIME_DIR") { return base + "/athanor" }
        return "/tmp/athanor-\(geteuid())"
    }

    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// A name for files about one lab: its own, and what tells it from another of that name.
    package static func name(ofLab lab: String, at path: String) -> String {
        let letters = lab.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return String(letters.prefix(40)) + "-" + fingerprint(path)
    }

    /// The path without links and relative parts; as it is where there is no such file.
    package static func real(_ path: String) -> String {
        guard let found = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }

    /// FNV-1a, 64 bits, of the file's real path, in hexadecimal.
    private static func fingerprint(_ path: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in real(path).utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
