import Exchange
import Hummingbird
import Storage
import Web

/// What the API reads of the other two views of the leaders' board: its pictures and its steps, leaders alone.
///
/// | Path | Answers |
/// |------|---------|
/// | `/api/v1/board/pictures?from=…&to=…&urgency=…&by=…&agency=…` | the figures behind the pictures |
/// | `/api/v1/board/steps?from=…&to=…&urgency=…&by=…&agency=…&page=…&limit=…` | the hundred newest, how far each receiver or task has come |
struct BoardPictureReads: Sendable {
    let office: Office

    func add(to group: RouterGroup<OfficeContext>) {
        group.get("board/pictures", use: self.pictures)
        group.get("board/steps", use: self.steps)
    }

    @Sendable private func pictures(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let office = self.office
        try BoardRoutes.mayOpen(try context.called().person)
        let question = try BoardReads.question(try FormFields.query(request)).ofMatrix
        return try await office.answer { connection in
            try BoardPictures.read(question, today: office.today, calendar: office.calendar, in: connection).json
        }
    }

    @Sendable private func steps(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let office = self.office
        try BoardRoutes.mayOpen(try context.called().person)
        let question = try BoardReads.question(try FormFields.query(request)).ofMatrix
        let (page, limit) = (try request.pageNumber(), try request.limit())
        return try await office.answer { connection in
            let lines = try BoardSteps.read(question, today: office.today, calendar: office.calendar, in: connection)
                .lines
            return .object([
                "items": .list(lines.dropFirst((page - 1) * limit).prefix(limit).map(\.json)),
                "total": .number(lines.count),
                "next": JSON(page * limit < lines.count ? String(page + 1) : nil),
            ])
        }
    }
}

extension BoardPictures.LateAge {
    /// As programs name it.
    var code: String {
        switch self {
        case .week: "week"
        case .month: "month"
        case .quarter: "quarter"
        case .more: "more"
        }
    }
}

extension BoardPictures {
    fileprivate var json: JSON {
        .object([
            "total": self.matrix.total.json,
            "late": .object(
                Dictionary(uniqueKeysWithValues: self.late.map { ($0.bucket.code, .number($0.lines)) })),
            "steps": .list(
                self.steps.map { step in
                    .object([
                        "step": .text(step.step.code), "receivers": .number(step.lines), "median": JSON(step.median),
                        "worst": JSON(step.worst),
                    ])
                }),
            "months": .list(
                self.months.map { flow in
                    .object([
                        "year": .number(flow.year), "month": .number(flow.month), "issued": .number(flow.issued),
                        "finished": .number(flow.finished),
                    ])
                }),
        ])
    }
}

extension BoardSteps.Line {
    fileprivate var json: JSON {
        .object([
            "document": .text(self.outgoing.id), "recipient": self.progress.recipient.json,
            "code": JSON(self.outgoing.code?.text), "subject": .text(self.outgoing.subject),
            "publishedAt": JSON(self.outgoing.publishedAt), "task": self.task?.json(acts: nil) ?? .null,
            "due": JSON(self.task == nil ? self.outgoing.due : nil), "arrivedAt": JSON(self.progress.arrived?.at),
            "refusedAt": JSON(self.progress.refused?.at), "refusal": JSON(self.progress.refused?.description),
            "steps": .list(
                Progress.Step.allCases.map { step in
                    var members: [String: JSON] = ["step": .text(step.code)]
                    switch self.standing(of: step) {
                    case .done(let report):
                        members["standing"] = .text("done")
                        members["at"] = JSON(report?.at)
                        members["staff"] = JSON(report?.staff)
                        members["department"] = JSON(report?.department)
                    case .current: members["standing"] = .text("current")
                    case .later: members["standing"] = .text("later")
                    }
                    return .object(members)
                }),
        ])
    }
}
