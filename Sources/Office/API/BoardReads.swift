import Exchange
import Hummingbird
import Storage
import Web

/// What the API reads of directives: the leaders' board (theo dõi chỉ đạo) and tasks (nhiệm vụ), with the questions of the pages.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/board?from=…&to=…&urgency=…&by=…&field=…&agency=…&page=…` | figures by agency, and since a week before: leaders |
/// | `/api/v1/board/lines?…&organ=…&part=…&step=…&change=…&page=…&limit=…` | the lines behind a figure: leaders |
/// | `/api/v1/tasks?agency=…&part=…&from=…&to=…&page=…&limit=…` | tasks of all issued directives: clerks and leaders |
/// | `/api/v1/outgoing/{id}/tasks` | those of one document, with what the caller may do |
struct BoardReads: Sendable {
    let office: Office

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("board", use: self.board)
        group.get("board/lines", use: self.lines)
        group.get("tasks", use: self.tasks)
        group.get("outgoing/{id}/tasks", use: self.ofDocument)
    }

    /// As pages read it; but a word that is on no list is told, because a program would take the answer for a narrower one.
    static func question(_ fields: FormFields) throws -> BoardQuestion {
        let question = try BoardQuestion(fields)
        let read = Set(question.pairs.map(\.name))
        for name in ["urgency", "organ", "part", "step", "change"] where fields.optional(name) != nil {
            guard read.contains(name) else { throw Fault.noSuchValue(name) }
        }
        return question
    }

    @Sendable private func board(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let office = self.office
        try BoardRoutes.mayOpen(try context.called().person)
        let question = try Self.question(try FormFields.query(request)).ofMatrix
        let (page, size) = (try request.pageNumber(), BoardRoutes.agencies)
        return try await office.answer { connection in
            let matrix = try BoardMatrix.read(
                question, today: office.today, calendar: office.calendar, in: connection)
            let changes = try BoardChanges.read(
                question, total: matrix.total, today: office.today, calendar: office.calendar, in: connection)
            let rows = matrix.rows.dropFirst((page - 1) * size)
            return .object([
                "total": matrix.total.json, "changes": changes.json, "since": JSON(changes.past.day),
                "items": .list(
                    rows.prefix(size).map { row in
                        .object([
                            "organ": .text(row.organ.text), "name": .text(row.name), "counts": row.counts.json,
                        ])
                    }), "next": JSON(rows.count > size ? String(page + 1) : nil),
            ])
        }
    }

    @Sendable private func lines(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let office = self.office
        try BoardRoutes.mayOpen(try context.called().person)
        let question = try Self.question(try FormFields.query(request))
        let (page, limit) = (try request.pageNumber(), try request.limit())
        return try await office.answer { connection in
            let found = try BoardLine.read(
                question, page: (limit, (page - 1) * limit), today: office.today, calendar: office.calendar,
                in: connection)
            return .object([
                "items": .list(found.lines.map(\.json)), "total": .number(found.total),
                "next": JSON(page * limit < found.total ? String(page + 1) : nil),
            ])
        }
    }

    @Sendable private func tasks(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let office = self.office
        if let refusal = TaskRule.refusalToList(by: try context.called().person) { throw refusal }
        let question = try Self.question(try FormFields.query(request)).ofTasks
        let (page, limit) = (try request.pageNumber(), try request.limit())
        return try await office.answer { connection in
            let list = try TaskList.read(
                question, page: (limit, (page - 1) * limit), today: office.today, calendar: office.calendar,
                in: connection)
            let total = list.total(question)
            return .object([
                "counts": .parts { list.counts[$0, default: 0] },
                "items": .list(list.tasks.map { $0.json(acts: nil) }), "total": .number(total),
                "next": JSON(page * limit < total ? String(page + 1) : nil),
            ])
        }
    }

    @Sendable private func ofDocument(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let id = try context.parameters.require("id")
        return try await office.answer { connection in
            guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            let tasks = try DirectiveTask.all(of: id, today: office.today, calendar: office.calendar, in: connection)
            let freeze = try Freeze.standing(on: id, in: connection)
            return .object([
                "document": outgoing.standing(AllowedActs.on(outgoing, freeze: freeze, by: person)),
                "items": .list(
                    tasks.map { task in
                        task.json(
                            acts: freeze == nil ? TaskRule.allowed(on: task, of: outgoing, by: person) : [])
                    }),
            ])
        }
    }
}

extension Request {
    /// Which page of a list is asked for: from 1.
    func pageNumber() throws -> Int { try self.number("page", default: 1, in: 1...10_000) }
}

extension JSON {
    /// A figure for each part of the board, by its name in addresses.
    fileprivate static func parts(_ count: (BoardPart) -> Int) -> JSON {
        .object(Dictionary(uniqueKeysWithValues: BoardPart.allCases.map { ($0.rawValue, .number(count($0))) }))
    }
}

extension BoardMatrix.Counts {
    var json: JSON {
        .object([
            "total": .number(self.total), "parts": .parts { self[$0] },
            "steps": .object(
                Dictionary(
                    uniqueKeysWithValues: Progress.Step.allCases.map { ($0.code, .number(self.at($0))) })),
        ])
    }
}

extension BoardChanges {
    /// Of the six together, then of each.
    fileprivate var json: JSON {
        .list(
            ([nil] + BoardPart.counted.map(Optional.some)).map { part in
                var members = Dictionary(
                    uniqueKeysWithValues: BoardChange.allCases.map { ($0.rawValue, JSON.number(self.count($0, part))) })
                members["part"] = JSON(part?.rawValue)
                return .object(members)
            })
    }
}

extension BoardLine {
    fileprivate var json: JSON {
        .object([
            "document": .text(self.recipient.outgoingID), "recipient": self.recipient.json,
            "code": JSON(self.code?.text), "date": JSON(self.promulgationDate), "subject": .text(self.subject),
            "urgency": .number(self.urgency.rawValue), "task": self.task?.json(acts: nil) ?? .null,
            "due": JSON(self.task == nil ? self.due : nil), "director": .text(self.director),
            "publishedAt": JSON(self.publishedAt), "finishedAt": JSON(self.task == nil ? self.finishedAt : nil),
            "lastNews": JSON(self.lastNews), "isOut": .bool(self.isOut),
        ])
    }
}

extension TaskStop {
    fileprivate var json: JSON {
        .object([
            "kind": .text(self.kind.rawValue), "reason": .text(self.reason), "due": JSON(self.due),
            "since": JSON(self.on),
        ])
    }
}

extension DirectiveTask {
    /// `acts`: what the caller may do with it, where its document is read.
    func json(acts: [TaskAct]?) -> JSON {
        .object([
            "id": .text(self.id), "document": .text(self.outgoingID), "ordinal": .number(self.ordinal),
            "text": .text(self.text), "lead": self.lead.json,
            "support": .list(self.supporting.map { .text($0) }), "due": JSON(self.due),
            "dueChanges": .number(self.dueChanges), "comesBack": .text(self.comesBack.rawValue),
            "stop": self.stop?.json ?? .null, "stoppedDays": .number(self.stoppedDays),
            "note": .text(self.note), "part": .text(self.state.part.rawValue), "step": JSON(self.state.step?.code),
            "finishedOn": JSON(self.state.finishedOn), "isConfirmed": .bool(self.state.isConfirmed),
            "isWithdrawn": .bool(self.state.isWithdrawn), "isReturned": .bool(self.state.isReturned),
            "askedDue": JSON(self.state.isWaiting ? self.state.askedDue : nil), "code": JSON(self.code?.text),
            "subject": .text(self.subject), "date": JSON(self.promulgationDate),
            "publishedAt": JSON(self.publishedAt), "lastNews": JSON(self.lastNews),
            "acts": acts.map { .list($0.map { .text($0.rawValue) }) } ?? .null,
        ])
    }
}
