import Exchange
import Foundation
import Storage
import Web

/// What the clerk writes into a secret book about one document on paper. There is no file: the form cannot carry one.
struct SecretEntry: Sendable {
    var level: SecrecyLevel
    /// Tác giả (incoming) or nơi nhận (outgoing).
    var parties: String
    /// Of an outgoing one the notation alone.
    var code: DocumentCode
    var documentDate: CalendarDate
    /// Ngày đến; of an outgoing one the day of the document.
    var enteredOn: CalendarDate
    var typeName: String
    var subject: String
    var signer: String
    var copies: Int?
    var urgency: Urgency
    var note: String
    /// The last day of protection of a new line; that of the law where the form names none.
    var protectedUntil: CalendarDate
    /// Of a new line: who gets the paper at once, and when: both or neither. Later it goes by `SecretHandover`.
    var holderID: String?
    var passedOn: CalendarDate?

    static let maximumSubject = 200
    static let maximumParties = 1_000
    static let maximumNote = 500

    /// Reads the form; `present` is what stands in the register already: number, book, the day of entry, the level of secrecy and who has the paper
    /// stay. Throws `FormFault`.
    init(_ fields: FormFields, _ direction: Register.Direction, present: SecretDocument? = nil) throws {
        guard let level = present?.level ?? SecrecyLevel(rawValue: fields.text("level")) else {
            throw FormFault("level", "Chọn độ mật trong danh sách")
        }
        guard let urgency = Int(fields.text("urgency")).flatMap(Urgency.init(rawValue:)) else {
            throw FormFault("urgency", "Chọn độ khẩn trong danh sách")
        }
        self.level = level
        self.urgency = urgency
        switch direction {
        case .incoming:
            self.documentDate = try fields.date("date", called: "Ngày văn bản", missing: "Ghi ngày văn bản")
            self.enteredOn =
                try present?.enteredOn ?? fields.date("arrived", called: "Ngày đến", missing: "Ghi ngày đến")
        case .outgoing:
            // Number and date were given together.
            self.documentDate =
                try present?.documentDate ?? fields.date("date", called: "Ngày văn bản", missing: "Ghi ngày văn bản")
            self.enteredOn = self.documentDate
        }
        self.protectedUntil =
            try present?.protectedUntil ?? fields.date("until", called: "Bảo vệ đến ngày")
            ?? level.protection(from: self.documentDate)
        self.parties = fields.longText("parties")
        self.code = DocumentCode(
            number: direction == .incoming ? fields.text("number") : "", notation: fields.text("notation"))
        self.typeName = fields.text("type")
        self.subject = fields.text("subject")
        self.signer = fields.text("signer")
        if let text = fields.optional("copies") {
            guard let copies = Int(text), (1...10_000).contains(copies) else {
                throw FormFault("copies", "Số lượng bản từ 1 đến 10.000")
            }
            self.copies = copies
        }
        self.note = fields.longText("note")
        if present == nil {
            self.holderID = fields.optional("holder")
            self.passedOn = try fields.date("passed", called: "Ngày giao")
        }
    }

    /// Throws what must be corrected.
    func check(
        _ direction: Register.Direction, present: SecretDocument? = nil, today: CalendarDate
    ) throws {
        let label = SecrecyWords.parties(direction).lowercased()
        guard (2...Self.maximumParties).contains(self.parties.count) else {
            throw FormFault("parties", "Ghi \(label), tối đa \(Self.maximumParties) ký tự")
        }
        guard self.code.number.count <= 20, self.code.text.count <= 50 else {
            throw FormFault("number", "Số tối đa 20 ký tự; số và ký hiệu cộng lại tối đa 50 ký tự")
        }
        guard direction == .incoming || !self.code.notation.isEmpty else {
            throw FormFault("notation", "Ghi ký hiệu")
        }
        // Lines of old registers keep what they have.
        if direction == .outgoing, present == nil { try Notation.check(self.code.notation) }
        guard direction == .outgoing || !self.code.number.isEmpty || self.code.notation.isEmpty else {
            throw FormFault("number", "Có ký hiệu thì phải có số")
        }
        guard BookActs.types(direction).contains(self.typeName) else { throw FormFault("type", "Chọn loại văn bản") }
        guard self.subject.count <= Self.maximumSubject else {
            throw FormFault("subject", "Trích yếu tối đa \(Self.maximumSubject) ký tự")
        }
        guard self.level != .utmost || self.subject.isEmpty else {
            throw FormFault("subject", "Văn bản Tuyệt mật không ghi trích yếu")
        }
        guard self.signer.count <= 200 else { throw FormFault("signer", "Người ký tối đa 200 ký tự") }
        guard self.note.count <= Self.maximumNote else {
            throw FormFault("note", "Ghi chú tối đa \(Self.maximumNote) ký tự")
        }
        if present == nil, self.enteredOn > today || self.enteredOn.year != today.year {
            throw FormFault(
                direction == .incoming ? "arrived" : "date",
                "Ngày phải trong năm \(today.year) và không sau hôm nay \(today.shown): sổ năm trước đã khóa")
        }
        guard self.documentDate <= self.enteredOn else {
            throw FormFault("date", "Ngày văn bản không được sau ngày đến \(self.enteredOn.shown)")
        }
        if present == nil, !self.level.protects(from: self.documentDate, until: self.protectedUntil) {
            let latest = self.level.protection(from: self.documentDate)
            throw FormFault("until", "Ngày phải sau ngày văn bản và không quá \(latest.shown), là thời hạn theo luật")
        }
    }

    /// The first handing over of a new line, from `clerk`; nil while the clerk keeps the paper. Throws `FormFault`.
    func handover(
        from clerk: Person, at now: Date, today: CalendarDate, in connection: Connection
    ) throws -> SecretHandover? {
        guard let holder = self.holderID else {
            guard self.passedOn == nil else { throw FormFault("holder", "Chọn người nhận bản giấy") }
            return nil
        }
        guard holder != clerk.id, let person = try PersonStore.person(holder, in: connection),
            Role.working.contains(person.role)
        else { throw FormFault("holder", "Chọn người nhận trong danh sách") }
        guard let passed = self.passedOn, passed >= self.enteredOn, passed <= today else {
            throw FormFault("passed", "Ghi ngày giao, từ ngày \(self.enteredOn.shown) đến hôm nay \(today.shown)")
        }
        return SecretHandover(from: clerk, to: person, on: passed, at: now)
    }
}
