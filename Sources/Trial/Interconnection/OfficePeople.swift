import AsyncHTTPClient
import Exchange
package import Foundation

/// Does what a trial asks of people at offices of ours, through the pages that people use.
package actor OfficePeople: TrialPeople {
    /// An office and who works there.
    package struct Office: Sendable {
        let agency: PilotAgency
        /// The name of the unit that directives are given to; its head and its officer are the agency's.
        let unit: String

        package init(agency: PilotAgency, unit: String) {
            self.agency = agency
            self.unit = unit
        }
    }

    private let offices: [String: Office]
    private let client: HTTPClient
    private let file: [UInt8]
    private let visitors: Visitors
    /// Paths of what was published, by subject.
    private var published: [String: String] = [:]

    /// - Parameter file: the PDF that every published document carries.
    package init(_ offices: [Office], file: URL) throws {
        self.offices = Dictionary(uniqueKeysWithValues: offices.map { ($0.agency.organ.text, $0) })
        self.file = [UInt8](try Data(contentsOf: file))
        self.client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: .init(redirectConfiguration: .disallow))
        self.visitors = Visitors(client: self.client)
    }

    package func shutdown() async throws { try await self.client.shutdown() }

    package func ask(_ act: TrialAct, at organ: String) async throws {
        guard let office = self.offices[organ] else { throw TrialGap("Không có văn phòng của \(organ).") }
        do {
            try await self.act(act, office)
        } catch let error as StoryError {
            throw TrialGap("Không làm được: \(act.told) \(error.description)")
        }
    }

    private func act(_ act: TrialAct, _ office: Office) async throws {
        switch act {
        case .register(let paper): try await self.register(paper, office)
        case .assign(let paper): try await self.assign(paper, office)
        case .begin(let paper): try await self.press("begin", paper, office)
        case .finish(let paper):
            let fields = ["result": ["Đã thực hiện xong theo kế hoạch thử nghiệm."]]
            try await self.fill("finish", fields, paper, by: "officer", office)
        case .refuse(let paper):
            let fields = ["reason": ["Văn bản thử nghiệm, trả lại theo kế hoạch."]]
            try await self.fill("return", fields, paper, by: "clerk", office)
        case .agreeToRecall(let paper):
            try await self.fill("recall", ["answer": ["agree"], "reason": [""]], paper, by: "clerk", office)
        case .declineRecall(let paper):
            let fields = ["answer": ["decline"], "reason": ["Văn bản đang được xử lý, chưa trả lại được."]]
            try await self.fill("recall", fields, paper, by: "clerk", office)
        case .publish(let subject, let organ):
            let form = try await self.visitor("officer", office).open("/outgoing/new").form("/outgoing")
            try await self.publish(form, subject, to: organ, office)
        case .reply(let paper, let subject): try await self.reply(paper, subject, office)
        case .recall(let subject): try await self.recall(subject, office)
        case .switchOff, .switchOn, .switchHubOff, .switchHubOn:
            throw TrialGap("Không trang nào của văn phòng tắt, bật được hệ thống.")
        }
    }

    // MARK: What arrived

    private func register(_ paper: TrialPaper, _ office: Office) async throws {
        try await self.fill("register", ["checked": ["yes"]], paper, by: "clerk", office)
    }

    private func assign(_ paper: TrialPaper, _ office: Office) async throws {
        let path = try await self.path(of: paper, office)
        let leader = try office.agency.user("leader").fullName
        let submission = try await self.visitor("clerk", office).open("\(path)/submit").form("/submit")
        try await self.fill(
            "submit", ["leader": [submission.choice("leader", labelled: leader)]], paper, by: "clerk", office)
        let direction = try await self.visitor("leader", office).open("\(path)/direct").form("/direct")
        let lead = try direction.choice("lead", labelled: "Chủ trì: \(office.unit)")
        try await self.fill(
            "direct", ["text": ["Giao chủ trì thực hiện."], "lead": [lead]], paper, by: "leader", office)
        let officer = try office.agency.user("officer").fullName
        let assignment = try await self.visitor("head", office).open("\(path)/assign").form("/assign")
        try await self.fill(
            "assign", ["officer": [assignment.choice("officer", labelled: officer)]], paper, by: "head", office)
    }

    private func press(_ act: String, _ paper: TrialPaper, _ office: Office) async throws {
        let officer = try await self.visitor("officer", office)
        try await officer.submit(try await officer.open(try await self.path(of: paper, office)).form("/\(act)"))
    }

    private func fill(
        _ act: String, _ fields: [String: [String]], _ paper: TrialPaper, by role: String, _ office: Office
    ) async throws {
        let path = try await self.path(of: paper, office)
        let visitor = try await self.visitor(role, office)
        try await visitor.submit(try await visitor.open("\(path)/\(act)").form("/\(act)"), fields)
    }

    private func path(of paper: TrialPaper, _ office: Office) async throws -> String {
        let clerk = try await self.visitor("clerk", office)
        return try await eventually("\(paper.code) at \(office.agency.organ)") {
            try await clerk.open("/incoming?view=all").tags(with: "data-document-id")
                .first { $0["data-document-id"] == paper.documentID }?["data-path"]
        }
    }

    // MARK: What is sent

    private func publish(_ form: WebPage.Form, _ subject: String, to organ: String, _ office: Office) async throws {
        let officer = try await self.visitor("officer", office)
        let leader = try office.agency.user("leader").fullName
        let file = ("file", "van-ban-thu-nghiem.pdf", self.file)
        let draft = try await officer.submit(
            form,
            [
                "type": ["Công văn"], "subject": [subject], "notation": ["TNLT"], "urgency": ["0"], "steering": ["1"],
                "approver": [try form.choice("approver", labelled: leader)], "recipients": [organ],
            ], files: [file])
        try await officer.submit(try draft.form("/submit"))
        let boss = try await self.visitor("leader", office)
        try await boss.submit(try await boss.open(draft.path).form("/approve"))
        let clerk = try await self.visitor("clerk", office)
        let numbered = try await clerk.submit(try await clerk.open("\(draft.path)/number").form("/number"))
        try await clerk.submit(try numbered.form("/attach"), files: [file])
        try await clerk.issue(draft.path, despiteDoubt: "Văn bản thử nghiệm liên thông.")
        self.published[subject] = draft.path
    }

    private func reply(_ paper: TrialPaper, _ subject: String, _ office: Office) async throws {
        try await self.register(paper, office)
        try await self.assign(paper, office)
        try await self.press("begin", paper, office)
        let officer = try await self.visitor("officer", office)
        let page = try await officer.open(try await self.path(of: paper, office))
        let form = try await officer.open(try page.link(containing: "/outgoing/new?answers=")).form("/outgoing")
        guard let sender = paper.documentID.split(separator: ",").first else { throw StoryError("no sender") }
        try await self.publish(form, subject, to: String(sender), office)
    }

    private func recall(_ subject: String, _ office: Office) async throws {
        guard let path = self.published[subject] else { throw StoryError("nothing was published as \(subject)") }
        let clerk = try await self.visitor("clerk", office)
        let delivered = try await eventually("the delivery of \(path)") {
            try await clerk.open(path).tags(with: "data-transport").first { $0["data-transport"] == "delivered" }
        }
        let form = try await clerk.open("\(path)/recall").form("/recall")
        try await clerk.submit(
            form, ["recipients": [delivered["data-organ"] ?? ""], "reason": ["Văn bản thử nghiệm, đề nghị trả lại."]])
    }

    // MARK: Who works

    private func visitor(_ role: String, _ office: Office) async throws -> Visitor {
        try await self.visitors.visitor(role, at: office.agency)
    }
}
