import Foundation
import Synchronization
import Testing

/// The line between two hubs, with a switch; or a balancer's.
final class SwitchedLine: Sendable {
    enum Mode: Sendable {
        case open
        /// Every connection ends as soon as it is there, those that are open too.
        case down
        /// What is asked arrives; the answer never does, and the connection stays.
        case deaf
    }

    let port: Int
    private let listener: CInt
    private let target: Int
    /// What it says itself on each connection, before anything else.
    private let words: [UInt8]
    private let state = Mutex(State())

    private struct State {
        var mode = Mode.open
        var sockets: Set<CInt> = []
        /// Requests that came while the line was deaf or open.
        var requests: [String] = []
    }

    init(to target: Int, saying words: [UInt8] = []) throws {
        self.target = target
        self.words = words
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(0)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> CInt in
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                let bound = bind(listener, raw, length)
                getsockname(listener, raw, &length)
                return bound
            }
        }
        try #require(bound == 0 && listen(listener, 64) == 0)
        self.listener = listener
        self.port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in self.accept() }
    }

    /// Those that have passed, by their first lines.
    var requests: [String] { self.state.withLock { $0.requests } }

    func turn(_ mode: Mode) {
        let ended = self.state.withLock { state in
            // What was deaf never answers any more.
            let isEnd = mode == .down || state.mode == .deaf
            state.mode = mode
            return isEnd ? state.sockets : []
        }
        for socket in ended { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    func stop() {
        self.turn(.down)
        shutdown(self.listener, Int32(SHUT_RDWR))
    }

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
            let isOpen = self.state.withLock { state in
                guard state.mode != .down, connected == 0 else { return false }
                state.sockets.formUnion([client, hub])
                return true
            }
            guard isOpen else {
                close(client)
                close(hub)
                continue
            }
            _ = send(hub, self.words, self.words.count, Int32(MSG_NOSIGNAL))
            Thread.detachNewThread { [self] in
                let answers = Thread { self.forward(from: hub, to: client, isAnswer: true) }
                answers.start()
                self.forward(from: client, to: hub, isAnswer: false)
                while !answers.isFinished { usleep(1000) }
                self.state.withLock { $0.sockets.subtract([client, hub]) }
                close(client)
                close(hub)
            }
        }
    }

    private func forward(from source: CInt, to sink: CInt, isAnswer: Bool) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            let isPassed = self.state.withLock { state in
                if !isAnswer, let line = Self.firstLine(buffer[..<count]) { state.requests.append(line) }
                return !isAnswer || state.mode == .open
            }
            guard isPassed else { continue }
            guard send(sink, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(sink, Int32(SHUT_RDWR))
    }

    private static func firstLine(_ bytes: ArraySlice<UInt8>) -> String? {
        let line = String(decoding: bytes.prefix { $0 != 0x0D }, as: UTF8.self)
        return line.hasSuffix(" HTTP/1.1") ? line : nil
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }
}
