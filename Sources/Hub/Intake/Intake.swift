import EdXML
import Exchange
import Foundation
import HTTPTypes
import Storage
import Trust
import Web

/// Takes packages in (tiếp nhận gói tin): nothing is answered before bytes and rows are on disk.
///
/// Order: repeat? → read → judge → scan → bytes to disk → one transaction with package, deliveries, history and evidence → answer. A crash
/// between bytes and rows leaves a file without rows, which the sweep after the next start removes.
struct Intake: Sendable {
    let evidence: EvidenceLog
    let inbox: InboxSignal
    let metrics: HubMetrics
    let quotas: QuotaStore
    let content: KeptContent
    /// Nil: files are not scanned.
    let scanner: MalwareScanner?
    /// Bytes of one package file.
    let maximumPackageBytes: Int
    let now: @Sendable () -> Date

    struct Answer: Sendable, Equatable {
        var packageID: String
        /// JSON of the receipt; the same bytes for every repeat.
        var receipt: String
        var isRepeat: Bool
    }

    /// Judges what is announced before any of it is read: throws `quota-exceeded` when the system has no room for `bytes` today, unless it
    /// is a repeat. What has another size in the end is judged again when it is there.
    func expect(_ bytes: Int, _ hash: ContentHash, from system: ConnectedSystem) async throws {
        do {
            try await self.quotas.use(of: system.id, on: VietnamTime.date(self.now())).check(bytes)
        } catch let fault as Fault where fault.code == .quotaExceeded {
            if try await self.earlierAnswer(hash, system) == nil { throw fault }
        }
    }

    /// Takes in what was staged. When this throws, nothing stays but, at worst, a file that nobody names; that the package was refused
    /// stands in the evidence log.
    func take(
        _ staged: StagedFile, from system: ConnectedSystem, under key: IdempotencyKey? = nil,
        to receivers: Audience = .named
    ) async throws -> Answer {
        try await self.tellingRefusals(of: staged.hash, sizeBytes: staged.sizeBytes, system) {
            do {
                return try await self.admit(staged, from: system, under: key, to: receivers)
            } catch let fault as Fault where fault.code == .duplicateDocument {
                // The same bytes came in by another call after this one had looked for them.
                guard try await self.earlierAnswer(staged.hash, system) != nil else { throw fault }
                return try await self.admit(staged, from: system, under: key, to: receivers)
            }
        }
    }

    /// The answer to the bytes `hash`, which need not come again when the system has sent them before; they go to those of `receivers` that do
    /// not have them yet. Nil: they are not here.
    func takeAgain(
        _ hash: ContentHash, sizeBytes: Int, from system: ConnectedSystem, under key: IdempotencyKey?,
        to receivers: Audience
    ) async throws -> Answer? {
        // Of bytes that were only announced nothing is told.
        guard try await self.earlierAnswer(hash, system) != nil else {
            return try await self.keyedAnswer(hash, system, under: key)
        }
        return try await self.tellingRefusals(of: hash, sizeBytes: sizeBytes, system) {
            try await self.repeated(hash, nil, from: system, under: key, to: receivers, at: self.now())
        }
    }

    /// A refusal by `body` stands in the evidence log before it is thrown.
    private func tellingRefusals<Value>(
        of hash: ContentHash, sizeBytes size: Int, _ system: ConnectedSystem, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let malware as Malware {
            try await self.tell(malware.fault, of: hash, sizeBytes: size, system, finding: malware.finding)
            throw malware.fault
        } catch let fault as Fault where fault.saysSomethingOfThePackage {
            try await self.tell(fault, of: hash, sizeBytes: size, system)
            throw fault
        }
    }

    /// Writes a refusal into the evidence log.
    private func tell(
        _ fault: Fault, of hash: ContentHash, sizeBytes: Int, _ system: ConnectedSystem, finding: String? = nil
    ) async throws {
        let now = self.now()
        try await self.evidence.write { connection in
            try EvidenceLog.append(
                .refused(hash, sizeBytes: sizeBytes, by: system.id, fault, finding: finding, at: now), in: connection)
        }
    }

    private func admit(
        _ staged: StagedFile, from system: ConnectedSystem, under key: IdempotencyKey?, to receivers: Audience
    ) async throws -> Answer {
        let (hash, file) = (staged.hash, staged.url)
        let instant = self.now()
        let today = VietnamTime.date(instant)
        let earlier = try await self.repeated(hash, file, from: system, under: key, to: receivers, at: instant)
        if let earlier { return earlier }
        let packet = try await self.read(file, today: today)
        let arrival = Arrival(
            packet: packet, hash: hash, sizeBytes: staged.sizeBytes, system: system, key: key, receivers: receivers,
            today: today)
        let (judged, questions) = try await self.evidence.database.lookUpNoting { try self.judge(arrival, in: $0) }
        if !packet.attachments.isEmpty { try await self.scan(file, today: today) }
        try await self.content.keep(staged)
        let taken: Taken
        do {
            let foresight = arrival.things(judged).map { GroupWriter.Foresight(asking: questions, about: $0) }
            do { taken = try await self.write(arrival, foresight, at: instant) } catch is JudgedOtherwise {
                taken = try await self.write(arrival, nil, at: instant)
            }
        } catch let violation as ConstraintViolation where violation.isUniqueness {
            // Another node took in the same file at the same instant: its answer is the answer.
            guard let id = try await self.earlierAnswer(hash, system)?.packageID else { throw violation }
            taken = .before(id)
        }
        switch taken {
        case .now(let id, let receipt):
            self.metrics.taken(kind: packet.kind, bytes: arrival.sizeBytes)
            return Answer(packageID: id, receipt: try receipt.receipt().json, isRepeat: false)
        case .before(let id):
            // It came by another call meanwhile, which may have been for others.
            if receivers.codes != nil {
                try await self.extend(hash, nil, from: system, to: receivers, at: instant)
            }
            return Answer(packageID: id, receipt: try await self.receipt(id), isRepeat: true)
        }
    }

    private enum Taken: Sendable {
        case now(String, PromisedReceipt)
        case before(String)
    }

    private func write(
        _ arrival: Arrival, _ foresight: GroupWriter.Foresight?, at instant: Date
    ) async throws -> Taken {
        try await self.evidence.write(foresight) { connection in
            let (system, key) = (arrival.system, arrival.key)
            let judged = try self.judge(arrival, in: connection)
            switch judged {
            case .isHere(let id):
                try key?.bind(to: id, of: system.id, in: connection)
                return .before(id)
            case .fits(let ruling, let subject, let isKept):
                guard foresight == nil || arrival.things(judged) == foresight?.things else { throw JudgedOtherwise() }
                // The same bytes may have been those of a package whose file has just been removed (`Retention`).
                guard isKept else { throw Fault.fileVanished }
                try self.quotas.count(arrival.sizeBytes, of: system.id, on: arrival.today, in: connection)
                let record = PackageRecord(
                    id: UniqueID.make(at: instant), packet: arrival.packet, ruling: ruling, hash: arrival.hash,
                    sizeBytes: arrival.sizeBytes, receivedAt: instant)
                let receipt = try record.insert(sentBy: system.id, about: subject, in: connection)
                try key?.keep(for: record.id, of: system.id, in: connection)
                connection.afterCommit { self.inbox.wake(ruling.receivers) }
                return .now(record.id, receipt)
            }
        }
    }

    /// Everything that is asked about a package: before its bytes are kept, and again in the transaction that writes its rows, before anything of it
    /// is written. Throws the fault for which it is refused.
    private func judge(_ arrival: Arrival, in connection: Connection) throws -> Arrival.Judgement {
        let (hash, system) = (arrival.hash, arrival.system)
        if let id = try PackageStore.id(of: hash, sentBy: system.id, in: connection) { return .isHere(id) }
        try arrival.key?.check(nil, of: system.id, in: connection)
        try self.quotas.check(arrival.sizeBytes, of: system.id, on: arrival.today, in: connection)
        let ruling = try Ruling.judge(
            arrival.packet, broughtBy: system, to: arrival.receivers, today: arrival.today, in: connection)
        let subject = try ruling.deliveryID.map { try HandlingStore.Subject($0, in: connection) }
        return .fits(ruling, subject, isKept: try self.content.contains(hash, in: connection))
    }

    /// The same file goes to those of `receivers` that do not have it yet: clients of the VXP wire send one file once for each receiver, and
    /// so does a hub above.
    ///
    /// - Parameter file: holds its bytes; nil: what is kept of it is read.
    private func extend(
        _ hash: ContentHash, _ file: URL?, from system: ConnectedSystem, to receivers: Audience, at instant: Date
    ) async throws {
        let today = VietnamTime.date(instant)
        let missing = try await self.evidence.database.lookUp { connection in
            try Self.missing(receivers, of: hash, sentBy: system, in: connection)
        }
        guard !missing.isEmpty else { return }
        if let removedAt = try await self.removedAt(hash, system) { throw Fault.packageRemoved(removedAt) }
        let packet: Packet
        if let file {
            packet = try await self.read(file, today: today)
        } else {
            packet = try await self.content.withFile(of: hash) { try await self.read($0, today: today) }
        }
        guard packet.kind != .status else { return }
        try await self.evidence.write { connection in
            let missing = try Self.missing(receivers, of: hash, sentBy: system, in: connection)
            guard !missing.isEmpty, let id = try PackageStore.id(of: hash, sentBy: system.id, in: connection) else {
                return
            }
            var ruling = try Ruling.judge(
                packet, broughtBy: system, to: receivers.with(missing), today: today, in: connection)
            // One that stands in for a closed agency may have it as itself.
            ruling.receivers = try Self.missing(
                receivers.with(ruling.receivers), of: hash, sentBy: system, in: connection)
            guard !ruling.receivers.isEmpty else { return }
            try PackageRecord(
                id: id, packet: packet, ruling: ruling, hash: hash, sizeBytes: 0, receivedAt: instant
            ).extend(in: connection)
            let woken = ruling.receivers
            connection.afterCommit { self.inbox.wake(woken) }
        }
    }

    /// When the package lost its file: it cannot be given to anybody else.
    private func removedAt(_ hash: ContentHash, _ system: ConnectedSystem) async throws -> Date? {
        try await self.evidence.database.lookUp { connection in
            let row = try connection.row(
                "SELECT removed_at FROM package WHERE system_id = $1 AND sha256 = $2", system.id, hash)
            return try row?["removed_at"] ?? nil
        }
    }

    /// Those of `receivers` that the package was not sent to, by their own codes.
    private static func missing(
        _ receivers: Audience, of hash: ContentHash, sentBy system: ConnectedSystem, in connection: Connection
    ) throws -> [OrganCode] {
        try (receivers.codes ?? []).filter { code in
            let organ = try OrganStore.entry(code, in: connection)?.code ?? code
            return try connection.row(
                """
                SELECT 1 AS sent FROM package JOIN delivery ON delivery.package_id = package.id
                WHERE package.system_id = $1 AND package.sha256 = $2
                    AND (delivery.organ = $3 OR delivery.addressed_as = $3)
                """, system.id, hash, organ) == nil
        }
    }

    /// The answer to a repeat, whose bytes `file` holds (nil: what is kept) and which goes to more receivers; binds its key too. Throws `conflict`
    /// when the key stands for another package.
    private func repeated(
        _ hash: ContentHash, _ file: URL?, from system: ConnectedSystem, under key: IdempotencyKey?,
        to receivers: Audience, at instant: Date
    ) async throws -> Answer? {
        let answer = try await self.keyedAnswer(hash, system, under: key)
        if answer != nil, receivers.codes != nil {
            try await self.extend(hash, file, from: system, to: receivers, at: instant)
        }
        return answer
    }

    private func keyedAnswer(
        _ hash: ContentHash, _ system: ConnectedSystem, under key: IdempotencyKey?
    ) async throws -> Answer? {
        let answer = try await self.earlierAnswer(hash, system)
        guard let key else { return answer }
        let id = try await self.evidence.database.lookUp { connection in
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
        let id = try await self.evidence.database.lookUp { connection in
            try PackageStore.id(of: hash, sentBy: system.id, in: connection)
        }
        guard let id else { return nil }
        return Answer(packageID: id, receipt: try await self.receipt(id), isRepeat: true)
    }

    private func receipt(_ package: String) async throws -> String {
        guard let receipt = try await self.evidence.receipt(ofPackage: package) else {
            throw Fault(
                .internalFault, vi: "Sổ bằng chứng bị hỏng.",
                en: "The evidence log does not know the package \(package).")
        }
        return receipt.json
    }

    func read(
        _ file: URL, today: CalendarDate, attachments: PacketReader.AttachmentHandling = .discard
    ) async throws -> Packet {
        var limits = ReadingLimits()
        limits.maxPackageBytes = self.maximumPackageBytes
        limits.maxUnpackedBytes = max(limits.maxUnpackedBytes, self.maximumPackageBytes)
        return try await blocking { [limits] in
            try PacketReader.read(file: file, limits: limits, today: today, attachments: attachments)
        }
    }
}

extension Fault {
    fileprivate static var fileVanished: Fault {
        Fault(.interrupted, vi: "Trục chưa lưu được gói tin. Gửi lại.", en: "The file was not kept. Send it again.")
    }

    /// Whether the package is refused for what it is, and not for what the hub lacks at the moment.
    fileprivate var saysSomethingOfThePackage: Bool { self.code.httpStatus.code / 100 == 4 && !self.isTransient }
}
