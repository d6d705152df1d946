import EdXML
import Exchange
import Foundation

/// Whether a system takes what it is sent, and says so by itself.
extension TrialRun {
    /// Documents that a side has, by what they are for.
    struct Papers: Sendable {
        var ordinary: TrialPaper?
        var letters: TrialPaper?
        var urgent: TrialPaper?
        var several: TrialPaper?
        /// Of the ordinary one.
        var bytes: [UInt8] = []
        var package = ""
    }

    func receiving(_ side: TrialPlan.System, first: Int) async throws -> (findings: [TrialFinding], papers: Papers) {
        var papers = Papers()
        let ordinary = try self.documents.document(first, "V/v kiểm tra kết nối", to: [side])
        papers.bytes = try Tester.bytes(of: ordinary.packet)
        var findings: [TrialFinding] = []
        let bytes = papers.bytes
        var sent = ""
        findings.append(
            try await self.check(.delivered, at: side) {
                sent = try await self.tester.send(bytes: bytes)
                try await self.taken(sent, by: side)
                return ("Hệ thống đã lấy văn bản \(ordinary.paper.code) và xác nhận.", [sent])
            })
        let package = sent
        papers.package = package
        findings.append(
            try await self.check(.arrived, at: side) {
                let told = try await self.status(.arrived, about: ordinary.paper, by: side)
                return ("01 về lúc \(VietnamTime.shown(told.receivedAt)).", [package, told.packageID])
            })
        guard findings.allSatisfy({ $0.outcome == .passed }) else {
            return (findings + self.gaps(.receiving, at: side, except: findings.map(\.check)), papers)
        }
        papers.ordinary = ordinary.paper

        let kinds = try self.documents.document(
            first + 1, "V/v gửi kèm nhiều loại tệp", to: [side], files: try self.documents.kinds())
        findings.append(try await self.arrives(kinds, .fileKinds, side))

        let name = "Phụ lục số liệu.pdf"
        let files = [name.precomposedStringWithCanonicalMapping, "Bản \(name)".decomposedStringWithCanonicalMapping].map
        {
            TrialDocuments.File(name: $0, type: "application/pdf", bytes: TrialDocuments.File.pdf.bytes)
        }
        let subject = "V/v đề nghị rà soát, sửa đổi, bổ sung quy chế Ở Đơn vị".decomposedStringWithCanonicalMapping
        let letters = try self.documents.document(first + 2, subject, to: [side], files: files)
        findings.append(try await self.arrives(letters, .letters, side))
        papers.letters = letters.paper

        let urgent = try self.documents.document(first + 3, "V/v ứng phó khẩn cấp", to: [side], urgency: .flash)
        findings.append(try await self.arrives(urgent, .urgent, side))
        papers.urgent = urgent.paper

        let several = try self.documents.document(first + 4, "V/v mời họp", to: self.plan.sides)
        findings.append(
            try await self.check(.severalReceivers, at: side) {
                let package = try await self.tester.send(several.packet)
                try await self.taken(package, by: side)
                let told = try await self.status(.arrived, about: several.paper, by: side)
                return ("01 về cho văn bản gửi \(self.plan.sides.count) nơi.", [package, told.packageID])
            })
        papers.several = several.paper

        findings.append(
            try await self.check(.large, at: side) {
                guard self.plan.sendsLarge else { throw TrialGap("Kế hoạch không gửi tệp lớn.") }
                let sizes = TrialDocuments.File.sizes
                var packages: [String] = []
                for (index, size) in sizes.enumerated() {
                    let document = try self.documents.document(
                        first + 5 + index, "V/v gửi tệp \(size.name)", to: [side], files: [.large(size.bytes)])
                    let package = try await self.tester.send(document.packet)
                    do {
                        try await self.taken(package, by: side)
                        let told = try await self.status(.arrived, about: document.paper, by: side)
                        packages += [package, told.packageID]
                    } catch let miss as TrialMiss { throw TrialMiss("Tệp \(size.name): \(miss.seen)") }
                }
                return ("Tệp \(sizes.map(\.name).joined(separator: ", ")) đã được lấy, 01 đã về.", packages)
            })
        return (findings, papers)
    }

    private func arrives(
        _ document: (packet: DocumentPacket, paper: TrialPaper), _ check: TrialCheck, _ side: TrialPlan.System
    ) async throws -> TrialFinding {
        try await self.check(check, at: side) {
            let package = try await self.tester.send(document.packet)
            try await self.taken(package, by: side)
            let told = try await self.status(.arrived, about: document.paper, by: side)
            return ("Văn bản \(document.paper.code) đã được lấy, 01 đã về.", [package, told.packageID])
        }
    }

    /// What is left of a part when it makes no sense to go on.
    func gaps(_ part: TrialCheck.Part, at side: TrialPlan.System, except done: [TrialCheck]) -> [TrialFinding] {
        TrialCheck.all.filter { $0.part == part && !done.contains($0) }.map { check in
            let gap = TrialFinding(
                check: check, organ: side.organ.text, outcome: .notRun, seen: TrialGap.earlier.reason, at: self.now(),
                milliseconds: 0, packages: [])
            self.report(gap)
            return gap
        }
    }
}
