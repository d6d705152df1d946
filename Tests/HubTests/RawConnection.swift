import Foundation

/// A connection that sends what no HTTP client would, and ends as the test likes.
final class RawConnection {
    private let descriptor: Int32

    struct Failure: Error {
        let code: Int32
    }

    /// - Parameter receiveBufferBytes: how much the system takes for us before we read it.
    init(port: Int, receiveBufferBytes: Int32? = nil) throws {
        #if os(Linux)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        self.descriptor = socket(AF_INET, stream, 0)
        guard self.descriptor >= 0 else { throw Failure(code: errno) }
        if var bytes = receiveBufferBytes {
            setsockopt(self.descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let descriptor = self.descriptor
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            throw Failure(code: errno)
        }
    }

    func send(_ text: String) throws { try self.send(Array(text.utf8)) }

    /// Exactly `count` bytes; throws when the other side ends before, or says nothing for two minutes.
    func receive(_ count: Int) throws -> [UInt8] {
        var patience = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { recv(self.descriptor, $0.baseAddress! + done, count - done, 0) }
            guard got > 0 else { throw Failure(code: got == 0 ? 0 : errno) }
            done += got
        }
        return bytes
    }

    /// Whether the other side has ended it. What it sent before is dropped.
    var isEnded: Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let got = recv(self.descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            if got == 0 { return true }
            if got < 0 { return errno != EAGAIN && errno != EINTR }
        }
    }

    func end() { close(self.descriptor) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { write(self.descriptor, $0.baseAddress, $0.count) }
            guard sent > 0 else { throw Failure(code: errno) }
            rest = rest.dropFirst(sent)
        }
    }

    /// Ends it with a reset: nothing that is on its way arrives.
    func cut() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close(self.descriptor)
    }
}
