import Crypto
import Exchange
import Foundation

/// Takes the Base64 of one file as it streams past: decodes, hashes, and writes it where it is wanted.
final class ContentSink {
    /// A file as it was encoded in the package.
    struct Content {
        var sizeBytes: Int
        /// SHA-256, lower-case hex.
        var sha256: String
        /// Nil when it was discarded and cannot be a ZIP.
        var file: URL?
        /// Starts like a ZIP.
        var isZip: Bool
    }

    private let folder: ScratchFolder
    private let keepsAll: Bool
    private let place: String
    private let line: Int
    private var decoder = Base64Decoder()
    private var hasher = SHA256()
    private var sizeBytes = 0
    /// The first bytes, until four are there and tell whether it is a ZIP.
    private var start: [UInt8]? = []
    private var isZip = false
    private var file: ScratchFile?
    private var buffer = [UInt8](repeating: 0, count: Base64Decoder.capacity(ContentSink.pieceBytes))
    private static let pieceBytes = 64 << 10

    init(folder: ScratchFolder, keepsAll: Bool, place: String, line: Int) {
        self.folder = folder
        self.keepsAll = keepsAll
        self.place = place
        self.line = line
    }

    var isWrapped: Bool { self.decoder.isWrapped }

    /// Returns the bytes that came out.
    func feed(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> Int {
        var rest = bytes
        var total = 0
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.pieceBytes))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            total += try self.feed(piece: piece)
        }
        self.sizeBytes += total
        return total
    }

    private func feed(piece: UnsafeRawBufferPointer) throws(Fault) -> Int {
        var count = 0
        var fault: Fault?
        self.buffer.withUnsafeMutableBufferPointer { buffer in
            guard let target = buffer.baseAddress else { return }
            count = self.decoder.decode(piece, into: target)
            let decoded = UnsafeRawBufferPointer(start: target, count: count)
            self.hasher.update(bufferPointer: decoded)
            do throws(Fault) { try self.write(decoded) } catch { fault = error }
        }
        if let fault { throw fault }
        if self.decoder.isBroken { throw Fault.badBase64(place: self.place, line: self.line) }
        return count
    }

    private func write(_ decoded: UnsafeRawBufferPointer) throws(Fault) {
        guard var start = self.start else {
            try self.file?.write(decoded)
            return
        }
        start.append(contentsOf: decoded)
        self.start = start
        if start.count >= 4 { try self.begin(start) }
    }

    /// Enough is known to decide whether the file must be on disk.
    private func begin(_ start: [UInt8]) throws(Fault) {
        self.start = nil
        self.isZip = start.starts(with: [0x50, 0x4B, 0x03, 0x04])
        guard self.keepsAll || self.isZip else { return }
        let file = try self.folder.newFile()
        self.file = file
        var fault: Fault?
        start.withUnsafeBytes { bytes in
            do throws(Fault) { try file.write(bytes) } catch { fault = error }
        }
        if let fault { throw fault }
    }

    func finish() throws(Fault) -> Content {
        guard self.decoder.isComplete else { throw Fault.badBase64(place: self.place, line: self.line) }
        if let start = self.start { try self.begin(start) }
        try self.file?.close()
        let hex = self.hasher.finalize().hex
        return Content(sizeBytes: self.sizeBytes, sha256: hex, file: self.file?.url, isZip: self.isZip)
    }
}

extension SHA256.Digest {
    /// Lower case.
    var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
