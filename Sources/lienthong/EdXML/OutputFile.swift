import Exchange
import Foundation
import Storage

/// A file that a command writes: whole under its name, or not at all. What is no plain file (a pipe, `/dev/stdout`) takes the bytes as they come.
enum OutputFile {
    /// Calls `body` with where the bytes go. Throws `cannot-write` or `disk-full`, or what `body` throws; then nothing stays.
    static func write(to path: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
        if DurableFiles.isSpecial(path) { return try self.pass(to: path, body) }
        let part = "\(path).\(UUID().uuidString.prefix(8).lowercased()).part"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Fault.cannotWrite(path, errno) }
        do {
            try body { bytes in try self.write(bytes, to: descriptor, path) }
            guard fsync(descriptor) == 0 else { throw Fault.cannotWrite(path, errno) }
        } catch {
            _ = close(descriptor)
            unlink(part)
            throw error
        }
        guard close(descriptor) == 0, rename(part, path) == 0 else {
            let number = errno
            unlink(part)
            throw Fault.cannotWrite(path, number)
        }
    }

    private static func pass(
        to path: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Fault.cannotWrite(path, errno) }
        defer { _ = close(descriptor) }
        try body { bytes in try self.write(bytes, to: descriptor, path) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws(Fault) {
        var rest = bytes
        while !rest.isEmpty {
            let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw Fault.cannotWrite(path, errno)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
    }
}

extension Fault {
    fileprivate static func cannotWrite(_ path: String, _ number: Int32) -> Fault {
        Fault(
            [ENOSPC, EDQUOT].contains(number) ? .diskFull : .cannotWrite,
            vi: "Không ghi được tệp \"\(path)\".",
            en: "The file \"\(path)\" cannot be written: \(String(cString: strerror(number)))."
        )
    }
}
