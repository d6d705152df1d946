import Foundation

/// A port that stays ours while nobody listens on it: a connection is refused, and no other server of the same test run is given it.
final class KeptPort: Sendable {
    let number: Int
    private let descriptor: Int32

    struct Failure: Error {
        let code: Int32
    }

    /// Bound and never listening; `SO_REUSEADDR` lets a server listen beside it.
    init() throws {
        #if os(Linux)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        self.descriptor = socket(AF_INET, stream, 0)
        guard self.descriptor >= 0 else { throw Failure(code: errno) }
        var isReused: Int32 = 1
        setsockopt(self.descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = self.descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else {
            close(descriptor)
            throw Failure(code: errno)
        }
        self.number = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(self.descriptor) }
}
