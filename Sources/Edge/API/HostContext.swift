import CLinux
import Glibc
import Hosting
import Hummingbird
import Labs
import NIOCore

/// One request's surroundings: who sent it, by the kernel's word.
struct HostContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Plans are the largest thing anybody sends.
    var maxUploadSize: Int { 4 << 20 }

    /// The Unix user at the other end of the connection (SO_PEERCRED, socket(7)), as the lab knows
    /// it.
    ///
    /// - Throws: `Refusal` where the kernel tells nobody's identity.
    func visitor(at desk: HostDesk) async throws -> Visitor {
        let option = NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        guard let provider = channel as? any SocketOptionProvider,
            let peer = try? await provider.unsafeGetSocketOption(
                level: .socket,
                name: option
            ).get() as clinux_peer
        else { throw Refusal(.forbidden, "Nobody knows who asks.") }
        return Visitor(
            user: Self.name(of: peer.user),
            isHostsUser: peer.user == geteuid() || peer.user == 0,
            lab: desk.site.loaded.lab,
            farEnd: desk.site.farEnd
        )
    }

    private static func name(of user: UInt32) -> String {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var text = [CChar](repeating: 0, count: 4096)
        let code = unsafe getpwuid_r(user, &entry, &text, text.count, &found)
        guard code == 0, unsafe found != nil, let name = unsafe entry.pw_name else {
            return "uid-\(user)"
        }
        return unsafe String(cString: name)
    }
}
