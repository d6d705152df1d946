import EdXML
import Exchange
import Foundation
import Gateway

/// Whether what people do with a document comes back by itself, and in which order.
extension TrialRun {
    func following(_ side: TrialPlan.System, _ papers: Papers, first: Int) async throws -> [TrialFinding] {
        guard let paper = papers.ordinary else { return self.gaps(.following, at: side, except: []) }
        var findings: [TrialFinding] = []
        let steps: [(TrialCheck, TrialAct, HandlingStatus)] = [
            (.accepted, .register(paper), .accepted), (.assigned, .assign(paper), .assigned),
            (.inProgress, .begin(paper), .inProgress), (.finished, .finish(paper), .finished),
        ]
        for (check, act, status) in steps {
            findings.append(
                try await self.check(check, at: side) {
                    try await self.people.ask(act, at: side.organ.text)
                    let told = try await self.status(status, about: paper, by: side)
                    return ("\(status.rawValue) về lúc \(VietnamTime.shown(told.receivedAt)).", [told.packageID])
                })
        }
        findings.append(try await self.check(.order, at: side) { try await self.inOrder(paper, side) })
        findings.append(
            try await self.check(.refused, at: side) {
                guard let paper = papers.letters else { throw TrialGap("Không có văn bản để trả lại.") }
                try await self.people.ask(.refuse(paper), at: side.organ.text)
                let told = try await self.status(.refused, about: paper, by: side)
                let reason = told.report.description?.normalized ?? ""
                guard reason.count >= 10 else { throw TrialMiss("02 về với lý do “\(reason)”.") }
                return ("02 về, lý do: \(reason)", [told.packageID])
            })
        findings.append(try await self.recall(papers.urgent, .agreed, .recallAgreed, side, first))
        findings.append(try await self.recall(papers.several, .declined, .recallDeclined, side, first + 1))
        findings += try await self.changed(side, papers, first: first + 2)
        findings += try await self.manner(side)
        return findings
    }

    private func inOrder(_ paper: TrialPaper, _ side: TrialPlan.System) async throws -> Seen {
        let told = await self.tester.told(about: paper.documentID, by: side.organ.text)
        let ranks = told.compactMap(\.report.status.rank)
        let shown = told.map(\.report.status.rawValue).joined(separator: ", ")
        guard ranks == ranks.sorted() else { throw TrialMiss("Các trạng thái về theo thứ tự \(shown).") }
        // Which is missing was said above.
        guard Set(told.map(\.report.status)).isSuperset(of: [.arrived, .accepted, .assigned, .inProgress, .finished])
        else {
            throw TrialGap.earlier
        }
        return ("Các trạng thái về theo thứ tự \(shown).", told.map(\.packageID))
    }

    /// Asks a document back, as its sender; people at the other side answer.
    private func recall(
        _ paper: TrialPaper?, _ answer: HandlingStatus, _ check: TrialCheck, _ side: TrialPlan.System, _ number: Int
    ) async throws -> TrialFinding {
        try await self.check(check, at: side) {
            guard let paper, let id = DocumentID(paper.documentID) else {
                throw TrialGap("Không có văn bản để thu hồi.")
            }
            let request = try self.about(
                paper, id, number, to: side,
                Business(kind: .recall, reason: "Gửi nhầm, đề nghị trả lại văn bản.", documentID: id))
            let package = try await self.tester.send(request)
            try await self.taken(package, by: side)
            let act = answer == .agreed ? TrialAct.agreeToRecall(paper) : .declineRecall(paper)
            try await self.people.ask(act, at: side.organ.text)
            let told = try await self.status(answer, about: paper, by: side)
            guard answer == .agreed || told.report.description?.normalized.isEmpty == false else {
                throw TrialMiss("16 về mà không có lý do.")
            }
            return ("\(answer.rawValue) về lúc \(VietnamTime.shown(told.receivedAt)).", [package, told.packageID])
        }
    }

    /// A package about a document that was sent before: it carries that document's id.
    private func about(
        _ paper: TrialPaper, _ id: DocumentID, _ number: Int, to side: TrialPlan.System, _ business: Business,
        files: [TrialDocuments.File] = []
    ) throws -> DocumentPacket {
        var packet = try self.documents.document(
            number, "V/v thay đổi văn bản", to: [side], files: files, business: business
        ).packet
        if let code = DocumentCode(paper.code) {
            packet.header.id = id
            packet.header.code = code
            packet.header.subject = paper.subject
        }
        return packet
    }

    private func changed(_ side: TrialPlan.System, _ papers: Papers, first: Int) async throws -> [TrialFinding] {
        let old = try self.documents.document(first, "V/v kế hoạch sẽ được cập nhật, thay thế", to: [side])
        let id = old.packet.header.id
        var ready = false
        let update = try await self.check(.update, at: side) {
            let package = try await self.tester.send(old.packet)
            try await self.taken(package, by: side)
            _ = try await self.status(.arrived, about: old.paper, by: side)
            ready = true
            let business = Business(kind: .update, reason: "Sửa trích yếu.", documentID: id, informationChanged: true)
            let change = try await self.tester.send(
                self.about(old.paper, id, first + 1, to: side, business, files: [.pdf]))
            let receiver = try await self.handedOver(change, to: side)
            guard receiver.transport == "done" || receiver.failReason?.isEmpty == false else {
                throw TrialMiss("Gói tin cập nhật bị từ chối mà không có lý do.")
            }
            return (
                receiver.transport == "done"
                    ? "Gói tin cập nhật đã được lấy." : "Bị từ chối có lý do: \(receiver.failReason ?? "")",
                [package, change]
            )
        }
        let replaced = ready
        let replacement = try await self.check(.replacement, at: side) {
            guard replaced else { throw TrialGap("Không có văn bản để thay thế.") }
            let business = Business(
                kind: .replacement, reason: "Thay thế văn bản có sai sót.", paper: false,
                replaces: [Business.Replacement(documentID: id, organs: [side.organ])])
            let new = try self.documents.document(first + 2, "V/v kế hoạch thay thế", to: [side], business: business)
            let package = try await self.tester.send(new.packet)
            try await self.taken(package, by: side)
            let told = try await self.status(.arrived, about: new.paper, by: side)
            return ("Văn bản thay thế đã được lấy, 01 đã về.", [package, told.packageID])
        }
        return [update, replacement]
    }

    /// What is true of every status of a system.
    private func manner(_ side: TrialPlan.System) async throws -> [TrialFinding] {
        let told = await self.tester.told.filter { $0.from == side.organ.text }
        let once = try await self.check(.once, at: side) {
            var seen: Set<String> = []
            for one in told where one.report.status != .inProgress {
                let key =
                    "\(one.report.status.rawValue) của \(one.report.responseFor.documentID?.text ?? "văn bản không rõ")"
                guard seen.insert(key).inserted else { throw TrialMiss("\(key) về hai lần.") }
            }
            return ("\(told.count) trạng thái, không trạng thái nào lặp.", told.map(\.packageID))
        }
        let clock = try await self.check(.clock, at: side) {
            let apart = told.map { abs($0.report.at.timeIntervalSince($0.receivedAt)) }.max() ?? 0
            guard apart <= 300 else { throw TrialMiss("Thời điểm lệch đồng hồ của trục \(Int(apart)) giây.") }
            return ("Lệch nhiều nhất \(Int(apart)) giây.", [])
        }
        let staff = try await self.check(.staff, at: side) {
            let human = told.filter { $0.report.status != .arrived }
            guard !human.isEmpty else { throw TrialGap("Chưa có trạng thái nào từ 02 trở đi.") }
            let bare = human.first {
                ($0.report.staff?.staff?.isEmpty ?? true) || ($0.report.staff?.department?.isEmpty ?? true)
            }
            if let bare { throw TrialMiss("\(bare.report.status.rawValue) không cho biết người và phòng xử lý.") }
            return ("Mọi trạng thái từ 02 trở đi có người và phòng xử lý.", [])
        }
        return [once, clock, staff]
    }
}
