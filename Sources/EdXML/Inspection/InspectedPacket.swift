import Crypto
package import Exchange
package import Foundation

/// A package file that was read as a whole: what it says, and the file itself.
package struct InspectedPacket: Sendable, Equatable {
    package var packet: Packet
    package var sizeBytes: Int
    /// SHA-256 of the package file, lower-case hex.
    package var sha256: String

    /// Of a package that somebody has read.
    package init(packet: Packet, sizeBytes: Int, sha256: String) {
        self.packet = packet
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
    }

    /// Reads `file` once, in pieces, whatever its size. Throws the fault for which the package is refused, or
    /// one of the disk.
    package init(
        file: URL,
        limits: ReadingLimits = .init(),
        today: CalendarDate,
        context: ReadingContext = .init(),
        attachments: PacketReader.AttachmentHandling = .discard
    ) throws(Fault) {
        let reader = PacketReader(limits: limits, today: today, context: context, attachments: attachments)
        var hasher = SHA256()
        var size = 0
        let body = { (piece: UnsafeRawBufferPointer) throws(Fault) in
            hasher.update(bufferPointer: piece)
            size += piece.count
            try reader.feed(piece)
        }
        try FileReading.pieces(of: file, failure: { $0 }, body: body)
        self.packet = try reader.finish()
        self.sizeBytes = size
        self.sha256 = hasher.finalize().hex
    }

    /// The shape of `Samples/expected`. `name` is what the file was called; `signature` is the verdict of whoever judged it.
    package func json(file name: String, signature: JSON) -> JSON {
        guard case .object(var members) = JSON(self.packet) else { return .null }
        members["file"] = .text(name)
        members["sha256"] = .text(self.sha256)
        members["size"] = .number(self.sizeBytes)
        members["about"] = .null
        members["signature"] = signature
        var told: Set<Warning.Code> = []
        let codes = self.packet.warnings.map(\.code).filter { told.insert($0).inserted }
        members["warnings"] = .list(codes.map { .text($0.rawValue) })
        return .object(members)
    }
}
