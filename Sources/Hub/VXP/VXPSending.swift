import Exchange
import Foundation
import Hummingbird
import NIOCore
import Storage

/// Brings the body of `sendEdoc` to disk and hands it to the intake that takes in every package.
struct VXPSending: Sendable {
    let uploads: Uploads
    let intake: Intake

    /// The id of the package, the same for every repeat. `system` may send for its own agencies only.
    ///
    /// Throws as `Intake.take`, and `forbidden` for a foreign `from`, `hash-mismatch`, `too-large`.
    func send(_ request: Request, _ parameters: VXPParameters, by system: ConnectedSystem) async throws -> String {
        guard let from = parameters["from"], let sender = OrganCode(from),
            let entry = try await OrganStore(database: self.intake.evidence.database).entry(sender),
            system.acts(for: entry.code)
        else { throw Self.foreignSender(parameters["from"] ?? "", system) }
        guard let hash = parameters["hash-file"] else { throw Self.noHash }
        let receivers = try parameters.receivers.map(Audience.instead) ?? .named
        // A hash that lacks zeros (`VXPHash`) names no package that could be looked up: whether it is a repeat is seen when it is there.
        if let whole = ContentHash(hex: hash),
            let length = try self.uploads.announcedBytes(request, ending: Uploads.lineEnding.count)
        {
            try await self.intake.expect(length, whole, from: system)
        }
        do {
            return try await self.uploads.admitting(system) {
                let staged = try await self.uploads.stageLine(request) { VXPHash.matches($0, hash) }
                return try await self.intake.take(staged, from: system, to: receivers).packageID
            }
        } catch let fault as Fault
            where fault.place == Place.sender.rawValue && [.forbidden, .unknownSender].contains(fault.code)
        {
            throw Self.foreignSender(from, system)
        }
    }

    /// The one refusal of the national hub that is on record, word by word.
    private static func foreignSender(_ from: String, _ system: ConnectedSystem) -> Fault {
        Fault(
            .forbidden, vi: "Đơn vị gửi \(from) không đúng với mã đã đăng ký: \(system.id)",
            en: "This system may not send for the agency \"\(from)\".", place: Place.sender.rawValue)
    }

    private static let noHash = Fault(
        .missingField, vi: "Thiếu tham số hash-file.", en: "The parameter hash-file is missing.", place: "hash-file")
}

extension Uploads {
    /// CRLF.
    static let lineEnding: [UInt8] = [0x0D, 0x0A]

    /// The body as a file without the CRLF that the SDK writes behind it. A client that writes none, or whose file ends so, is known by the
    /// hash: `isRight` tells which.
    ///
    /// Throws `too-large`, `hash-mismatch`, `interrupted`.
    func stageLine(_ request: Request, isRight: (ContentHash) -> Bool) async throws -> StagedFile {
        let ending = Self.lineEnding
        _ = try self.announcedBytes(request, ending: ending.count)
        let staged = try self.stage()
        var held: [UInt8] = []
        for try await piece in self.pieces(of: request) {
            held.append(contentsOf: piece.readableBytesView)
            let ready = max(0, held.count - ending.count)
            try self.checkSize(staged.sizeBytes + ready)
            try held[..<ready].withUnsafeBytes { try staged.write($0) }
            held.removeFirst(ready)
        }
        if held == ending, isRight(staged.hash) { return staged }
        try self.checkSize(staged.sizeBytes + held.count)
        try held.withUnsafeBytes { try staged.write($0) }
        guard isRight(staged.hash) else {
            throw Fault(
                .hashMismatch, vi: "hash-file không khớp với nội dung tệp. Gửi lại.",
                en: "The body does not have the hash that hash-file names.", place: "hash-file")
        }
        return staged
    }
}
