import CSyncFS
import Dispatch
import Exchange
import Foundation

/// The few calls of the system that a durable file needs, with our own errors.
struct FileDescriptor: Sendable {
    private let raw: CInt

    /// `mode`: rights of a new file, before the process's mask.
    static func open(_ path: String, flags: CInt, mode: mode_t = 0o600) throws -> FileDescriptor {
        let raw = Foundation.open(path, flags | O_CLOEXEC, mode)
        guard raw >= 0 else { throw Fault.file("open", errno) }
        return FileDescriptor(raw: raw)
    }

    func close() { _ = Foundation.close(self.raw) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let written = Foundation.write(self.raw, rest.baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw Fault.file("write", errno)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
    }

    func read(at offset: Int, count: Int) throws -> [UInt8] {
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    self.raw, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        guard failure == 0 else { throw Fault.file("read", failure) }
        return bytes
    }

    func size() throws -> Int {
        var status = stat()
        guard fstat(self.raw, &status) == 0 else { throw Fault.file("stat", errno) }
        return Int(status.st_size)
    }

    /// When this fails, what was written may be lost although a second try would succeed: `alarm` is raised.
    func sync(_ alarm: DiskAlarm? = nil) throws {
        guard fsync(self.raw) == 0 else { throw Self.failed(alarm) }
    }

    /// The same, of everything that the file system of this file holds.
    func syncFileSystem(_ alarm: DiskAlarm? = nil) throws {
        guard lt_syncfs(self.raw) == 0 else { throw Self.failed(alarm) }
    }

    private static func failed(_ alarm: DiskAlarm?) -> Fault {
        let fault = Fault.file("sync", errno)
        alarm?.raise(fault.english)
        return fault
    }

    static func syncFolder(_ path: String, _ alarm: DiskAlarm? = nil) throws {
        let folder = try Self.open(path, flags: O_RDONLY | O_DIRECTORY)
        defer { folder.close() }
        try folder.sync(alarm)
    }
}

extension Fault {
    static func file(_ call: String, _ number: CInt) -> Fault {
        switch number {
        case ENOSPC, EDQUOT:
            return .diskFull
        case EROFS:
            return .readOnly
        case ENOENT:
            return Fault(.notFound, vi: "Không tìm thấy tệp.", en: "The file does not exist.")
        default:
            return Fault(
                .internalFault,
                vi: "Máy chủ không đọc, ghi được tệp. Báo cho quản trị hệ thống.",
                en: "\(call) failed: \(String(cString: strerror(number)))."
            )
        }
    }
}

/// Runs work that waits for the disk away from the threads that serve requests.
package func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async {
            continuation.resume(with: Result { try body() })
        }
    }
}
