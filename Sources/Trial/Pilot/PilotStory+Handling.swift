import Exchange
import Foundation

/// The second half: what H29 does with it, the reply, and what G22's leader sees.
extension PilotStory {
    func registered() async throws {
        await self.begins("registered")
        let clerk = try await self.visitor("clerk", at: self.receiver)
        let form = try await clerk.open("\(self.arrivedPath)/register").form("/register")
        let due = CalendarDate(dayNumber: VietnamTime.date(Date()).dayNumber + 25)?.shown ?? ""
        let seen = try await self.watched(.accepted, step: "received") {
            try await clerk.submit(form, ["checked": ["yes"], "due": [due]])
        }
        let page = try await clerk.open(self.arrivedPath)
        guard let number = page.tags(with: "data-number").first?["data-number"], Int(number) != nil else {
            throw StoryError("no số đến on the page")
        }
        try self.tell(
            "registered", from: self.receiver.organ, to: self.sender.organ, status: .accepted,
            "\(try self.receiver.user("clerk").fullName) kiểm tra, vào sổ số đến \(number); \(self.sender.name) thấy 03 lúc"
                + " \(seen["data-at"] ?? "") của \(seen["data-staff"] ?? "")."
        )
    }

    func submitted() async throws {
        await self.begins("submitted")
        let clerk = try await self.visitor("clerk", at: self.receiver)
        let form = try await clerk.open("\(self.arrivedPath)/submit").form("/submit")
        let leader = try self.receiver.user("leader")
        try await clerk.submit(form, ["leader": [try form.choice("leader", labelled: leader.fullName)]])
        let boss = try await self.visitor("leader", at: self.receiver)
        guard try await boss.open("/incoming?view=to-direct").html.contains(self.arrivedPath) else {
            throw StoryError("the leader's list does not show the document")
        }
        // On the sender's board it belongs to the first step, and nothing new was sent: the axis has no code for it.
        let watcher = try await self.visitor("leader", at: self.sender)
        guard try await self.boardStep("received", watcher) != nil,
            try await watcher.open("/board?view=steps").text.contains("trình lãnh đạo")
        else {
            throw StoryError("the board does not show the first step")
        }
        try self.tell(
            "submitted", from: self.receiver.organ, to: self.receiver.organ,
            "Văn thư trình \(leader.fullName); bên gửi thấy trong bước đầu “Tiếp nhận, trình lãnh đạo”."
        )
    }

    func assigned() async throws {
        await self.begins("assigned")
        let leader = try await self.visitor("leader", at: self.receiver)
        let form = try await leader.open("\(self.arrivedPath)/direct").form("/direct")
        let lead = try form.choice("lead", labelled: "Chủ trì: Phòng Nội chính – Pháp chế")
        let support = try ["Phối hợp: Sở Thông tin và Truyền thông", "Phối hợp: Chi cục Văn thư – Lưu trữ"].map {
            try form.choice("support", labelled: $0)
        }
        let due = CalendarDate(dayNumber: VietnamTime.date(Date()).dayNumber + 20)?.shown ?? ""
        let text =
            "Giao Phòng NCPC chủ trì, phối hợp Sở TTTT và Chi cục VTLT rà soát mã định danh, tham mưu văn bản trả lời."
        let seen = try await self.watched(.assigned, step: "assigned") {
            try await leader.submit(
                form,
                ["text": [text], "lead": [lead], "support": support, "due-\(lead)": [due], "reply-required": ["yes"]]
            )
        }
        let head = try await self.visitor("head", at: self.receiver)
        let assignment = try await head.open("\(self.arrivedPath)/assign").form("/assign")
        let officer = try self.receiver.user("officer")
        try await head.submit(assignment, ["officer": [try assignment.choice("officer", labelled: officer.fullName)]])
        try self.tell(
            "assigned", from: self.receiver.organ, to: self.sender.organ, status: .assigned,
            "\(try self.receiver.user("leader").fullName) bút phê: một đơn vị chủ trì, hai đơn vị phối hợp, hạn \(due);"
                + " trưởng phòng giao \(officer.fullName); \(self.sender.name) thấy 04 lúc \(seen["data-at"] ?? "")."
        )
    }

    func inProgress() async throws {
        await self.begins("in-progress")
        let officer = try await self.visitor("officer", at: self.receiver)
        let form = try await officer.open(self.arrivedPath).form("/begin")
        let seen = try await self.watched(.inProgress, step: "in-progress") { try await officer.submit(form) }
        try self.tell(
            "in-progress", from: self.receiver.organ, to: self.sender.organ, status: .inProgress,
            "\(try self.receiver.user("officer").fullName) bắt đầu xử lý; \(self.sender.name) thấy 05 lúc \(seen["data-at"] ?? "")."
        )
    }

    func replyPublished() async throws {
        await self.begins("reply-published")
        let officer = try await self.visitor("officer", at: self.receiver)
        let page = try await officer.open(self.arrivedPath)
        let form = try await officer.open(try page.link(containing: "/outgoing/new?answers=")).form("/outgoing")
        let leader = try self.receiver.user("leader")
        let draft = try await officer.submit(
            form,
            [
                "type": ["Công văn"],
                "subject": ["V/v kết quả rà soát mã định danh và trạng thái xử lý văn bản điện tử"],
                "notation": ["UBND-NCPC"],
                "urgency": ["0"],
                "steering": ["3"],
                "approver": [try form.choice("approver", labelled: leader.fullName)],
                "recipients": [self.sender.organ.text],
            ],
            files: [("file", "du-thao.pdf", try self.bytes(self.files.reply))]
        )
        self.replyPath = draft.path
        try await officer.submit(try draft.form("/submit"))
        let boss = try await self.visitor("leader", at: self.receiver)
        try await boss.submit(try await boss.open(self.replyPath).form("/approve"))
        let clerk = try await self.visitor("clerk", at: self.receiver)
        let numbered = try await clerk.submit(try await clerk.open("\(self.replyPath)/number").form("/number"))
        try await clerk.submit(
            try numbered.form("/attach"), files: [("file", "cong-van-tra-loi.pdf", try self.bytes(self.files.reply))]
        )
        var done: WebPage?
        // The directive required a reply: issuing it finishes the work.
        self.finishedSeen = try await self.watched(.finished, step: "finished") {
            done = try await clerk.issue(self.replyPath, despiteDoubt: Self.unsigned)
        }
        self.replyCode = done?.tags(with: "data-code").first?["data-code"] ?? ""
        _ = try await eventually("the hub's receipt for the reply") { () -> String? in
            try await clerk.open(self.replyPath).tags(with: "data-package-id").first?["data-package-id"]
        }
        try self.tell(
            "reply-published", from: self.receiver.organ, to: self.sender.organ,
            "\(try self.receiver.user("officer").fullName) soạn trả lời, \(leader.fullName) ký duyệt, văn thư cấp số"
                + " \(self.replyCode) và ban hành."
        )
    }

    func replyDelivered() async throws {
        await self.begins("reply-delivered")
        let clerk = try await self.visitor("clerk", at: self.sender)
        self.answerPath = try await eventually("the reply at \(self.sender.organ)") { () -> String? in
            let list = try await clerk.open("/incoming?view=to-register")
            return list.tags(with: "data-document-id").first { $0["data-code"] == self.replyCode }?["data-path"]
        }
        let path = try await clerk.open(self.answerPath).tags(with: "data-file").first?["data-file"] ?? ""
        guard Self.hash(try await clerk.download(path)) == Self.hash(try self.bytes(self.files.reply)) else {
            throw StoryError("the reply's file is not the one that was sent")
        }
        try self.tell(
            "reply-delivered", from: self.receiver.organ, to: self.sender.organ, status: .arrived,
            "Văn bản trả lời \(self.replyCode) đã đến \(self.sender.name), tệp đúng từng byte."
        )
    }

    func replyRegistered() async throws {
        await self.begins("reply-registered")
        let clerk = try await self.visitor("clerk", at: self.sender)
        let form = try await clerk.open("\(self.answerPath)/register").form("/register")
        let page = try await clerk.submit(form, ["checked": ["yes"]])
        guard page.html.contains(self.directivePath) else {
            throw StoryError("the reply is not linked to the directive")
        }
        guard try await clerk.open(self.directivePath).html.contains(self.answerPath) else {
            throw StoryError("the directive does not show its reply")
        }
        try self.tell(
            "reply-registered", from: self.sender.organ, to: self.receiver.organ, status: .accepted,
            "\(try self.sender.user("clerk").fullName) vào sổ văn bản trả lời; đã gắn với \(self.code)."
        )
    }

    func finished() async throws {
        await self.begins("finished")
        let officer = try await self.visitor("officer", at: self.receiver)
        guard try await officer.open(self.arrivedPath).text.contains("đã ban hành văn bản trả lời \(self.replyCode)")
        else {
            throw StoryError("the reply has not finished the directive")
        }
        try self.tell(
            "finished", from: self.receiver.organ, to: self.sender.organ, status: .finished,
            "Văn bản trả lời đã ban hành nên \(self.receiver.name) tự hoàn thành; trạng thái 06 tự về \(self.sender.name) lúc"
                + " \(self.finishedSeen["data-at"] ?? "")."
        )
    }

    /// The leader's page shows all four steps with times and persons; everything happened once.
    func tracked() async throws {
        await self.begins("tracked")
        let leader = try await self.visitor("leader", at: self.sender)
        for step in ["received", "assigned", "in-progress", "finished"] {
            guard try await self.boardStep(step, leader) != nil else {
                throw StoryError("the board lacks the step \(step)")
            }
        }
        let clerk = try await self.visitor("clerk", at: self.sender)
        let page = try await clerk.open(self.directivePath)
        for status in ["01", "03", "04", "05", "06"] {
            let times = page.tags(with: "data-report").count {
                $0["data-report"] == status && $0["data-organ"] == self.receiver.organ.text
            }
            guard times == 1 else { throw StoryError("status \(status) stands \(times) times on the page") }
        }
        for (agency, number) in [(self.sender, 1), (self.receiver, 1)] {
            let clerk = try await self.visitor("clerk", at: agency)
            let rows = try await clerk.open("/incoming?view=all").tags(with: "data-document-id").count
            guard rows == number else {
                throw StoryError("\(agency.organ) has \(rows) incoming documents instead of \(number)")
            }
        }
        let median = self.latencies.sorted().dropFirst(self.latencies.count / 2).first
        let worst = self.latencies.max()
        try self.tell(
            "tracked", from: self.receiver.organ, to: self.sender.organ, status: .finished,
            "Trang lãnh đạo hiện đủ bốn bước: tiếp nhận, trình lãnh đạo → phân công → đang xử lý → hoàn thành. "
                + "Từ thao tác tại \(self.receiver.organ) đến trang đang mở tại \(self.sender.organ): "
                + "trung vị \(Self.shown(median)), lâu nhất \(Self.shown(worst)) (\(self.latencies.count) lần đo)."
        )
    }

    private static func shown(_ duration: Duration?) -> String {
        guard let duration else { return "chưa đo được" }
        return "\(Int(duration / .milliseconds(1))) ms"
    }
}
