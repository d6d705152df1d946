import EdXML
import Exchange
import Foundation
import Storage
import Trust

/// Takes packages in (tiếp nhận gói tin): nothing is answered before bytes and rows are on disk.
///
/// Order: repeat? → read → judge → bytes to disk → one transaction with package, deliveries, history and receipt → answer. A crash
/// between bytes and rows leaves a file without rows, which the sweep at the next start removes.
struct Intake: Sendable {
    let database: Database
    let inbox: InboxSignal
    let key: SigningKey
    let hubName: String
    /// Bytes of one package file.
    let maximumPackageBytes: Int
    let now: @Sendable () -> Date

    struct Answer: Sendable, Equatable {
        /// JSON of the receipt; the same bytes for every repeat.
        var receipt: String
        var isRepeat: Bool
    }

    /// Takes in what was staged. When this throws, nothing stays but, at worst, a file that nobody names.
    func take(_ staged: StagedFile, from system: ConnectedSystem) async throws -> Answer {
        let (hash, file) = (staged.hash, staged.url)
        if let answer = try await self.earlierAnswer(hash, system) { return answer }
        let instant = self.now()
        let today = VietnamTime.date(instant)
        let packet = try await self.read(file, today: today)
        _ = try await self.database.read { connection in
            try Ruling.judge(packet, broughtBy: system, today: today, in: connection)
        }
        let size = staged.sizeBytes
        _ = try await staged.commit()
        do {
            return try await self.database.write { connection in
                if let receipt = try PackageStore.receipt(of: hash, sentBy: system.id, in: connection) {
                    return Answer(receipt: receipt, isRepeat: true)
                }
                let ruling = try Ruling.judge(packet, broughtBy: system, today: today, in: connection)
                let record = try self.record(packet, ruling, hash: hash, sizeBytes: size, at: instant)
                try record.insert(sentBy: system.id, in: connection)
                let receivers = ruling.receivers
                connection.afterCommit { self.inbox.wake(receivers) }
                return Answer(receipt: record.receipt, isRepeat: false)
            }
        } catch let violation as ConstraintViolation where violation.isUniqueness {
            // Another node took in the same file at the same instant: its answer is the answer.
            if let answer = try await self.earlierAnswer(hash, system) { return answer }
            throw violation
        }
    }

    /// What the same system was answered when it sent the same bytes before.
    func earlierAnswer(_ hash: ContentHash, _ system: ConnectedSystem) async throws -> Answer? {
        try await self.database.read { try PackageStore.receipt(of: hash, sentBy: system.id, in: $0) }
            .map { Answer(receipt: $0, isRepeat: true) }
    }

    private func read(_ file: URL, today: CalendarDate) async throws -> Packet {
        var limits = ReadingLimits()
        limits.maxPackageBytes = self.maximumPackageBytes
        limits.maxUnpackedBytes = max(limits.maxUnpackedBytes, self.maximumPackageBytes)
        return try await blocking { [limits] in
            try PacketReader.read(file: file, limits: limits, today: today, attachments: .discard)
        }
    }

    private func record(
        _ packet: Packet, _ ruling: Ruling, hash: ContentHash, sizeBytes: Int, at instant: Date
    ) throws -> PackageRecord {
        let id = UniqueID.make(at: instant)
        let receipt = Receipt(
            packageID: id,
            documentID: ruling.documentID.text,
            from: ruling.from.text,
            to: ruling.receivers.map(\.text),
            kind: packet.kind.rawValue,
            sha256: hash.hex,
            sizeBytes: sizeBytes,
            receivedAt: Timestamp.text(instant),
            hub: self.hubName
        )
        return PackageRecord(
            id: id, packet: packet, ruling: ruling, hash: hash, sizeBytes: sizeBytes, receivedAt: instant,
            receipt: try receipt.signed(by: self.key).json)
    }
}
