import Exchange
import Hummingbird
import Storage
import Web

/// What the API reads of tasks that directives give to us (nhiệm vụ được giao), with the rules of the pages.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/received-tasks?part=…&page=…&limit=…` | those that the caller sees: clerks and leaders all, others those of their unit |
/// | `/api/v1/incoming/{id}/received-tasks` | those of one document, with what the caller may do |
struct ReceivedTaskReads: Sendable {
    let office: Office

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("received-tasks", use: self.list)
        group.get("incoming/{id}/received-tasks", use: self.ofDocument)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        if let refusal = ReceivedTaskRule.refusalToList(by: person) { throw refusal }
        let part: ReceivedTaskPart? = try FormFields.query(request).word("part")
        let (page, limit) = (try request.pageNumber(), try request.limit())
        return try await office.answer { connection in
            let list = try ReceivedTaskList.read(
                part, for: person, page: (limit, (page - 1) * limit), today: office.today, calendar: office.calendar,
                in: connection)
            let total = list.total(part)
            return .object([
                "counts": .object(
                    Dictionary(
                        uniqueKeysWithValues: ReceivedTaskPart.allCases.map {
                            ($0.rawValue, .number(list.counts[$0, default: 0]))
                        })),
                "items": .list(list.lines.map(\.json)), "total": .number(total),
                "next": JSON(page * limit < total ? String(page + 1) : nil),
            ])
        }
    }

    @Sendable private func ofDocument(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let (office, person) = (self.office, try context.called().person)
        let id = try context.parameters.require("id")
        return try await office.answer { connection in
            guard let incoming = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            let receipts = try ReceiptStore.tree(of: id, in: connection)
            // What was given back is sealed.
            let isSealed = incoming.closure == .withdrawn
            let tasks = try isSealed ? [] : ReceivedTask.all(of: id, in: connection)
            let unread = try isSealed ? nil : ReceivedTask.unreadAnnex(of: id, in: connection)
            let freeze = try Freeze.standing(on: id, in: connection)
            let acts = try AllowedActs.on(incoming, receipts, freeze: freeze, by: person, office, in: connection)
            return .object([
                "document": incoming.standing(acts),
                "items": .list(
                    tasks.map { task in
                        let acts = ReceivedTaskRule.allowed(on: task, of: incoming, receipts: receipts, by: person)
                        let open = JSON.list(freeze == nil ? acts.map { .text($0.rawValue) } : [])
                        return .object(task.members.merging(["acts": open]) { $1 })
                    }),
                "unreadAnnex": JSON(unread),
            ])
        }
    }
}

extension ReceivedTask {
    fileprivate var members: [String: JSON] {
        var members: [String: JSON] = [
            "id": .text(self.id), "document": .text(self.homeID),
            "ordinal": .number(self.ordinal),
            "text": .text(self.text), "role": .text(self.part.rawValue), "lead": .text(self.leadName),
            "support": .text(self.supportingNames), "due": JSON(self.due),
            "comesBack": .text(self.comesBack.rawValue), "state": .text(self.state.rawValue),
            "isStopped": .bool(self.isStopped), "unit": self.unit?.json ?? .null, "unitDue": JSON(self.unitDue),
            "askedDue": JSON(self.askedUntil),
            "report": self.report.map { report in
                .object([
                    "kind": .text(report.kind.rawValue), "text": .text(report.text), "at": JSON(report.at),
                    "by": .text(report.by),
                ])
            } ?? .null, "finishedAt": JSON(self.finishedAt),
            "supporting": .list(self.supporting.map(\.json)),
        ]
        if self.incomingID != self.homeID { members["copy"] = .text(self.incomingID) }
        if let answer = self.answer { members["answer"] = answer.json }
        return members
    }
}

extension TaskAnswer {
    fileprivate var json: JSON {
        .object([
            "kind": .text(self.kind.rawValue), "due": JSON(self.due), "text": .text(self.text), "at": JSON(self.at),
        ])
    }
}

extension SupportingUnit {
    fileprivate var json: JSON {
        .object([
            "unit": self.unit.json, "text": .text(self.text), "reportedAt": JSON(self.reportedAt),
            "reportedBy": .text(self.reportedBy), "finishedAt": JSON(self.finishedAt),
        ])
    }
}

extension ReceivedTaskList.Line {
    fileprivate var json: JSON {
        .object(
            self.task.members.merging([
                "part": .text(self.part.rawValue), "countedDue": JSON(self.due), "code": .text(self.code.text),
                "subject": .text(self.subject), "date": JSON(self.promulgationDate),
                "organName": .text(self.organName),
            ]) { $1 })
    }
}
