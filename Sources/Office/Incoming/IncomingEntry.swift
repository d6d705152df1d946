import EdXML
import Exchange
import Foundation
import Storage
import Web

/// A document that came on paper, by post or otherwise, as the clerk enters it (nhập văn bản đến): it is in the register at once.
struct IncomingEntry: Sendable {
    var channel: Channel
    /// Name of the agency or person that issued it, as the directory writes it or freely.
    var issuer: String
    /// Both may be empty: letters have none.
    var code: DocumentCode
    var promulgationDate: CalendarDate
    var typeName: String
    var subject: String
    var signer: String
    var urgency: Urgency
    /// Ngày đến.
    var arrivedOn: CalendarDate
    /// Hạn xử lý.
    var due: CalendarDate?
    /// Enters it although one that may be the same is here.
    var despiteDuplicate: Bool
    /// Why, when the clerk does; it stays in the timeline.
    var duplicateReason = ""
    /// The registered document whose further copy it becomes, instead of a document of its own.
    var linkTo: String?
    var number = NumberChoice.usual
    var metadata = DocumentMetadata()
    /// What of its form could not be read: told with everything else that must be corrected.
    var unread = FormFaults()

    /// Why `person` may not enter documents, or nil.
    static func refusal(by person: Person) -> Fault? {
        person.role == .clerk
            ? nil : .notAllowed("Chỉ văn thư nhập được văn bản đến.", "Only the clerk may enter documents.")
    }

    /// Types beyond those that this office issues.
    static let types = DocumentTypes.all.map(\.name) + ["Đơn, thư", "Khác"]

    /// Throws everything that must be corrected.
    func check(today: CalendarDate) throws(FormFault) {
        var faults = self.unread
        faults.require(self.channel != .hub, "channel", "Chọn phương thức nhận")
        faults.require(
            (2...300).contains(self.issuer.count), "issuer", "Ghi tên cơ quan hoặc người gửi, tối đa 300 ký tự")
        // As long as a reply may name it (edXML 1.3).
        faults.require(
            self.code.number.count <= 20 && self.code.text.count <= 50, "number",
            "Số tối đa 20 ký tự; số và ký hiệu cộng lại tối đa 50 ký tự")
        faults.require(
            !self.code.number.isEmpty || self.code.notation.isEmpty, "number", "Có ký hiệu thì phải có số")
        faults.require(Self.types.contains(self.typeName), "type", "Chọn loại văn bản")
        faults.require((1...2000).contains(self.subject.count), "subject", "Ghi trích yếu, tối đa 2.000 ký tự")
        faults.require(!SecrecyMark.isMarked(subject: self.subject), "subject", SecrecyWords.marked)
        faults.require(self.signer.count <= 200, "signer", "Người ký tối đa 200 ký tự")
        faults.require(
            self.arrivedOn <= today && self.arrivedOn.year == today.year, "arrived",
            "Ngày đến phải trong năm \(today.year) và không sau hôm nay \(today.shown): sổ năm trước đã khóa")
        faults.require(
            self.promulgationDate <= self.arrivedOn, "date",
            "Ngày văn bản không được sau ngày đến \(self.arrivedOn.shown)")
        faults.require(
            self.due.map { $0 >= today } ?? true, "due", "Hạn xử lý phải từ hôm nay \(today.shown) trở đi")
        try faults.check()
    }
}

/// Vào sổ văn bản đến không qua trục.
struct IncomingEntryAct: Sendable {
    let office: Office

    /// Enters it with its files; answers `page` of its id.
    func enter(
        _ entry: IncomingEntry, _ files: [StoredFile], by person: Person, form: FormToken,
        then page: @escaping @Sendable (_ id: String) -> String
    ) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "", naming: files.map(\.hash)) {
            connection, now in
            if let refusal = IncomingEntry.refusal(by: person) { throw refusal }
            try entry.check(today: today)
            let organ = try Directory.entry(named: entry.issuer, in: connection)
            let issuer = organ?.name ?? entry.issuer
            let twins = try Self.twins(of: entry, in: connection)
            if let target = entry.linkTo {
                guard !entry.despiteDuplicate else {
                    throw FormFault("link-to", "Chọn một: gắn vào bản đã có, hoặc vào sổ mới")
                }
                let registered = try DuplicateRule.target(target, among: twins, field: "link-to", in: connection)
                let id = try self.add(entry, as: .received, organ, issuer, files, at: now, in: connection)
                guard let copy = try IncomingStore.any(id, in: connection) else { throw Fault.noSuchDocument }
                try DuplicateLink.add(
                    copy, to: registered, by: person, at: now, office: self.office, in: connection)
                return "/incoming/\(registered.id)"
            }
            if let first = twins.first, !entry.despiteDuplicate {
                let place = first.number.map { "đã vào sổ, số đến \($0)" } ?? "đã đến qua trục, đang chờ vào sổ"
                throw FormFault(
                    "despite-duplicate",
                    "Văn bản này có thể \(place). Gắn vào bản đã vào sổ, hoặc xác nhận và ghi lý do nếu vẫn vào sổ mới")
            }
            if !twins.isEmpty { try DuplicateRule.check(reason: entry.duplicateReason) }
            let id = try self.add(entry, as: .registered, organ, issuer, files, at: now, in: connection)
            let number = try Register.enter(
                .incoming, document: id, on: entry.arrivedOn, by: person, choosing: entry.number, type: entry.typeName,
                in: connection)
            try Timeline.add(
                .entered, to: id, by: person, at: now,
                detail: "\(number), \(IncomingWords.channel(entry.channel).lowercased())",
                quote: twins.isEmpty ? nil : entry.duplicateReason, in: connection)
            return page(id)
        }
    }

    /// What it may be the same as, registered or waiting.
    static func twins(of entry: IncomingEntry, in connection: Connection) throws -> [Incoming] {
        let issuer = try Directory.entry(named: entry.issuer, in: connection)?.name ?? entry.issuer
        return try IncomingStore.duplicates(of: entry.code, on: entry.promulgationDate, by: issuer, in: connection)
    }

    /// The row with its files; gives its id.
    private func add(
        _ entry: IncomingEntry, as state: InternalState, _ organ: Directory.Entry?, _ issuer: String,
        _ files: [StoredFile], at now: Date, in connection: Connection
    ) throws -> String {
        let id = UniqueID.make(at: now)
        try connection.execute(
            """
            INSERT INTO incoming (id, channel, organ_code, organ_name, number, notation, promulgation_date, type_name,
                subject, signer, urgency, steering, state, arrived_at, agency_due, warnings, language, pages, copies,
                remark)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $14, '', $15, $16, $17, $18)
            """,
            id, entry.channel, organ?.code, issuer, entry.code.number, entry.code.notation, entry.promulgationDate,
            entry.typeName, entry.subject, entry.signer.isEmpty ? nil : entry.signer, entry.urgency, state,
            entry.arrivedOn == self.office.today ? now : VietnamTime.start(of: entry.arrivedOn), entry.due,
            entry.metadata.language, entry.metadata.pages, entry.metadata.copies, entry.metadata.remark)
        try IncomingFiles.add(files, to: id, office: self.office, at: now, in: connection)
        return id
    }
}
