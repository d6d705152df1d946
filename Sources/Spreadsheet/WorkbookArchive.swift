import CLibZip
import Exchange
import Foundation

/// The files inside a workbook, each read once, within limits.
final class WorkbookArchive {
    private let zip: OpaquePointer
    private let limits: SheetLimits
    private var indices: [String: UInt64] = [:]
    private var bytesRead: UInt64 = 0

    private static let maximumParts = 1_000
    /// Sheets are repetitive: 100 to 1 occurs.
    private static let maximumRatio: UInt64 = 400

    init(_ file: URL, limits: SheetLimits) throws(Fault) {
        guard let zip = lt_zip_open(file.path) else { throw Self.broken }
        self.zip = zip
        self.limits = limits
        let count = lt_zip_count(zip)
        guard (1...Int64(Self.maximumParts)).contains(count) else { throw Self.broken }
        for index in 0..<UInt64(count) {
            guard let name = lt_zip_name(zip, index) else { continue }
            // Names of parts differ in more than case (ECMA-376-2).
            self.indices[String(cString: name).lowercased()] = index
        }
    }

    deinit { lt_zip_close(self.zip) }

    func has(_ name: String) -> Bool { self.indices[name.lowercased()] != nil }

    /// Gives the bytes of a part in pieces. Throws `structure` when there is no such part.
    func read(_ name: String, _ piece: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
        guard let index = self.indices[name.lowercased()] else {
            throw Fault(
                .structure, vi: "Tệp không phải bảng tính .xlsx.", en: "The workbook has no part \(name).")
        }
        var bytes: UnsafePointer<CChar>?
        var (size, packed, isEncrypted): (UInt64, UInt64, Bool) = (0, 0, false)
        guard lt_zip_entry(self.zip, index, &bytes, &size, &packed, &isEncrypted), !isEncrypted else {
            throw Self.broken
        }
        let isBomb = size > 1 << 20 && size / Self.maximumRatio > max(packed, 1)
        guard !isBomb, size <= UInt64(self.limits.partBytes) else { throw Self.tooLarge }
        guard lt_zip_begin(self.zip, index) else { throw Self.broken }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { buffer.deallocate() }
        var total: UInt64 = 0
        while true {
            let count = Int(lt_zip_read(self.zip, buffer.baseAddress, buffer.count))
            guard count >= 0 else { throw Self.broken }
            if count == 0 { break }
            total += UInt64(count)
            guard total <= size else { throw Self.broken }
            self.bytesRead += UInt64(count)
            guard self.bytesRead <= UInt64(self.limits.workbookBytes) else { throw Self.tooLarge }
            try piece(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    func parse(_ name: String, _ part: XMLPart) throws(Fault) {
        try self.read(name) { bytes throws(Fault) in try part.feed(bytes) }
        try part.finish()
    }

    private static let tooLarge = Fault(
        .zipBomb, vi: "Bảng tính giải nén ra quá lớn nên không được đọc.",
        en: "A part of the workbook, or all that was read of it, is larger than it may be.")

    private static let broken = Fault(
        .badZip, vi: "Tệp bảng tính bị hỏng nên không mở được.", en: "The workbook cannot be opened.")
}
