import Exchange
import Foundation
import Storage
import Web

/// What the form of a copy says, on paper or electronic, and how its line comes into the register.
struct CopyPlan: Sendable {
    let kind: DocumentCopy.Kind
    let signerID: String
    /// Nil: the next.
    let number: Int?
    let receivers: String
    let part: String
    let copies: Int

    /// Throws what must be corrected. An electronic copy is one, so its form does not ask how many.
    init(_ fields: FormFields, of direction: Register.Direction, isElectronic: Bool = false) throws(FormFault) {
        guard let kind = DocumentCopy.Kind(rawValue: fields.text("kind")) else {
            throw FormFault("kind", "Chọn hình thức sao")
        }
        guard kind != .recopied || direction == .incoming else {
            throw FormFault("kind", "Sao lục là sao từ bản sao y: văn bản của cơ quan mình thì sao y hoặc trích sao")
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
        guard !isElectronic else {
            self.copies = 1
            return
        }
        guard let copies = Int(fields.text("copies")), (1...CopyActs.maximumCopies).contains(copies) else {
            throw FormFault("copies", "Số lượng bản từ 1 đến \(CopyActs.maximumCopies)")
        }
        self.copies = copies
    }

    /// What the plan becomes in the register.
    struct Line: Sendable {
        let number: Int
        let signer: Person
        let block: [String]
    }

    /// Throws what must be corrected: who signs has no right to, or the number is not free.
    func line(on today: CalendarDate, in connection: Connection) throws -> Line {
        let right = try SigningAuthority.right(
            of: self.signerID, for: CopyWords.kind(self.kind), on: today, field: "signer", in: connection)
        guard let signer = try PersonStore.person(self.signerID, in: connection) else {
            throw FormFault("signer", "Chọn người có thẩm quyền ký")
        }
        let next = try DocumentCopy.nextNumber(today.year, in: connection)
        let number = self.number ?? next
        guard (next...next + CopyActs.maximumSkipped).contains(number) else {
            throw FormFault(
                "number", "Số tiếp theo là \(next): ghi từ số ấy đến \(next + CopyActs.maximumSkipped), hoặc để trống")
        }
        return Line(number: number, signer: signer, block: right.block.lines)
    }

    /// Writes it down; gives the id of the copy and its number with notation.
    func add(
        _ line: Line, of source: DocumentCopy.Source, by person: Person, on today: CalendarDate, at now: Date,
        identity: Office.Identity, in connection: Connection
    ) throws -> (id: String, code: String) {
        let id = UniqueID.make(at: now)
        let notation = "\(self.kind.rawValue)-\(identity.abbreviation)"
        try connection.execute(
            """
            INSERT INTO document_copy (id, year, number, kind, notation, document_id, direction, source_code, source_date,
                source_title, source_issuer, made_on, place, signed_block, signer_id, signer_name, receivers, part, copies, made_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
            """,
            id, today.year, line.number, self.kind, notation, source.documentID, source.direction, source.code,
            source.date, source.title, source.issuer, today, identity.place, line.block.joined(separator: "\n"),
            line.signer.id, line.signer.fullName, self.receivers, self.part, self.copies, person.id)
        return (id, DocumentCode(number: DocumentCode.display(line.number), notation: notation).text)
    }
}
