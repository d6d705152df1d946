import Exchange
import Foundation
import Storage
import Trust
import Web

/// Sao điện tử: the agency's key signs a copy of the files of a document, and the copy stands in the register with its number (NĐ 30/2020/NĐ-CP,
/// Điều 25–27, 32.2.d; Phụ lục I, ô 14). The originals stay as they are.
struct CopySigning: Sendable {
    let desk: SigningDesk

    /// What the form says beside the plan.
    private struct Choice: Sendable {
        let plan: CopyPlan
        let originals: [String]
        let units: [String]
        let reason: String
        /// The PDF of an extract, made anew with the form of the document and the part that is copied (Điều 25.3).
        let extract: StoredFile?

        init(_ fields: FormFields, _ files: [StoredFile], of direction: Register.Direction) throws(FormFault) {
            self.plan = try CopyPlan(fields, of: direction, isElectronic: true)
            self.originals = fields.all("originals")
            self.units = Array(Set(fields.all("units"))).sorted()
            self.reason = fields.longText("reason")
            self.extract = files.first
            guard self.plan.kind == .extract else {
                guard files.isEmpty else {
                    throw FormFault("file", "Sao y, sao lục ký trên tệp của văn bản: bỏ tệp đính kèm")
                }
                return
            }
            guard files.count == 1, files[0].isPDF else {
                throw FormFault("file", "Đính kèm một tệp PDF của bản trích sao")
            }
        }

        /// Whether `files` may be signed: a doubt needs a reason.
        func check(_ files: [CopyOriginals.File]) throws(FormFault) {
            guard CopyOriginals.doubts(files) != nil else { return }
            try Reason.check(self.reason, "vẫn sao khi chữ ký số của bản gốc chưa đạt")
        }

        func check(units known: [Unit]) throws(FormFault) {
            guard self.units.allSatisfy({ id in known.contains { $0.id == id } }) else {
                throw FormFault("units", "Chọn đơn vị trong danh sách")
            }
        }
    }

    func sign(
        _ direction: Register.Direction, of id: String, _ fields: FormFields, _ uploaded: [StoredFile],
        by person: Person
    ) async throws -> String {
        let office = self.desk.office
        let once = try fields.token().once
        if let answered = try await office.answer(to: once, of: person) { return answered }
        let (today, time) = (office.today, office.now())
        let (originals, choice, chosen) = try await office.database.read { connection in
            let originals = try CopyOriginals.read(
                direction, id, by: person, identity: office.identity, in: connection)
            let choice = try Choice(fields, uploaded, of: direction)
            _ = try choice.plan.line(on: today, in: connection)
            try choice.check(units: try PersonStore.units(in: connection))
            // An extract is vouched for by what it was taken from.
            let chosen = try originals.chosen(choice.originals)
            try choice.check(chosen)
            return (originals, choice, chosen)
        }
        let signed = try await self.signed(
            chosen, choice.extract, as: choice.plan.kind, at: time, with: originals.key,
            secret: fields.all("secret").first ?? "")
        return try await office.act(by: person, once: once, on: "", naming: signed.map(\.stored.hash)) {
            connection, now in
            // Signing takes seconds: what is copied may have been given back meanwhile, or its files exchanged.
            let present = try CopyOriginals.read(direction, id, by: person, identity: office.identity, in: connection)
            guard
                try present.chosen(choice.originals).map(\.attachment.hash) == chosen.map(\.attachment.hash),
                present.key.id == originals.key.id
            else { throw Fault.stale }
            try choice.check(try present.chosen(choice.originals))
            try choice.check(units: try PersonStore.units(in: connection))
            let line = try choice.plan.line(on: today, in: connection)
            let (copy, code) = try choice.plan.add(
                line, of: present.source, by: person, on: today, at: now, identity: office.identity, in: connection)
            try CopyFile.add(signed, to: copy, code: code, at: now, in: connection)
            for unit in choice.units {
                try connection.execute("INSERT INTO copy_unit (copy_id, unit_id) VALUES ($1, $2)", copy, unit)
            }
            let doubts = CopyOriginals.doubts(chosen)
            try Timeline.add(
                .copied, to: id, by: person, at: now,
                detail: CopyWords.signed(choice.plan.kind, code, files: signed.count, doubts: doubts),
                quote: doubts == nil ? nil : choice.reason, in: connection)
            try Self.tell(
                copy, "\(CopyWords.kind(choice.plan.kind)) \(code): \(present.source.code)", by: person, at: now,
                in: connection)
            try office.changes.tell(id, in: connection)
            return "/copies/\(copy)"
        }
    }

    /// The people of the units to which it was sent.
    private static func tell(
        _ copy: String, _ title: String, by person: Person, at now: Date, in connection: Connection
    ) throws {
        let rows = try connection.rows(
            """
            INSERT INTO notice (id, person_id, at, kind, document_id, is_incoming, title, actor)
            SELECT $8 || '-' || person.id, person.id, $2, $3, $1, 0, $4, $5 FROM person
            WHERE person.unit_id IN (SELECT copy_unit.unit_id FROM copy_unit WHERE copy_unit.copy_id = $1)
                AND person.enabled = 1 AND person.role <> 'admin' AND person.id <> $6 AND person.id <> $7
            RETURNING id, person_id
            """, copy, now, Notice.Kind.copySent, title, person.signature, person.id, person.deputy?.id ?? "",
            UniqueID.make(at: now))
        try NoticeCall.queue(
            try rows.map { (try $0["id"], try $0["person_id"]) }, of: .copySent, on: VietnamTime.date(now),
            in: connection)
    }

    /// Signs each; nothing is kept in the register before all are signed.
    private func signed(
        _ chosen: [CopyOriginals.File], _ extract: StoredFile?, as kind: DocumentCopy.Kind, at time: Date,
        with record: SignerKeyRecord, secret: String
    ) async throws -> [SignedCopy] {
        let (desk, office) = (self.desk, self.desk.office)
        let pin = record.sealedFile == nil ? desk.tokenPIN ?? secret : secret
        let key = try record.key(office.secrets, token: desk.token, secret: pin)
        return try await office.store.inStagingFolder { scratch in
            try await desk.unlocking(record.id) {
                if let extract {
                    let request = try await self.request(kind, on: extract.hash, at: time, in: scratch)
                    let signed = try await desk.sign(extract, request, with: key, in: scratch)
                    return [try Self.copy(of: nil, extract.name, signed, at: time)]
                }
                var copies: [SignedCopy] = []
                for file in chosen {
                    let original = file.attachment
                    let request = try await self.request(kind, on: original.hash, at: time, in: scratch)
                    let stored = StoredFile(
                        name: original.name, contentType: original.contentType, sizeBytes: original.sizeBytes,
                        hash: original.hash)
                    // What was sound before must be sound afterwards; where it was not, our own signature must be.
                    let isSound = file.status == .valid || file.status == .absent
                    let signed = try await desk.sign(
                        stored, request, with: key, in: scratch, judging: isSound ? .all : .own)
                    copies.append(try Self.copy(of: original.id, original.name, signed, at: time))
                }
                return copies
            }
        }
    }

    private func request(
        _ kind: DocumentCopy.Kind, on hash: ContentHash, at time: Date, in scratch: URL
    ) async throws -> SignatureRequest {
        let office = self.desk.office
        let page = try await office.store.withFile(of: hash) {
            try await PDFTools().words(of: $0, page: 0, scratch: scratch)
        }
        let mark = CopyMark(
            kind, of: office.identity.name, at: time, on: page ?? PDFPage(width: 595, height: 842, words: []))
        return mark.request(by: office.identity.name, at: time)
    }

    private static func copy(
        of original: String?, _ name: String, _ signed: SignedFile, at time: Date
    ) throws(FormFault) -> SignedCopy {
        guard signed.found.signatures.last?.signer?.role == .agency else {
            throw FormFault("secret", "Chứng thư số đang dùng không phải của cơ quan")
        }
        return SignedCopy(originalID: original, name: name, stored: signed.stored, signedAt: time)
    }
}
