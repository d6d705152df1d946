import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Storage
import Testing

@testable import Office

/// The report on issues, held to a count of its own.
@Suite struct IssueReportTests {
    /// An issued document whose row says what is given, at `days` from today.
    private static func issue(
        type: String, unit: String, signer: String, urgency: Int, days: Int, isLate: Bool, isPosted: Bool,
        isWithdrawn: Bool, _ test: TestOffice
    ) async throws {
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        let at = test.office.now().addingTimeInterval(Double(days) * 86_400)
        let limit = at.addingTimeInterval(isLate ? -60 : 60)
        let today = test.office.today
        try await test.office.database.write { connection in
            try connection.execute(
                """
                UPDATE outgoing SET type_name = $1, unit_id = $2, approver_id = $3, urgency = $4, published_at = $5, issue_by = $6
                WHERE id = $7
                """, type, unit, signer, urgency, at, limit, id)
            if isPosted {
                try connection.execute(
                    """
                    INSERT INTO post_entry (id, outgoing_id, sent_on, recipient, envelopes, note, entered_by)
                    VALUES ($1, $1, $2, 'Công ty Ví Dụ', 1, '', 'clerk-A'), ($1 || '-2', $1, $2, 'Hội Ví Dụ', 1, '', 'clerk-A')
                    """, id, today)
            }
            if isWithdrawn {
                try connection.execute("UPDATE recipient SET closure = 'withdrawn' WHERE outgoing_id = $1", id)
            }
        }
    }

    private static func several(_ test: TestOffice) async throws {
        let types = ["Công văn", "Báo cáo", "Thông báo"]
        for index in 0..<12 {
            try await self.issue(
                type: types[index % 3], unit: index % 4 == 0 ? "B" : "A",
                signer: index % 5 == 0 ? "leader-B" : "leader-A",
                urgency: index % 6 == 0 ? 2 : 0, days: index == 11 ? -40 : 0, isLate: index % 2 == 0,
                isPosted: index % 3 == 1, isWithdrawn: index == 7, test)
        }
        // What is not issued is not counted.
        let numbered = try await test.draft()
        try await test.bring(numbered, to: .numbered)
        _ = try await test.draft()
    }

    /// Counted here, from the rows, one after the other.
    private static func counted(
        _ grouping: IssueReport.Grouping, since days: Int, unit: String?, _ test: TestOffice
    ) async throws -> [String: IssueReport.Counts] {
        let today = test.office.today
        let first = try #require(CalendarDate(dayNumber: today.dayNumber - days))
        return try await test.office.database.read { connection in
            let posted = Set(
                try connection.rows("SELECT outgoing_id FROM post_entry").map { row -> String in try row["outgoing_id"]
                })
            var counts: [String: IssueReport.Counts] = [:]
            for outgoing in try connection.rows(Outgoing.query).map(Outgoing.init) {
                guard outgoing.state == .published, let at = outgoing.publishedAt else { continue }
                let day = VietnamTime.date(at)
                guard day >= first, day <= today, unit == nil || outgoing.unit.id == unit else { continue }
                let key =
                    switch grouping {
                    case .type: outgoing.typeName
                    case .unit: outgoing.unit.id
                    case .signer: outgoing.approverID
                    case .way: posted.contains(outgoing.id) ? "both" : "hub"
                    }
                var count = counts[key] ?? IssueReport.Counts()
                if let limit = outgoing.issueBy, at > limit { count.late += 1 } else { count.inTime += 1 }
                if outgoing.urgency > .ordinary { count.urgent += 1 }
                if outgoing.answersID != nil { count.replies += 1 }
                if !outgoing.isStanding { count.withdrawn += 1 }
                count.recipients += outgoing.reach.recipients
                counts[key] = count
            }
            return counts
        }
    }

    @Test func `every way of counting gives what a count of one's own gives, and all add up to the same`() async throws
    {
        try await TestOffice.with { test in
            try await Self.several(test)
            let today = test.office.today
            for (days, total) in [(0, 11), (60, 12)] {
                let first = try #require(CalendarDate(dayNumber: today.dayNumber - days))
                for unit in [nil, "A", "B"] {
                    for grouping in IssueReport.Grouping.allCases {
                        let report = try await test.office.database.read {
                            try IssueReport.read(by: grouping, in: first...today, unit: unit, in: $0)
                        }
                        let found = Dictionary(uniqueKeysWithValues: report.rows.map { ($0.id, $0.counts) })
                        let expected = try await Self.counted(grouping, since: days, unit: unit, test)
                        #expect(found == expected, "\(grouping) \(days) \(unit ?? "")")
                        if unit == nil { #expect(report.total.total == total) }
                    }
                }
            }
        }
    }

    @Test func `it stands on the page, on paper and in a spreadsheet`() async throws {
        try await TestOffice.with { test in
            try await Self.several(test)
            let page = try await test.text("/statistics/issues", as: "leader-A")
            #expect(page.contains("Thông báo") && page.contains("Đã phát hành"))
            #expect(try await test.text("/statistics", as: "leader-A").contains("/statistics/issues"))
            let sheet = try await test.text("/statistics/issues/print?by=signer", as: "clerk-A")
            #expect(sheet.contains("NGƯỜI LẬP BÁO CÁO") && sheet.contains("Người leader-B, Lãnh đạo"))
            let first = try #require(CalendarDate(dayNumber: test.office.today.dayNumber - 60))
            let answer = try await test.get("/statistics/issues/xlsx?by=way&from=\(first.iso)", as: "clerk-A")
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xlsx")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(answer.body.readableBytesView).write(to: file)
            let rows = try SheetReader.read(file).map { $0.map(\.shown) }
            // Four of the twelve went by post too.
            #expect(rows.contains { $0.first == "Trục liên thông và bản giấy" && $0.contains("4") })
            #expect(rows.contains { $0.first == "Trục liên thông" && $0.contains("8") })
            #expect(rows.last?.first == "Cộng" && rows.last?.contains("12") == true)
        }
    }

    @Test func `clerks and leaders see all, a head the unit, others nothing; a period that cannot be is refused`()
        async throws
    {
        try await TestOffice.with { test in
            try await Self.issue(
                type: "Báo cáo", unit: "B", signer: "leader-A", urgency: 0, days: 0, isLate: false, isPosted: false,
                isWithdrawn: false, test)
            let answers: [(String, Int)] = [
                ("clerk-A", 200), ("leader-B", 200), ("head-A", 200), ("officer-A", 403), ("admin-A", 403),
            ]
            for (person, status) in answers {
                for path in ["", "/print", "/xlsx"] {
                    let answer = try await test.get("/statistics/issues\(path)", as: person)
                    #expect(answer.status.code == status, "\(person) \(path)")
                }
            }
            #expect(try await test.text("/statistics/issues", as: "head-B").contains("Đã phát hành 1 văn bản"))
            #expect(try await !test.text("/statistics/issues", as: "head-A").contains("Đã phát hành"))
            for path in ["", "/print"] {
                let wrong = try await test.get(
                    "/statistics/issues\(path)?from=31/12/2026&to=01/01/2026", as: "clerk-A")
                #expect(wrong.status == .unprocessableContent)
            }
        }
    }
}
