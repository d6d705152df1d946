import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Language, pages, copies and note of documents (NĐ 30/2020/NĐ-CP, PL VI, part II).
@Suite struct DocumentMetadataTests {
    private static let data = ["language": "English", "pages": "12", "copies": "30", "remark": "Kèm bản đồ"]
    private static let expected = DocumentMetadata(language: "English", pages: 12, copies: 30, remark: "Kèm bản đồ")

    private static func draft(_ others: [String: String], _ test: TestOffice) async throws -> TestResponse {
        try await test.send(
            "/outgoing", as: "officer-A", version: 0, TestOffice.draftFields.merging(others) { $1 },
            [TestOffice.draftFile])
    }

    private static func outgoing(_ id: String, _ test: TestOffice) async throws -> Outgoing {
        let row = try await test.office.database.read { connection in
            try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)
        }
        return try #require(row)
    }

    private static func incoming(_ id: String, _ test: TestOffice) async throws -> Incoming {
        try #require(try await test.office.database.read { try IncomingStore.any(id, in: $0) })
    }

    /// A package that says its pages and copies.
    private static func arrival(pages: Int?, copies: Int?, _ test: TestOffice) async throws -> String {
        let organ = try #require(OrganCode("G22"))
        let code = DocumentCode(number: "77", notation: "VPCP-KSTT")
        let id = try #require(DocumentID(organ: organ, date: test.office.today, code: code))
        var header = DocumentHeader(
            id: id, code: code, promulgationDate: test.office.today,
            type: DocumentType(group: 2, ordinal: 18, name: "Công văn"), subject: "V/v số trang", steering: .directive)
        header.pageAmount = pages
        header.promulgationAmount = copies
        let packet = Packet(
            kind: .new, from: Organ(code: organ, name: "Văn phòng Chính phủ"), to: [test.office.identity.organBlock],
            document: header)
        let delivery = UUID().uuidString
        let package = ReceivedPackage(
            deliveryID: delivery, packageID: UUID().uuidString, hash: ContentHash(of: Data(delivery.utf8)),
            packet: packet, files: [])
        let office = test.office
        try await office.database.write { try GatewayLink(office: office).events.received($0, package) }
        return try await office.database.read { connection in
            try connection.row("SELECT id FROM incoming WHERE delivery_id = $1", delivery)?["id"] ?? ""
        }
    }

    @Test func `a draft keeps them from version to version, tells what changed, and its package says them`()
        async throws
    {
        try await TestOffice.with { test in
            let answer = try await Self.draft(Self.data, test)
            let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            #expect(try await Self.outgoing(id, test).metadata == Self.expected)
            let form = try await test.text("/outgoing/\(id)/edit", as: "officer-A")
            #expect(form.contains("value=\"English\"") && form.contains("value=\"12\"") && form.contains("Kèm bản đồ"))
            let version = try await test.outgoingState(id).version
            let edited = try await test.send(
                "/outgoing/\(id)/edit", as: "officer-A", version: version,
                TestOffice.draftFields.merging(Self.data) { $1 }.merging(["pages": "14"]) { $1 }, [])
            #expect(edited.status == .seeOther)
            let versions = try await test.office.database.read { try DraftVersion.all(of: id, in: $0) }
            #expect(versions.map(\.data.metadata.pages) == [14, 12])
            #expect(
                versions[1].data.changes(to: versions[0].data)
                    == [.init(name: "Số trang", before: "12", after: "14")])
            let page = try await test.text("/outgoing/\(id)", as: "officer-A")
            #expect(page.contains("Siêu dữ liệu") && page.contains("<dd>14</dd>") && page.contains("<dd>30</dd>"))
            try await test.bring(id, to: .published)
            let identity = test.office.identity
            let header = try await test.office.database.read { connection in
                try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)?
                    .header(to: [], from: identity, in: connection)
            }
            #expect(header?.pageAmount == 14 && header?.promulgationAmount == 30)
            #expect(try await test.text("/registers/out", as: "clerk-A").contains("<td class=\"c\">30</td>"))
        }
    }

    @Test(arguments: [
        ("pages", "0"), ("pages", "1000"), ("pages", "mười"), ("copies", "-1"),
        ("language", String(repeating: "x", count: 31)), ("remark", String(repeating: "x", count: 501)),
    ])
    func `what the law has no room for is refused at its field`(field: String, value: String) async throws {
        try await TestOffice.with { test in
            let answer = try await Self.draft([field: value], test)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("href=\"#\(field)\""))
            let held = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS total FROM outgoing")?["total"] ?? 0
            }
            #expect(held == 0)
        }
    }

    @Test func `what a package says stays, and the clerk adds the rest when registering`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.arrival(pages: 9, copies: 4_000, test)
            #expect(try await Self.incoming(id, test).metadata == DocumentMetadata(pages: 9))
            #expect(try await test.text("/incoming/\(id)/register", as: "clerk-A").contains("value=\"9\""))
            let answer = try await test.post(
                "/incoming/\(id)/register", as: "clerk-A", version: 1,
                ["checked": "yes", "language": "English", "remark": "Kèm bản đồ"])
            #expect(answer.status == .seeOther)
            #expect(
                try await Self.incoming(id, test).metadata
                    == DocumentMetadata(language: "English", pages: 9, remark: "Kèm bản đồ"))
            let page = try await test.text("/incoming/\(id)", as: "clerk-A")
            #expect(page.contains("Siêu dữ liệu") && page.contains("Kèm bản đồ"))
        }
    }

    @Test func `what is entered by hand keeps them`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today.shown
            let fields = [
                "channel": "post", "arrived": today, "issuer": "Công ty Cổ phần Ví Dụ", "number": "15",
                "notation": "CV-VD", "date": today, "type": "Công văn", "subject": "V/v xin gia hạn", "urgency": "0",
            ].merging(Self.data) { $1 }
            #expect(try await test.upload("/incoming", as: "clerk-A", fields).status == .seeOther)
            let id: String = try await test.office.database.read { connection in
                try connection.row("SELECT id FROM incoming")?["id"] ?? ""
            }
            #expect(try await Self.incoming(id, test).metadata == Self.expected)
        }
    }

    @Test func `the case file's XML says them of each document, in the order of the law`() async throws {
        try await TestOffice.with { test in
            let file = try await test.openFile()
            let incoming = try await test.filedDocument(number: "41", into: file)
            try await test.office.database.write { connection in
                _ = try connection.execute(
                    "UPDATE incoming SET language = 'English', pages = 7, remark = 'Bản dịch kèm theo' WHERE id = $1",
                    incoming)
            }
            let answer = try await Self.draft(Self.data.merging(["due": "31/12/2999"]) { $1 }, test)
            let outgoing = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            try await test.bring(outgoing, to: .published)
            #expect(try await test.act("put", on: file, ["documents": outgoing]).status == .seeOther)
            let xml = try await test.text("/case-files/\(file)/export/xml", as: "officer-A")
            let documents = xml.split(separator: "<Document ").dropFirst().map(String.init)
            let came = try #require(documents.first { $0.contains("direction=\"in\"") })
            let went = try #require(documents.first { $0.contains("direction=\"out\"") })
            for (document, names) in [
                (
                    came,
                    [
                        "FileCode", "DocOrdinal", "TypeName", "CodeNumber", "CodeNotation", "IssuedDate", "OrganName",
                        "Subject", "Language", "PageAmount", "Description", "ArrivalDate", "ArrivalNumber", "Priority",
                        "ToPlaces", "TraceHeaderList",
                    ]
                ),
                (
                    went,
                    [
                        "FileCode", "DocOrdinal", "TypeName", "CodeNumber", "CodeNotation", "IssuedDate", "OrganName",
                        "Subject", "Language", "PageAmount", "Description", "SignerInfo", "To", "Priority",
                        "IssuedAmount", "DueDate",
                    ]
                ),
            ] {
                let places = names.map { document.range(of: "<\($0)>")?.lowerBound }
                #expect(!places.contains(nil), "\(names.filter { !document.contains("<\($0)>") })")
                #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
            }
            #expect(came.contains("<PageAmount>7</PageAmount>") && came.contains("Bản dịch kèm theo"))
            #expect(went.contains("<PageAmount>12</PageAmount>") && went.contains("<IssuedAmount>30</IssuedAmount>"))
            #expect(xml.contains("<PageTotal>19</PageTotal>"))
        }
    }

    @Test func `what an older office holds has a language and nothing else`() async throws {
        let database = try Database.inMemory()
        let older = Schema.migrations.prefix { $0.name != DocumentMetadata.migration.name }
        try database.migrate(Outbox.migrations + older)
        _ = try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO incoming (id, channel, organ_name, number, notation, promulgation_date, type_name, subject, urgency,
                    steering, state, arrived_at, warnings)
                VALUES ('a', 'post', 'Công ty Ví Dụ', '1', 'X', '2026-01-02', 'Công văn', 'Việc', 0, 1, 'registered',
                    '2026-01-02T00:00:00.000Z', '')
                """)
        }
        try database.migrate(Outbox.migrations + Schema.migrations)
        let row = try await database.read { connection in
            try connection.row("\(Incoming.query) WHERE incoming.id = 'a'").map(Incoming.init)
        }
        #expect(row?.metadata == DocumentMetadata())
    }
}
