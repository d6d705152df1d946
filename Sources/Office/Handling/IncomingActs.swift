import Exchange
import Foundation
import Storage
import Web

/// What people do to incoming documents. Each act is one transaction: the rule, the rows, the timeline and, where edXML §4.3
/// has a code for it, the status for the sender.
struct IncomingActs: Sendable {
    let office: Office

    /// Finds the document, checks version and rule, and gives both to `body`.
    func perform(
        _ act: InternalState.Act,
        on id: String,
        by person: Person,
        form: FormToken,
        then location: String,
        _ body: @escaping @Sendable (Connection, Incoming, ReceiptTree, Date) throws -> Void
    ) async throws -> String {
        let office = self.office
        return try await office.act(by: person, once: form.once, on: id) { connection, now in
            guard let incoming = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            let receipts = try ReceiptStore.tree(of: id, in: connection)
            if let refusal = HandlingRule.refusal(act, on: incoming, receipts: receipts, by: person) {
                throw form.version == incoming.version ? refusal : Fault.stale
            }
            guard form.version == incoming.version, let next = incoming.state.after(act) else { throw Fault.stale }
            try IncomingStore.move(incoming, to: next, in: connection)
            try body(connection, incoming, receipts, now)
            return location
        }
    }

    struct Registration: Sendable {
        /// The clerk confirms that the signatures in the file and the addressee were checked (NĐ 30/2020/NĐ-CP, Điều 21).
        var checked: Bool
        /// Hạn của cơ quan.
        var due: CalendarDate?
        /// Registers although a document that may be the same is in the register.
        var despiteDuplicate: Bool
        /// Why, when it does; it stays in the timeline.
        var duplicateReason = ""
        var number = NumberChoice.usual
        /// Nil: as the package says. Pages and copies that are left empty stay what the package says.
        var metadata: DocumentMetadata?
        /// What of its form could not be read: told with everything else that must be corrected.
        var unread = FormFaults()
    }

    /// Vào sổ: takes the next number of the year's register; 03 goes back.
    func register(_ id: String, _ registration: Registration, by person: Person, form: FormToken, then: String)
        async throws -> String
    {
        let office = self.office
        let reports = StatusReports(office: office)
        let today = office.today
        return try await self.perform(.register, on: id, by: person, form: form, then: then) {
            connection, incoming, _, now in
            var faults = registration.unread
            faults.require(
                registration.checked, "checked", "Xác nhận đã kiểm tra chữ ký số và nơi nhận trước khi vào sổ")
            faults.require(
                registration.due.map { $0 >= today } ?? true, "due",
                "Hạn xử lý phải từ ngày đến \(today.shown) trở đi")
            let duplicates = try IncomingStore.duplicates(of: incoming, in: connection)
            if let first = duplicates.first {
                faults.require(
                    registration.despiteDuplicate, "despite-duplicate",
                    "Văn bản này có thể đã vào sổ, số đến \(first.number.map(String.init) ?? "…"). Gắn vào bản đó, hoặc xác nhận và ghi lý do nếu vẫn vào sổ mới"
                )
            }
            let reason = duplicates.isEmpty ? nil : registration.duplicateReason.normalized
            if let reason, registration.despiteDuplicate {
                _ = try faults.read { try DuplicateRule.check(reason: reason) }
            }
            try faults.check()
            let number = try Register.enter(
                .incoming, document: id, on: today, by: person, choosing: registration.number, type: incoming.typeName,
                in: connection)
            let metadata = registration.metadata ?? incoming.metadata
            try connection.execute(
                "UPDATE incoming SET agency_due = $1, language = $2, pages = $3, copies = $4, remark = $5 WHERE id = $6",
                registration.due, metadata.language, metadata.pages ?? incoming.metadata.pages,
                metadata.copies ?? incoming.metadata.copies, metadata.remark, id)
            try Timeline.add(
                .registered, to: id, by: person, at: now, detail: String(number), quote: reason, in: connection)
            try Replacement.registered(incoming, by: person, at: now, office: office, in: connection)
            try reports.enqueue(.accepted, for: incoming, by: person, at: now, in: connection)
        }
    }

    /// Trả lại nơi gửi, with a reason; 02 goes back.
    func sendBack(_ id: String, reason: String, by person: Person, form: FormToken, then: String) async throws -> String
    {
        let reports = StatusReports(office: self.office)
        let reason = reason.normalized
        return try await self.perform(.return, on: id, by: person, form: form, then: then) {
            connection, incoming, _, now in
            guard try !reports.isAccepted(incoming, in: connection) else {
                throw Fault.notAllowed(
                    "Nơi gửi đã được báo tiếp nhận (03) khi bản này được gắn nên không trả lại được: vào sổ hoặc gắn vào bản khác.",
                    "Its sender was told 03: it can no longer be refused.")
            }
            try Reason.check(reason, "trả lại")
            try connection.execute("UPDATE incoming SET returned_reason = $1 WHERE id = $2", reason, id)
            try Timeline.add(.returned, to: id, by: person, at: now, quote: reason, in: connection)
            try reports.enqueue(.refused, for: incoming, by: person, reason: reason, at: now, in: connection)
        }
    }

    /// Trình lãnh đạo: inside this office only, the axis has no code for it.
    func submit(_ id: String, to leaderID: String, by person: Person, form: FormToken, then: String) async throws
        -> String
    {
        try await self.perform(.submit, on: id, by: person, form: form, then: then) { connection, _, _, now in
            guard let leader = try PersonStore.person(leaderID, as: .leader, on: VietnamTime.date(now), in: connection)
            else {
                throw FormFault("leader", "Chọn lãnh đạo để trình")
            }
            try connection.execute(
                "UPDATE incoming SET leader_id = $1, back_reason = NULL WHERE id = $2", leader.id, id)
            try Timeline.add(
                .submitted, to: id, by: person, at: now, detail: "\(leader.fullName), \(leader.title)", in: connection)
        }
    }

    /// Trả lại văn thư, with a reason; nobody outside is told.
    func giveBack(_ id: String, reason: String, by person: Person, form: FormToken, then: String) async throws -> String
    {
        let reason = reason.normalized
        return try await self.perform(.giveBack, on: id, by: person, form: form, then: then) { connection, _, _, now in
            try Reason.check(reason, "trả lại")
            try connection.execute("UPDATE incoming SET leader_id = NULL, back_reason = $1 WHERE id = $2", reason, id)
            try Timeline.add(.broughtBack, to: id, by: person, at: now, quote: reason, in: connection)
        }
    }

    /// Bắt đầu xử lý: the first act of whoever leads; 05 goes back.
    func begin(_ id: String, by person: Person, form: FormToken, then: String) async throws -> String {
        let reports = StatusReports(office: self.office)
        return try await self.perform(.begin, on: id, by: person, form: form, then: then) {
            connection, incoming, receipts, now in
            try ReceiptStore.begin(receipts, of: id, by: person, at: now, in: connection)
            try Timeline.add(.begun, to: id, by: person, at: now, in: connection)
            try reports.enqueue(.inProgress, for: incoming, by: person, at: now, in: connection)
        }
    }

    /// Hoàn thành: the lead's finish closes every line below (office.md §2.6); 06 goes back by itself.
    func finish(_ id: String, result: String, by person: Person, form: FormToken, then: String) async throws -> String {
        let result = result.normalized
        return try await self.perform(.finish, on: id, by: person, form: form, then: then) {
            connection, incoming, _, now in
            guard (1...2000).contains(result.count) else {
                throw FormFault("result", "Ghi kết quả xử lý, tối đa 2.000 ký tự")
            }
            if incoming.replyRequired, try OutgoingStore.publishedReply(to: id, in: connection) == nil {
                throw FormFault("result", "Phải ban hành văn bản trả lời trước khi hoàn thành")
            }
            try self.end(incoming, result: result, by: person, at: now, in: connection)
        }
    }

    /// What being finished means for its lines and for the sender; `reply` is the code of the reply that finished it.
    func end(
        _ incoming: Incoming, result: String, reply: String? = nil, by person: Person, at now: Date,
        in connection: Connection
    ) throws {
        try connection.execute(
            "UPDATE incoming SET result = $1, finished_at = $2 WHERE id = $3", result, now, incoming.id)
        try ReceiptStore.finishAll(of: incoming.id, at: now, in: connection)
        try Timeline.add(
            .finished, to: incoming.id, by: person, at: now, detail: reply ?? "", quote: reply == nil ? result : nil,
            in: connection)
        try StatusReports(office: self.office).enqueue(.finished, for: incoming, by: person, at: now, in: connection)
    }
}
