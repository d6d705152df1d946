import Exchange
import Hummingbird
import Storage
import Web

/// What the API reads of urging (đôn đốc nơi nhận), with the questions and rules of the pages.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/urging?view=…&agency=…&times=…&days=…&page=…&limit=…` | a list of receivers, or the letters: clerks and leaders |
/// | `/api/v1/urging/new?line=…`, `?outgoing=…`, `?list=board&…`, `?list=view&…` | whom it would urge: clerks and leaders |
/// | `/api/v1/outgoing/{id}/urging` | what a letter tells, for whoever may see it |
struct UrgingReads: Sendable {
    let office: Office

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("urging", use: self.list)
        group.get("urging/new", use: self.candidates)
        group.get("outgoing/{id}/urging", use: self.letter)
    }

    private static func question(_ fields: FormFields) throws -> UrgingQuestion {
        let _: UrgingView? = try fields.word("view")
        return try UrgingQuestion(fields)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        if let refusal = UrgingRule.refusal(by: person) { throw refusal }
        let question = try Self.question(try FormFields.query(request))
        let (page, limit) = (try request.pageNumber(), try request.limit())
        let (today, calendar) = (office.today, office.calendar)
        return try await office.answer { connection in
            let range = (limit, (page - 1) * limit)
            let isLetters = question.view == .letters
            let counts = try UrgingCounts.read(
                question, for: person, today: today, calendar: calendar, in: connection)
            let lines =
                try isLetters
                ? [] : UrgingLine.read(question, page: range, today: today, calendar: calendar, in: connection)
            let letters = try isLetters ? UrgingLetters.read(for: person, page: range, in: connection) : []
            let total = counts.count(question.view)
            return .object([
                "counts": .object([
                    "owed": .number(counts.owed), "intervene": .number(counts.intervene),
                    "letters": .number(counts.letters), "late": .number(counts.late),
                ]),
                "items": .list(lines.map { $0.json(for: person, on: today) }), "letters": .list(letters.map(\.json)),
                "total": .number(total), "next": JSON(page * limit < total ? String(page + 1) : nil),
            ])
        }
    }

    /// As the page reads them; but a list is never cut unsaid, because a program urges what it reads.
    private static func selection(_ fields: FormFields) throws -> UrgingSelection {
        if let list = fields.optional("list") {
            guard ["board", "view"].contains(list) else { throw Fault.noSuchValue("list") }
            return list == "board" ? .board(try BoardReads.question(fields)) : .view(try Self.question(fields))
        }
        guard fields.all("line").count <= UrgingRule.maximumLines else {
            throw Fault.invalid(
                "Tối đa \(UrgingRule.maximumLines) nơi nhận một lần.", "At most \(UrgingRule.maximumLines) lines.",
                place: "line")
        }
        return try UrgingSelection(fields)
    }

    @Sendable private func candidates(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        if let refusal = UrgingRule.refusal(by: person) { throw refusal }
        let selection = try Self.selection(try FormFields.query(request))
        let today = office.today
        return try await office.answer { connection in
            let (lines, total) = try selection.read(
                for: person, today: today, calendar: office.calendar, in: connection)
            // A leader signs what they urge, a clerk goes on with it.
            let isLeader = person.role == .leader
            let signers = try isLeader ? [] : SigningAuthority.signers(on: today, in: connection)
            let drafters =
                try isLeader
                ? PersonStore.people(UrgingChoices.drafters, on: today, limit: PeopleList.everybody, in: connection)
                : []
            return .object([
                "items": .list(lines.map { $0.json(for: person, on: today) }), "total": .number(total),
                "signers": .list(
                    signers.map { .object(["id": .text($0.personID), "label": .text($0.label)]) }),
                "drafters": .list(drafters.map(\.json)),
            ])
        }
    }

    @Sendable private func letter(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let id = try context.parameters.require("id")
        return try await office.answer { connection in
            guard let outgoing = try OutgoingStore.find(id, for: person, in: connection),
                let letter = try UrgingLetter.read(id, in: connection)
            else { throw Fault.noSuchDocument }
            // Who only sees the letter reads what it tells, not where the documents are.
            let isOpen = UrgingRule.refusal(by: person) == nil
            return .object([
                "letter": outgoing.json, "kind": .text(letter.kind.rawValue), "text": .text(letter.text),
                "urgedBy": .text(letter.urgedBy), "at": JSON(letter.at),
                "rows": .list(
                    letter.rows.map { row in
                        .object([
                            "receiver": .text(row.organName), "document": JSON(isOpen ? row.documentID : nil),
                            "code": JSON(row.code?.text), "date": JSON(row.promulgationDate),
                            "subject": .text(row.subject), "due": JSON(row.due), "ordinal": .number(row.ordinal),
                        ])
                    }),
            ])
        }
    }
}

extension UrgingLine {
    fileprivate func json(for person: Person, on today: CalendarDate) -> JSON {
        .object([
            // What the form of the page carries: how often it was urged when it was read.
            "pick": .text("\(self.recipient.id):\(self.count)"), "document": .text(self.recipient.outgoingID),
            "recipient": self.recipient.json, "code": JSON(self.code?.text), "date": JSON(self.promulgationDate),
            "subject": .text(self.subject), "urgency": .number(self.urgency.rawValue),
            "publishedAt": JSON(self.publishedAt), "signer": .text(self.signerName), "due": JSON(self.due),
            "isLate": .bool(self.isLate), "isOpen": .bool(self.isOpen), "times": .number(self.count),
            "last": self.last.map { last in
                .object([
                    "at": JSON(last.at), "letter": .text(last.letterID), "code": JSON(last.letterCode?.text),
                    "isIssued": .bool(last.isIssued),
                ])
            } ?? .null, "inVain": .number(self.inVain), "lastNews": JSON(self.lastNews),
            "obstacle": JSON(UrgingRule.obstacle(self, by: person, today: today)),
        ])
    }
}
