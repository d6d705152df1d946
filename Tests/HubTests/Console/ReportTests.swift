import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Programs
import Storage
import Testing

@testable import Hub

@Suite struct ReportTests {
    @Test func `a period is told by agency: sent, received, how long, what failed, what is late`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let hub = visitor.hub
            for number in 1...3 {
                _ = try await hub.send(Packages.document(to: ["H29", "H53"], number: number), as: "g22").receipt
            }
            let mine = try await hub.inbox("h29").items
            visitor.clock.pass(40)
            #expect(try await hub.acknowledge(mine[0], as: "h29").status == .noContent)
            visitor.clock.pass(3600)
            #expect(try await hub.acknowledge(mine[1], as: "h29").status == .noContent)
            let refusal = #"{"sha256":"\#(mine[2].sha256)","outcome":"fail","code":"bad-zip","reason":"Hỏng."}"#
            #expect(try await hub.acknowledge(mine[2], as: "h29", body: refusal).status == .noContent)
            // A status is no document.
            _ = try await hub.send(Packages.status(.arrived, number: 1), as: "h29")

            let today = VietnamTime.date(visitor.clock.now)
            let report = try await AgencyReport.read(
                .init(first: today, last: today), hub.parts.database, now: visitor.clock.now)
            #expect(report.lines.map(\.organ.text) == ["H29", "H53", "G22"])
            let (h29, h53, g22) = (report.lines[0], report.lines[1], report.lines[2])
            #expect((h29.received, h29.delivered, h29.failed, h29.late) == (3, 2, 1, 1))
            #expect((h29.medianSeconds, h29.slowSeconds) == (40, 3640))
            #expect((h53.received, h53.delivered, h53.late, h53.medianSeconds) == (3, 0, 3, nil))
            #expect((g22.sent, g22.received) == (3, 0))
            let before = try #require(CalendarDate(dayNumber: today.dayNumber - 1))
            let empty = try await AgencyReport.read(
                .init(first: before, last: before), hub.parts.database, now: visitor.clock.now)
            #expect(empty.lines.isEmpty)

            let cookie = try #require(try await visitor.signIn())
            let csv = String(buffer: try await visitor.get("/reports?csv=1", as: cookie).body)
            #expect(csv.hasPrefix("\u{FEFF}Mã,Cơ quan,Gửi,Nhận,"))
            let page = String(buffer: try await visitor.get("/reports", as: cookie).body)
            #expect(page.contains("40 giây") && page.contains("1 giờ 0 phút"))
        }
    }

    @Test(arguments: ["from=2024-02-30", "from=15/08/2024&to=14/08/2024", "from=01/01/2024&to=01/08/2024", "to=x"])
    func `a period that is none says what is allowed`(query: String) async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let cookie = try #require(try await visitor.signIn())
            let answer = try await visitor.get("/reports?\(query)", as: cookie)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("Chưa lập được báo cáo"))
        }
    }

    @Test func `hours are those of Vietnam`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            _ = try await visitor.hub.send(Packages.document(), as: "g22").receipt
            let item = try #require(try await visitor.hub.inbox("h29").items.first)
            visitor.clock.pass(3600)
            _ = try await visitor.hub.acknowledge(item, as: "h29")
            let today = VietnamTime.date(visitor.clock.now)
            let hours = try await DayHours.read(today, until: visitor.clock.now, visitor.hub.parts.database)
            // 12:33 and 13:33 in Vietnam.
            #expect(hours.taken.count == 14 && hours.taken[12] == 1 && hours.taken.reduce(0, +) == 1)
            #expect(hours.delivered[13] == 1 && hours.delivered.reduce(0, +) == 1)
        }
    }

    @Test func `who waits for whom is told with the longest first, and what is late`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let database = visitor.hub.parts.database
            _ = try await visitor.hub.send(Packages.document(to: ["H53"], number: 1), as: "g22").receipt
            visitor.clock.pass(2400)
            _ = try await visitor.hub.send(Packages.document(to: ["H29"], number: 2), as: "g22").receipt
            let late = try await visitor.hub.parts.console.overdue.agencies(at: visitor.clock.now)
            let lines = try await WaitingList.read(database, late: late)
            #expect(lines.map(\.organ.text) == ["H53", "H29"] && lines.map(\.isLate) == [true, false])
            #expect(lines.map(\.system) == ["h53", "h29"])
        }
    }

    @Test(.aboutSQLite) func `what the overview and the reports ask goes by an index`() async throws {
        let database = try await TestEngine.newHubDatabase()
        let plans = try await database.read { connection in
            func plan(_ sql: String, _ values: (any SQLBindable)?...) throws -> String {
                try connection.rows("EXPLAIN QUERY PLAN " + sql, values: values).map { try $0["detail"] as String }
                    .joined(separator: "; ")
            }
            let (now, id) = (Date(), UniqueID.floor(at: Date()))
            return [
                try plan(DayHours.deliveredQuery, now, now), try plan(WaitingList.queries[0].sql, 20),
                try plan(WaitingList.queries[1].sql, 20), try plan(AgencyReport.sentQuery, id, id),
                try plan(AgencyReport.deliveryQuery, id, id, 10),
            ]
        }
        #expect(plans[0].contains("delivery_done (transport_at>? AND transport_at<?)"))
        #expect(plans[1].contains("INDEX delivery_waiting"))
        #expect(plans[2].contains("INDEX delivery_asked"))
        #expect(plans[3].contains("SEARCH package USING INDEX sqlite_autoindex_package_1 (id>? AND id<?)"))
        #expect(plans[4].contains("SEARCH delivery USING INDEX sqlite_autoindex_delivery_1 (id>? AND id<?)"))
        #expect(!plans[4].contains("TEMP B-TREE"))
    }

    @Test func `a table for Excel quotes what it must and holds no formula`() {
        let file = CSVFile(
            name: "a", head: ["Tên"], rows: [["=1+1"], ["a,b"], ["x\"y"], ["-5"], ["@z"], ["＝1"], ["=\u{338}1"]])
        #expect(file.text == "\u{FEFF}Tên\r\n'=1+1\r\n\"a,b\"\r\n\"x\"\"y\"\r\n-5\r\n'@z\r\n'＝1\r\n'=\u{338}1\r\n")
    }
}
