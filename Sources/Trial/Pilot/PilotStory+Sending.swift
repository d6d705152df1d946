import Exchange
import Foundation
import Gateway
import NIOCore

/// The first half: from the draft at G22 to the package in H29's hands.
extension PilotStory {
    func ready() async throws {
        await self.begins("hub-ready")
        let organs = try await eventually("the hub's directory") { () -> [ListedOrgan]? in
            guard let page = try? await self.hub.organs(after: nil, limit: 1000) else { return nil }
            return page.organs
        }
        let provinces = organs.count { $0.kind == "province" }
        let ministries = organs.count { $0.kind == "ministry" }
        guard provinces == 63, ministries >= 22 else {
            throw StoryError("the hub knows \(provinces) provinces, \(ministries) ministries")
        }
        try self.tell(
            "hub-ready", from: self.sender.organ, to: self.receiver.organ,
            "Trục liên thông sẵn sàng, danh bạ có \(ministries) bộ, cơ quan ngang bộ và \(provinces) tỉnh, thành phố."
        )
        for agency in [self.sender, self.receiver] {
            await self.begins("office-ready")
            let nobody = Visitor(name: "health", base: agency.url, client: self.client)
            try await eventually("the directory of \(agency.organ)") {
                let health = String(decoding: try await nobody.download("/health"), as: UTF8.self)
                let isComplete =
                    health.contains("\"status\":\"ready\"") && health.contains("\"provinces\":63")
                    && health.contains("\"ministries\":\(ministries)")
                return isComplete ? () : nil
            }
            try self.tell(
                "office-ready", from: agency.organ, to: agency.organ,
                "\(agency.name) mở cửa tại \(agency.url.absoluteString)")
        }
    }

    /// The drafter makes the directive, the leader approves, the clerk numbers it, attaches the signed file and publishes.
    func published() async throws {
        await self.begins("published")
        let drafter = try await self.visitor("officer", at: self.sender)
        let form = try await drafter.open("/outgoing/new").form("/outgoing")
        let leader = try self.sender.user("leader")
        let draft = try await drafter.submit(
            form,
            [
                "type": ["Công văn"],
                "subject": ["V/v đôn đốc kết nối, liên thông hệ thống quản lý văn bản và điều hành"],
                "notation": ["VPCP-KSTT"],
                "urgency": ["0"],
                "steering": ["2"],
                "due": [CalendarDate(dayNumber: VietnamTime.date(Date()).dayNumber + 30)?.shown ?? ""],
                "approver": [try form.choice("approver", labelled: leader.fullName)],
                "recipients": [self.receiver.organ.text],
            ],
            files: [("file", "du-thao.docx", try self.bytes(self.files.annex))]
        )
        self.directivePath = draft.path
        try await drafter.submit(try draft.form("/submit"))
        let signer = try await self.visitor("leader", at: self.sender)
        try await signer.submit(try await signer.open(self.directivePath).form("/approve"))
        let clerk = try await self.visitor("clerk", at: self.sender)
        let numbered = try await clerk.submit(try await clerk.open("\(self.directivePath)/number").form("/number"))
        try await clerk.submit(
            try numbered.form("/attach"),
            files: [
                ("file", "cong-van-don-doc-ky-so.pdf", try self.bytes(self.files.directive)),
                ("file", "phu-luc-quy-che.docx", try self.bytes(self.files.annex)),
            ]
        )
        let done = try await clerk.issue(self.directivePath, despiteDoubt: Self.unsigned)
        guard let document = done.tags(with: "data-document-id").first, let id = document["data-document-id"],
            let code = document["data-code"]
        else { throw StoryError("the published document shows no id") }
        self.documentID = id
        self.code = code
        try self.tell(
            "published", from: self.sender.organ, to: self.receiver.organ,
            "\(try self.sender.user("officer").fullName) soạn, \(leader.fullName) ký duyệt, \(try self.sender.user("clerk").fullName)"
                + " cấp số \(code), đính kèm bản ký số và phụ lục, ban hành đến \(self.receiver.name)."
        )
    }

    /// The hub has it on disk: the clerk's page shows the receipt, and the same send again gets the same receipt.
    func acceptedByHub() async throws {
        await self.begins("accepted-by-hub")
        let clerk = try await self.visitor("clerk", at: self.sender)
        let receipt = try await eventually("the hub's receipt") { () -> String? in
            try await clerk.open(self.directivePath).tags(with: "data-package-id").first?["data-package-id"]
        }
        self.packageID = receipt
        let package = try await clerk.download("\(self.directivePath)/package")
        let again = try await eventually("the hub's answer to a repeat") { () -> String? in
            do { return try await self.hub.send(bytes: package).packageId } catch let fault as Fault
                where fault.isTransient
            { return nil }
        }
        guard again == receipt else { throw StoryError("the repeat got another receipt: \(again), not \(receipt)") }
        try self.tell(
            "accepted-by-hub", from: self.sender.organ, to: self.receiver.organ,
            "Trục đã nhận và ghi đĩa, biên nhận \(receipt); gửi lặp lại nhận đúng biên nhận ấy."
        )
    }

    /// H29 has it, hash by hash; G22 sees 01.
    func delivered() async throws {
        await self.begins("delivered")
        let clerk = try await self.visitor("clerk", at: self.receiver)
        self.arrivedPath = try await eventually("the document at \(self.receiver.organ)") { () -> String? in
            let list = try await clerk.open("/incoming?view=to-register")
            return list.tags(with: "data-document-id").first { $0["data-document-id"] == self.documentID }?["data-path"]
        }
        let page = try await clerk.open(self.arrivedPath)
        let paths = page.tags(with: "data-file").compactMap { $0["data-file"] }
        var hashes: [String] = []
        for path in paths { hashes.append(Self.hash(try await clerk.download(path))) }
        let sent = [try self.bytes(self.files.directive), try self.bytes(self.files.annex)].map(Self.hash)
        guard hashes == sent else { throw StoryError("the files that arrived are not those that were sent") }
        try await self.seenBySender(.arrived)
        try self.tell(
            "delivered", from: self.receiver.organ, to: self.sender.organ, status: .arrived,
            "\(self.receiver.name) đã lấy gói tin, \(hashes.count) tệp đúng từng byte; \(self.sender.name) thấy 01 Đã đến."
        )
    }

    /// G22's page shows that the other system has it, before anybody there has registered it; the hub has evidence of that.
    func transportDone() async throws {
        await self.begins("transport-done")
        let clerk = try await self.visitor("clerk", at: self.sender)
        try await eventually("what the hub tells of the delivery") { () -> Void? in
            let page = try await clerk.open(self.directivePath)
            let line = page.tags(with: "data-transport").first { $0["data-organ"] == self.receiver.organ.text }
            return line?["data-transport"] == "delivered" ? () : nil
        }
        let evidence = try await eventually("the hub's evidence of the delivery") { () -> [JSON]? in
            do { return try await self.hub.receipts(packageID: self.packageID) } catch let fault as Fault
                where fault.isTransient
            { return nil }
        }
        let handover = evidence.last { $0["event"]?["event"]?.string == "ContentHandover" }
        guard handover?["event"]?["to"]?.string == self.receiver.organ.text else {
            throw StoryError("the hub has no evidence that \(self.receiver.organ) took the package")
        }
        try self.tell(
            "transport-done", from: self.sender.organ, to: self.receiver.organ,
            "Trang văn bản của \(self.sender.name) cho thấy gói tin đã đến hệ thống của \(self.receiver.name), trước khi văn thư ở đó vào sổ."
        )
    }

    /// Waits until G22's clerk sees a status of H29 on the document's page.
    func seenBySender(_ status: HandlingStatus) async throws {
        let clerk = try await self.visitor("clerk", at: self.sender)
        _ = try await eventually("status \(status.rawValue) at \(self.sender.organ)") { () -> Bool? in
            let page = try await clerk.open(self.directivePath)
            let seen = page.tags(with: "data-report").contains {
                $0["data-report"] == status.rawValue && $0["data-organ"] == self.receiver.organ.text
            }
            return seen ? true : nil
        }
    }
}
