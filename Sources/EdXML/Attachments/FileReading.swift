import Exchange
import Foundation

/// Reads files in pieces.
enum FileReading {
    static let pieceBytes = 64 << 10

    /// Calls `body` with each piece of `file` in order.
    static func pieces<Failure: Error>(
        of file: URL,
        failure: (Fault) -> Failure,
        body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(Fault.file("open", errno)) }
        defer { _ = close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: self.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(Fault.file("read", errno))
            }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// The first `count` bytes of `file`, or all of it.
    static func head(of file: URL, count: Int) throws(Fault) -> [UInt8] {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Fault.file("open", errno) }
        defer { _ = close(descriptor) }
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        guard failure == 0 else { throw Fault.file("read", failure) }
        return bytes
    }

    /// The last `count` bytes of `file`, or all of it.
    static func tail(of file: URL, count: Int) throws(Fault) -> [UInt8] {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Fault.file("open", errno) }
        defer { _ = close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size >= 0 else { throw Fault.file("seek", errno) }
        let wanted = min(size, count)
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            while filled < wanted {
                let place = off_t(size - wanted + filled)
                let got = pread(descriptor, buffer.baseAddress?.advanced(by: filled), wanted - filled, place)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        guard failure == 0 else { throw Fault.file("read", failure) }
        return bytes
    }
}
