import Exchange
import Foundation
import Storage
import Web

/// Asking, answering, closing: each one transaction with its line in the document's timeline.
struct OpinionActs: Sendable {
    let office: Office

    static let maximumPeople = 30

    /// Whom to ask what, until when.
    struct Question: Sendable {
        var text: String
        var people: [String]
        var due: CalendarDate?
    }

    /// Xin ý kiến. Whoever is asked may see the document from then on.
    func ask(_ question: Question, on subject: Subject, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: subject.id) { connection, now in
            if let refusal = try subject.refusalToAsk(by: person, in: connection) { throw refusal }
            guard (1...2000).contains(question.text.count) else {
                throw FormFault("question", "Viết điều cần xin ý kiến, tối đa 2.000 ký tự")
            }
            if let due = question.due, due < today {
                throw FormFault("due", "Hạn cho ý kiến phải từ hôm nay \(today.shown) trở đi")
            }
            let ids = Set(question.people).subtracting([person.id])
            guard (1...Self.maximumPeople).contains(ids.count) else {
                throw FormFault("people", "Chọn từ 1 đến \(Self.maximumPeople) người")
            }
            let id = UniqueID.make(at: now)
            try connection.execute(
                """
                INSERT INTO opinion_request (id, document_id, direction, asked_by, signature, question, due_date, asked_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """, id, subject.id, subject.direction, person.id, person.signatureInPlace, question.text,
                question.due, now)
            var names: [String] = []
            for asked in ids.sorted() {
                guard let other = try PersonStore.person(asked, in: connection), Role.working.contains(other.role)
                else { throw FormFault("people", "Chọn người trong danh sách") }
                try connection.execute(
                    "INSERT INTO opinion (request_id, person_id, document_id) VALUES ($1, $2, $3)", id, asked,
                    subject.id)
                names.append(other.fullName)
            }
            try Timeline.add(
                .opinionAsked, to: subject.id, by: person, at: now, detail: names.joined(separator: ", "),
                quote: question.text, in: connection)
            return subject.path
        }
    }

    /// Cho ý kiến; it can be changed until the request is closed, each answer stays in the timeline.
    func answer(_ id: String, _ answer: Opinion.Answer?, text: String, by person: Person, form: FormToken) async throws
        -> String
    {
        try await self.perform(on: id, by: person, form: form, OpinionRule.refusalToAnswer) {
            connection, request, now in
            guard let answer else { throw FormFault("answer", "Chọn một trong ba") }
            guard text.count <= 4000, answer == .agree || !text.isEmpty else {
                throw FormFault("text", "Ghi ý kiến, tối đa 4.000 ký tự; chỉ “Đồng ý” mới để trống được")
            }
            try connection.execute(
                """
                UPDATE opinion SET answer = $1, text = $2, answered_at = $3, signature = $4
                WHERE request_id = $5 AND person_id = $6
                """, answer, text, now, person.signatureInPlace, id, person.id)
            try Timeline.add(
                .opinionGiven, to: request.documentID, by: person, at: now, detail: OpinionWords.answer(answer),
                quote: text.isEmpty ? nil : text, in: connection)
            return "/opinions"
        }
    }

    /// Kết thúc xin ý kiến, with a summary that may be empty.
    func close(_ id: String, summary: String, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(on: id, by: person, form: form, OpinionRule.refusalToClose) { connection, request, now in
            guard summary.count <= 4000 else { throw FormFault("summary", "Tổng hợp tối đa 4.000 ký tự") }
            try connection.execute(
                "UPDATE opinion_request SET closed_at = $1, summary = $2 WHERE id = $3", now, summary, id)
            try connection.execute("UPDATE opinion SET closed = 1 WHERE request_id = $1", id)
            let given = request.opinions.filter { $0.answer != nil }.count
            try Timeline.add(
                .opinionsClosed, to: request.documentID, by: person, at: now,
                detail: "\(given)/\(request.opinions.count)", quote: summary.isEmpty ? nil : summary, in: connection)
            return request.path
        }
    }

    private func perform(
        on id: String, by person: Person, form: FormToken,
        _ rule: @escaping @Sendable (OpinionRequest, Person) -> Fault?,
        _ body: @escaping @Sendable (Connection, OpinionRequest, Date) throws -> String
    ) async throws -> String {
        let document = try await self.office.database.read { try OpinionRequest.find(id, in: $0)?.documentID }
        guard let document else { throw Fault.noSuchDocument }
        return try await self.office.act(by: person, once: form.once, on: document) { connection, now in
            guard let request = try OpinionRequest.find(id, in: connection) else { throw Fault.noSuchDocument }
            if let refusal = rule(request, person) { throw refusal }
            return try body(connection, request, now)
        }
    }
}

extension OpinionActs {
    /// The document that is asked about.
    struct Subject: Sendable {
        let id: String
        let isIncoming: Bool

        var direction: String { self.isIncoming ? "in" : "out" }
        var path: String { "/\(self.isIncoming ? "incoming" : "outgoing")/\(self.id)" }

        /// Throws `not-found` when `person` may not see it.
        func refusalToAsk(by person: Person, in connection: Connection) throws -> Fault? {
            if self.isIncoming {
                guard let incoming = try IncomingStore.find(self.id, for: person, in: connection) else {
                    throw Fault.noSuchDocument
                }
                let receipts = try ReceiptStore.tree(of: self.id, in: connection)
                return OpinionRule.refusalToAsk(incoming, receipts: receipts, by: person)
            }
            guard let outgoing = try OutgoingStore.find(self.id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            return OpinionRule.refusalToAsk(outgoing, by: person)
        }

        /// Number and subject, for the head of the form.
        func title(for person: Person, in connection: Connection) throws -> String {
            if self.isIncoming {
                let incoming = try IncomingStore.find(self.id, for: person, in: connection)
                return incoming.map { "\($0.name): \($0.subject)" } ?? ""
            }
            return try OutgoingStore.find(self.id, for: person, in: connection)?.subject ?? ""
        }
    }
}
