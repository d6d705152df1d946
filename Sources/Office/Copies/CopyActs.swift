import Exchange
import Foundation
import Storage
import Web

/// Who may copy what (NĐ 30/2020/NĐ-CP, Điều 27: the head of the agency decides on copies of what it issued and of what came).
/// Who signs is checked with the rights to sign.
enum CopyRule {
    /// What of a document can be copied now; throws why it cannot, or `not-found`.
    static func source(
        _ direction: Register.Direction, _ id: String, by person: Person, identity: Office.Identity,
        in connection: Connection
    ) throws -> DocumentCopy.Source {
        switch direction {
        case .incoming:
            guard let incoming = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = self.refusal(incoming, by: person) { throw refusal }
            try Destruction.check(id, in: connection)
            return DocumentCopy.Source(
                documentID: id, direction: direction, code: incoming.code.shown, date: incoming.promulgationDate,
                title: self.title(incoming.typeName, incoming.subject), issuer: incoming.organName)
        case .outgoing:
            guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = self.refusal(outgoing, by: person) { throw refusal }
            try Destruction.check(id, in: connection)
            guard let code = outgoing.code, let date = outgoing.promulgationDate else { throw Fault.stale }
            return DocumentCopy.Source(
                documentID: id, direction: direction, code: code.text, date: date,
                title: self.title(outgoing.typeName, outgoing.subject), issuer: identity.name)
        }
    }

    static func refusal(_ incoming: Incoming, by person: Person) -> Fault? {
        guard person.role == .clerk else { return CaseFileRule.only("văn thư", "the clerk") }
        if let closure = incoming.closure { return .closed(closure) }
        guard incoming.number != nil else {
            return .notAllowed("Văn bản chưa vào sổ nên chưa sao được.", "The document has not been registered.")
        }
        return nil
    }

    static func refusal(_ outgoing: Outgoing, by person: Person) -> Fault? {
        guard person.role == .clerk else { return CaseFileRule.only("văn thư", "the clerk") }
        guard outgoing.isStanding else {
            return .notAllowed(
                "Chỉ sao được văn bản đã ban hành và chưa thu hồi.",
                "Only a document that was issued and not given back can be copied.")
        }
        return nil
    }

    private static func title(_ type: String, _ subject: String) -> String {
        type.isEmpty ? subject : "\(type): \(subject)"
    }
}

/// Sao văn bản: the line of the register with its number, in one transaction.
struct CopyActs: Sendable {
    let office: Office

    static let maximumCopies = 999
    /// More numbers than an agency gives to copies beside this system; who mistypes one is not to fill the series.
    static let maximumSkipped = 1_000

    /// What the form says.
    private struct Plan: Sendable {
        let kind: DocumentCopy.Kind
        let signerID: String
        /// Nil: the next.
        let number: Int?
        let receivers: String
        let part: String
        let copies: Int

        init(_ fields: FormFields, of direction: Register.Direction) throws(FormFault) {
            guard let kind = DocumentCopy.Kind(rawValue: fields.text("kind")) else {
                throw FormFault("kind", "Chọn hình thức sao")
            }
            guard kind != .recopied || direction == .incoming else {
                throw FormFault(
                    "kind", "Sao lục là sao từ bản sao y: văn bản của cơ quan mình thì sao y hoặc trích sao")
            }
            self.kind = kind
            self.signerID = fields.text("signer")
            if let text = fields.optional("number") {
                guard let number = Int(text), number > 0 else {
                    throw FormFault("number", "Ghi số bằng chữ số, hoặc để trống để lấy số tiếp theo")
                }
                self.number = number
            } else {
                self.number = nil
            }
            self.receivers = fields.longText("receivers").names.joined(separator: "\n")
            guard (1...2_000).contains(self.receivers.count) else {
                throw FormFault("receivers", "Ghi nơi nhận bản sao, mỗi dòng một nơi, tối đa 2.000 ký tự")
            }
            self.part = fields.longText("part").normalized
            guard self.part.count <= 500 else { throw FormFault("part", "Phần sao tối đa 500 ký tự") }
            guard self.part.isEmpty == (kind != .extract) else {
                throw FormFault(
                    "part",
                    kind == .extract ? "Ghi phần được trích sao" : "Sao y, sao lục là sao toàn bộ: để trống ô này")
            }
            guard let copies = Int(fields.text("copies")), (1...CopyActs.maximumCopies).contains(copies) else {
                throw FormFault("copies", "Số lượng bản từ 1 đến \(CopyActs.maximumCopies)")
            }
            self.copies = copies
        }
    }

    /// On no document: a copy changes nothing on it, so a freeze does not stand against it.
    func make(
        _ direction: Register.Direction, of id: String, _ fields: FormFields, by person: Person
    ) async throws -> String {
        let office = self.office
        let today = office.today
        return try await office.act(by: person, once: try fields.token().once, on: "") { connection, now in
            let source = try CopyRule.source(
                direction, id, by: person, identity: office.identity, in: connection)
            let plan = try Plan(fields, of: direction)
            let right = try SigningAuthority.right(
                of: plan.signerID, for: CopyWords.kind(plan.kind), on: today, field: "signer", in: connection)
            guard let signer = try PersonStore.person(plan.signerID, in: connection) else {
                throw FormFault("signer", "Chọn người có thẩm quyền ký")
            }
            let next = try DocumentCopy.nextNumber(today.year, in: connection)
            let number = plan.number ?? next
            guard (next...next + Self.maximumSkipped).contains(number) else {
                throw FormFault(
                    "number", "Số tiếp theo là \(next): ghi từ số ấy đến \(next + Self.maximumSkipped), hoặc để trống")
            }
            let copy = UniqueID.make(at: now)
            let notation = "\(plan.kind.rawValue)-\(office.identity.abbreviation)"
            try connection.execute(
                """
                INSERT INTO document_copy (id, year, number, kind, notation, document_id, direction, source_code, source_date,
                    source_title, source_issuer, made_on, place, signed_block, signer_id, signer_name, receivers, part, copies, made_by)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
                """,
                copy, today.year, number, plan.kind, notation, id, direction, source.code, source.date, source.title,
                source.issuer, today, office.identity.place, right.block.lines.joined(separator: "\n"), signer.id,
                signer.fullName, plan.receivers, plan.part, plan.copies, person.id)
            let code = DocumentCode(number: DocumentCode.display(number), notation: notation).text
            try Timeline.add(
                .copied, to: id, by: person, at: now,
                detail: "\(CopyWords.kind(plan.kind)) số \(code), \(plan.copies) bản, \(signer.fullName) ký",
                in: connection)
            connection.afterCommit { office.changes.publish(id) }
            return "/copies/\(copy)"
        }
    }
}
