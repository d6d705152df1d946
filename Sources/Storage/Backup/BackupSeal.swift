import Crypto
import Exchange
import Foundation

/// The end of a backup (niêm phong): one line with the SHA-256 of everything before it. Whatever was altered or cut is found before anything
/// of the backup is used.
enum BackupSeal {
    private static let mark = "\nlienthong-backup sha256 "
    private static let hexDigits = 64
    static let sizeBytes = Self.mark.utf8.count + Self.hexDigits

    /// Seals `file`; when this returns, it is on disk.
    static func append(to file: URL) throws {
        let hash = try Self.read(file, count: nil) { _ in }
        let seal = Self.mark + hash.hex
        let descriptor = try FileDescriptor.open(file.path, flags: O_WRONLY | O_APPEND)
        defer { descriptor.close() }
        try Array(seal.utf8).withUnsafeBytes { try descriptor.write($0) }
        try descriptor.sync()
    }

    /// Copies what is sealed into the new file `target`, without the seal.
    ///
    /// Throws `Fault`: `bad-format` when there is no seal at the end, `hash-mismatch` when it is not the seal of these bytes.
    static func open(_ file: URL, into target: URL) throws {
        let reader = try ContentReader(url: file)
        let count = reader.sizeBytes - Self.sizeBytes
        let seal = count < 0 ? "" : String(decoding: try reader.read(at: count, count: Self.sizeBytes), as: UTF8.self)
        guard let hash = ContentHash(hex: String(seal.suffix(Self.hexDigits))), seal == Self.mark + hash.hex else {
            throw Fault(
                .badFormat, vi: "Tệp này không phải bản sao lưu trọn vẹn: không có niêm phong ở cuối.",
                en: "The file is no whole backup: it does not end in a seal.")
        }
        let copy = try FileDescriptor.open(target.path, flags: O_WRONLY | O_CREAT | O_EXCL)
        defer { copy.close() }
        guard try Self.read(file, count: count, { try copy.write($0) }) == hash else {
            throw Fault(
                .hashMismatch, vi: "Bản sao lưu đã bị thay đổi hoặc hỏng trên đĩa.",
                en: "The backup is not what its seal says: it was altered, or damaged on disk.")
        }
        try copy.sync()
    }

    /// The hash of the first `count` bytes, or of all.
    private static func read(
        _ file: URL, count: Int?, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> ContentHash {
        let reader = try ContentReader(url: file)
        let end = count ?? reader.sizeBytes
        var hasher = SHA256()
        var offset = 0
        while offset < end {
            let bytes = try reader.read(at: offset, count: min(1 << 20, end - offset))
            guard !bytes.isEmpty else { break }
            hasher.update(data: bytes)
            try bytes.withUnsafeBytes(body)
            offset += bytes.count
        }
        return ContentHash(hasher.finalize())
    }
}
