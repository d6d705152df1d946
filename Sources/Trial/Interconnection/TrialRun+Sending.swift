import EdXML
import Exchange
import Foundation

/// Whether what a system sends is whole, readable and its own.
extension TrialRun {
    func sending(_ side: TrialPlan.System, _ papers: Papers) async throws -> [TrialFinding] {
        let subject = "Phát hành thử \(self.documents.mark)-\(side.organ.text)"
        var arrival: Tester.Arrival?
        var findings: [TrialFinding] = []
        findings.append(
            try await self.check(.sent, at: side) {
                try await self.people.ask(
                    .publish(subject: subject, to: self.plan.tester.organ.text), at: side.organ.text)
                let came = try await self.awaited("Chờ \(self.plan.waitSeconds) giây, chưa thấy văn bản “\(subject)”.")
                {
                    try await self.arrived(subject, side)
                }
                arrival = came
                return ("Văn bản \(came.packet.document?.code.text ?? "") đã đến.", [came.packageID])
            })
        guard let arrival, let document = arrival.packet.document else {
            return findings + self.gaps(.sending, at: side, except: findings.map(\.check))
        }
        findings.append(
            try await self.check(.readable, at: side) {
                // What the two checks below tell in words of their own is left to them.
                let elsewhere: [Warning.Code] = [.documentIDDiffers, .contentTypeMismatch]
                let odd = arrival.packet.warnings.filter { !elsewhere.contains($0.code) }.map {
                    "\($0.code.rawValue) (\($0.place))"
                }
                guard odd.isEmpty else {
                    throw TrialMiss("Gói tin có điểm lạ: \(odd.prefix(5).joined(separator: "; ")).")
                }
                return ("Đọc được, không có điểm lạ.", [arrival.packageID])
            })
        findings.append(
            try await self.check(.identity, at: side) {
                guard arrival.packet.from.code == side.organ else {
                    throw TrialMiss("Nơi gửi trong gói tin là \(arrival.packet.from.code.text).")
                }
                let expected = DocumentID(organ: side.organ, date: document.promulgationDate, code: document.code)
                guard document.id == expected else {
                    throw TrialMiss(
                        "Mã định danh là \(document.id.text), theo số, ký hiệu và ngày phải là \(expected?.text ?? "")."
                    )
                }
                return ("Mã định danh \(document.id.text).", [arrival.packageID])
            })
        findings.append(
            try await self.check(.files, at: side) {
                let files = arrival.packet.attachments
                guard !files.isEmpty, files.allSatisfy({ $0.sizeBytes > 0 }) else {
                    throw TrialMiss("Không có tệp nào có nội dung.")
                }
                if let wrong = files.first(where: { !self.isWhatItsNameSays($0) }) {
                    throw TrialMiss("Nội dung của tệp \(wrong.name) không phải loại tệp mà tên nói.")
                }
                return ("\(files.count) tệp: \(files.map(\.name).joined(separator: "; ")).", [arrival.packageID])
            })
        findings.append(
            try await self.check(.signatures, at: side) {
                let signed = arrival.packet.attachments.contains { self.isSigned($0) }
                guard signed else { throw TrialMiss("Không tệp PDF nào có chữ ký số.") }
                return ("Có tệp PDF mang chữ ký số; giá trị pháp lý do bên nhận kiểm tra.", [arrival.packageID])
            })
        findings.append(try await self.replied(side, papers))
        findings.append(
            try await self.check(.recallSent, at: side) {
                try await self.people.ask(.recall(subject: subject), at: side.organ.text)
                let came = try await self.awaited("Chờ \(self.plan.waitSeconds) giây, chưa thấy yêu cầu thu hồi.") {
                    await self.tester.arrivals.first { $0.from == side.organ.text && $0.packet.kind == .recall }
                }
                guard came.packet.subjectID == document.id else {
                    throw TrialMiss("Yêu cầu thu hồi nêu văn bản \(came.packet.subjectID?.text ?? "không rõ").")
                }
                guard came.packet.business?.reason?.normalized.isEmpty == false else {
                    throw TrialMiss("Không có lý do thu hồi.")
                }
                return ("Yêu cầu thu hồi \(document.id.text) đã đến.", [came.packageID])
            })
        return findings
    }

    /// The document with this subject; when its package cannot be read, that is what was seen.
    func arrived(_ subject: String, _ side: TrialPlan.System) async throws -> Tester.Arrival? {
        if let came = await self.tester.arrival(subject, from: side.organ.text) { return came }
        if let broken = await self.tester.unreadable.first(where: { $0.from == side.organ.text }) {
            throw TrialMiss(
                "Gói tin \(broken.packageID) không đọc được: \(broken.fault.code.rawValue), \(broken.fault.vietnamese)")
        }
        return nil
    }

    private func replied(_ side: TrialPlan.System, _ papers: Papers) async throws -> TrialFinding {
        try await self.check(.reply, at: side) {
            guard let paper = papers.several else { throw TrialGap("Không có văn bản để trả lời.") }
            let subject = "Trả lời thử \(self.documents.mark)-\(side.organ.text)"
            try await self.people.ask(.reply(paper, subject: subject), at: side.organ.text)
            let came = try await self.awaited("Chờ \(self.plan.waitSeconds) giây, chưa thấy văn bản trả lời.") {
                try await self.arrived(subject, side)
            }
            let answered = came.packet.document?.responseFor.compactMap(\.documentID?.text) ?? []
            guard answered.contains(paper.documentID) else {
                throw TrialMiss(
                    "Văn bản trả lời không nêu \(paper.documentID)\(answered.isEmpty ? "." : ", mà nêu \(answered.joined(separator: ", ")).")"
                )
            }
            return ("Trả lời đúng văn bản \(paper.code).", [came.packageID])
        }
    }

    /// By the first bytes; kinds without any are taken as they are.
    private func isWhatItsNameSays(_ attachment: Attachment) -> Bool {
        let archive: [UInt8] = [0x50, 0x4B]
        let signs: [String: [UInt8]] = [
            "pdf": Array("%PDF-".utf8), "docx": archive, "xlsx": archive, "odt": archive, "ods": archive,
            "zip": archive,
            "png": [0x89, 0x50, 0x4E, 0x47], "jpg": [0xFF, 0xD8], "jpeg": [0xFF, 0xD8],
        ]
        guard let sign = signs[URL(fileURLWithPath: attachment.name).pathExtension.lowercased()] else { return true }
        guard let file = attachment.file, let data = try? Data(contentsOf: file, options: .mappedIfSafe) else {
            return false
        }
        return data.starts(with: sign)
    }

    /// Whether a file says that it holds a signature; what it is worth is another question.
    private func isSigned(_ attachment: Attachment) -> Bool {
        guard let file = attachment.file, let data = try? Data(contentsOf: file, options: .mappedIfSafe) else {
            return false
        }
        return data.starts(with: Data("%PDF-".utf8)) && data.range(of: Data("/ByteRange".utf8)) != nil
    }
}
