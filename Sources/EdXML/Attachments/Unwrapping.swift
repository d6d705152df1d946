import CLibZip
import Crypto
import Exchange
import Foundation

/// Opens a file that the vendor's library wrapped into a ZIP of one entry, and leaves every other ZIP alone (edXML §6).
struct Unwrapping {
    /// As the attachment itself says.
    let name: String
    let declaredType: String?
    let content: ContentSink.Content
    let limits: ReadingLimits
    let remainingBytes: Int
    let folder: ScratchFolder
    let keepsFiles: Bool
    let place: String
    let line: Int
    private(set) var warnings: [Warning.Code] = []

    init(
        name: String,
        declaredType: String?,
        content: ContentSink.Content,
        limits: ReadingLimits,
        remainingBytes: Int,
        folder: ScratchFolder,
        keepsFiles: Bool,
        place: String,
        line: Int
    ) {
        self.name = name
        self.declaredType = declaredType
        self.content = content
        self.limits = limits
        self.remainingBytes = remainingBytes
        self.folder = folder
        self.keepsFiles = keepsFiles
        self.place = place
        self.line = line
    }

    /// Files that are ZIPs by nature.
    private static let zipKinds: Set<String> = [
        "zip", "docx", "xlsx", "pptx", "odt", "ods", "jar", "docm", "xlsm", "pptm", "odp", "epub",
    ]

    /// The file inside, or nil when the content itself is the file.
    mutating func run() throws(Fault) -> ContentSink.Content? {
        let isDeclared = self.declaredType?.lowercased() == "application/zip"
        guard self.content.isZip, let file = self.content.file else {
            if isDeclared { self.warnings.append(.contentTypeMismatch) }
            return nil
        }
        let suffix = FileName.suffix(self.name)
        guard isDeclared || !Self.zipKinds.contains(suffix) else { return nil }
        let count = try ZipDirectory.entryCount(of: file)
        if suffix == "zip", count != 1 {
            if count != nil { try self.refuseDoubleEntries(file) }
            return nil
        }
        guard let count else { throw Fault.badZip(place: self.place, line: self.line) }
        guard count == 1 else {
            try self.refuseDoubleEntries(file)
            self.warnings.append(Self.zipKinds.contains(suffix) ? .contentTypeMismatch : .zipNotSingle)
            return nil
        }
        let opened = try self.open(file, onlyAs: suffix == "zip" ? "zip" : nil)
        if opened != nil, !isDeclared { self.warnings.append(.contentTypeMismatch) }
        if opened != nil || !self.keepsFiles { self.folder.remove(file) }
        return opened
    }

    /// A ZIP that holds one name twice shows one reader this file and another reader that.
    private func refuseDoubleEntries(_ file: URL) throws(Fault) {
        guard let zip = lt_zip_open(file.path) else { throw Fault.badZip(place: self.place, line: self.line) }
        defer { lt_zip_close(zip) }
        var names: Set<String> = []
        for index in 0..<UInt64(max(0, lt_zip_count(zip))) {
            guard let name = lt_zip_name(zip, index) else { continue }
            guard names.insert(String(cString: name)).inserted else {
                throw Fault.doubleEntry(place: self.place, line: self.line)
            }
        }
    }

    /// Unpacks the single entry; nil when its suffix is not the wanted one.
    private func open(_ file: URL, onlyAs wanted: String?) throws(Fault) -> ContentSink.Content? {
        guard let zip = lt_zip_open(file.path) else { throw Fault.badZip(place: self.place, line: self.line) }
        defer { lt_zip_close(zip) }
        var bytes: UnsafePointer<CChar>?
        var size: UInt64 = 0
        var packedSize: UInt64 = 0
        var isEncrypted = false
        guard lt_zip_count(zip) == 1, lt_zip_entry(zip, 0, &bytes, &size, &packedSize, &isEncrypted), let bytes,
            !isEncrypted
        else {
            throw Fault.badZip(place: self.place, line: self.line)
        }
        let entry = String(cString: bytes)
        if let wanted, FileName.suffix(entry) != wanted { return nil }
        guard FileName.isSafe(entry) else { throw Fault.unsafeName(place: self.place, line: self.line) }
        let isBomb = size > 16 << 20 && size / UInt64(self.limits.maxUnpackedRatio) > max(packedSize, 1)
        guard !isBomb, size <= UInt64(max(0, self.remainingBytes)) else {
            throw Fault.zipBomb(place: self.place, line: self.line)
        }
        guard lt_zip_begin(zip, 0) else { throw Fault.badZip(place: self.place, line: self.line) }
        return try self.unpack(zip, size: Int(size))
    }

    private func unpack(_ zip: OpaquePointer, size: Int) throws(Fault) -> ContentSink.Content {
        let target = self.keepsFiles ? try self.folder.newFile() : nil
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: FileReading.pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        var hasher = SHA256()
        var total = 0
        var isZip = false
        while true {
            let count = Int(lt_zip_read(zip, buffer.baseAddress, buffer.count))
            guard count >= 0, total + count <= size else { throw Fault.badZip(place: self.place, line: self.line) }
            if count == 0 { break }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if total == 0 { isZip = piece.starts(with: [0x50, 0x4B, 0x03, 0x04]) }
            hasher.update(bufferPointer: piece)
            try target?.write(piece)
            total += count
        }
        guard total == size, total > 0 else { throw Fault.badZip(place: self.place, line: self.line) }
        try target?.close()
        let hex = hasher.finalize().hex
        return ContentSink.Content(sizeBytes: total, sha256: hex, file: target?.url, isZip: isZip)
    }
}
