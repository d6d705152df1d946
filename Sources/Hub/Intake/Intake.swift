import EdXML
import Exchange
import Foundation
import HTTPTypes
import Storage
import Trust

/// Takes packages in (tiếp nhận gói tin): nothing is answered before bytes and rows are on disk.
///
/// Order: repeat? → read → judge → bytes to disk → one transaction with package, deliveries, history and evidence → answer. A crash
/// between bytes and rows leaves a file without rows, which the sweep at the next start removes.
struct Intake: Sendable {
    let evidence: EvidenceLog
    let inbox: InboxSignal
    let metrics: HubMetrics
    /// Bytes of one package file.
    let maximumPackageBytes: Int
    let now: @Sendable () -> Date

    struct Answer: Sendable, Equatable {
        /// JSON of the receipt; the same bytes for every repeat.
        var receipt: String
        var isRepeat: Bool
    }

    /// Takes in what was staged. When this throws, nothing stays but, at worst, a file that nobody names; that the package was refused
    /// stands in the evidence log.
    func take(
        _ staged: StagedFile, from system: ConnectedSystem, under key: IdempotencyKey? = nil
    ) async throws -> Answer {
        let (hash, size) = (staged.hash, staged.sizeBytes)
        do {
            return try await self.admit(staged, from: system, under: key)
        } catch let fault as Fault where fault.saysSomethingOfThePackage {
            let now = self.now()
            try await self.evidence.write { connection in
                try EvidenceLog.append(
                    .refused(hash, sizeBytes: size, by: system.id, fault, at: now), in: connection)
            }
            throw fault
        }
    }

    private func admit(
        _ staged: StagedFile, from system: ConnectedSystem, under key: IdempotencyKey?
    ) async throws -> Answer {
        let (hash, file) = (staged.hash, staged.url)
        if let answer = try await self.repeated(hash, system, under: key) { return answer }
        let instant = self.now()
        let today = VietnamTime.date(instant)
        let packet = try await self.read(file, today: today)
        _ = try await self.evidence.database.read { connection in
            try Ruling.judge(packet, broughtBy: system, today: today, in: connection)
        }
        let size = staged.sizeBytes
        _ = try await staged.commit()
        let taken: (id: String, isRepeat: Bool)
        do {
            taken = try await self.evidence.write { connection in
                if let id = try PackageStore.id(of: hash, sentBy: system.id, in: connection) {
                    try key?.bind(to: id, of: system.id, in: connection)
                    return (id, true)
                }
                let ruling = try Ruling.judge(packet, broughtBy: system, today: today, in: connection)
                let record = PackageRecord(
                    id: UniqueID.make(at: instant), packet: packet, ruling: ruling, hash: hash, sizeBytes: size,
                    receivedAt: instant)
                try record.insert(sentBy: system.id, in: connection)
                try key?.bind(to: record.id, of: system.id, in: connection)
                connection.afterCommit { self.inbox.wake(ruling.receivers) }
                return (record.id, false)
            }
        } catch let violation as ConstraintViolation where violation.isUniqueness {
            // Another node took in the same file at the same instant: its answer is the answer.
            if let answer = try await self.earlierAnswer(hash, system) { return answer }
            throw violation
        }
        if !taken.isRepeat { self.metrics.taken(kind: packet.kind, bytes: size) }
        return Answer(receipt: try await self.receipt(taken.id), isRepeat: taken.isRepeat)
    }

    /// The answer to a repeat, which binds its key too. Throws `conflict` when the key stands for another package.
    private func repeated(
        _ hash: ContentHash, _ system: ConnectedSystem, under key: IdempotencyKey?
    ) async throws -> Answer? {
        let answer = try await self.earlierAnswer(hash, system)
        guard let key else { return answer }
        let id = try await self.evidence.database.read { connection in
            let id = try PackageStore.id(of: hash, sentBy: system.id, in: connection)
            try key.check(id, of: system.id, in: connection)
            return id
        }
        if let id, answer != nil {
            try await self.evidence.write { try key.bind(to: id, of: system.id, in: $0) }
        }
        return answer
    }

    /// What the same system was answered when it sent the same bytes before.
    func earlierAnswer(_ hash: ContentHash, _ system: ConnectedSystem) async throws -> Answer? {
        let id = try await self.evidence.database.read { connection in
            try PackageStore.id(of: hash, sentBy: system.id, in: connection)
        }
        guard let id else { return nil }
        return Answer(receipt: try await self.receipt(id), isRepeat: true)
    }

    private func receipt(_ package: String) async throws -> String {
        guard let receipt = try await self.evidence.receipt(ofPackage: package) else {
            throw Fault(
                .internalFault, vi: "Sổ bằng chứng bị hỏng.",
                en: "The evidence log does not know the package \(package).")
        }
        return receipt.json
    }

    private func read(_ file: URL, today: CalendarDate) async throws -> Packet {
        var limits = ReadingLimits()
        limits.maxPackageBytes = self.maximumPackageBytes
        limits.maxUnpackedBytes = max(limits.maxUnpackedBytes, self.maximumPackageBytes)
        return try await blocking { [limits] in
            try PacketReader.read(file: file, limits: limits, today: today, attachments: .discard)
        }
    }
}

extension Fault {
    /// Whether the package is refused for what it is, and not for what the hub lacks at the moment.
    fileprivate var saysSomethingOfThePackage: Bool { self.code.httpStatus.code / 100 == 4 && !self.isTransient }
}
