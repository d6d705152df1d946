import Foundation
import Synchronization
import Testing

/// Stands between a client and a hub and cuts connections after so many bytes of the client.
final class CuttingProxy: Sendable {
    private struct State {
        var cutsLeft: Int
        var bytes = 0
    }

    let port: Int
    private let listener: CInt
    private let target: Int
    private let bytesBeforeCut: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - target: the hub's port.
    ///   - cuts: how many connections are cut; later ones pass.
    init(to target: Int, cuts: Int, after bytesBeforeCut: Int) throws {
        self.target = target
        self.bytesBeforeCut = bytesBeforeCut
        self.state = Mutex(State(cutsLeft: cuts))
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(0)
        let (bound, length) = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> (CInt, socklen_t) in
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                let bound = bind(listener, raw, length)
                getsockname(listener, raw, &length)
                return (bound, length)
            }
        }
        try #require(bound == 0 && length > 0 && listen(listener, 16) == 0)
        self.listener = listener
        self.port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in self.accept() }
    }

    /// Bytes of the client that reached the hub.
    var bytes: Int { self.state.withLock { $0.bytes } }
    var cutsLeft: Int { self.state.withLock { $0.cutsLeft } }

    func stop() { shutdown(self.listener, Int32(SHUT_RDWR)) }

    private func accept() {
        while true {
            let client = Foundation.accept(self.listener, nil, nil)
            guard client >= 0 else { return _ = close(self.listener) }
            let hub = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.address(self.target)
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(hub, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard connected == 0 else {
                close(client)
                close(hub)
                continue
            }
            Thread.detachNewThread { [self] in self.forward(from: client, to: hub, isCut: true) }
            Thread.detachNewThread { [self] in self.forward(from: hub, to: client, isCut: false) }
        }
    }

    private func forward(from source: CInt, to sink: CInt, isCut: Bool) {
        var passed = 0
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            passed += count
            if isCut, passed > self.bytesBeforeCut, self.takesCut() { break }
            guard send(sink, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
            if isCut { self.state.withLock { $0.bytes += count } }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(sink, Int32(SHUT_RDWR))
    }

    private func takesCut() -> Bool {
        self.state.withLock { state in
            guard state.cutsLeft > 0 else { return false }
            state.cutsLeft -= 1
            return true
        }
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }
}
