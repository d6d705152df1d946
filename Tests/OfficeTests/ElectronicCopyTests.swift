import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
@testable import Trust
import Web

/// Electronic copies: where the mark stands, which originals are doubtful, who sees what was signed. The signing itself is in `CopySigningTests`.
@Suite struct ElectronicCopyTests {
    private static let time = Date(timeIntervalSince1970: 1_793_000_000)

    /// A page with words of 400 by 10 points at the right, by their tops.
    private static func page(_ tops: [Double]) -> PDFPage {
        PDFPage(
            width: 595, height: 842,
            words: tops.map { .init(text: "CỘNG", left: 170, top: $0, right: 570, bottom: $0 + 10) })
    }

    @Test func `the mark says form, agency and time, at the top right where the margin is free`() {
        let mark = CopyMark(.certified, of: "UBND TP. Hồ Chí Minh", at: Self.time, on: Self.page([]))
        #expect(mark.lines.count == 1)
        #expect(
            mark.lines[0].wholeMatch(
                of: /SAO Y; UBND TP\. Hồ Chí Minh; \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00/) != nil, "\(mark.lines)")
        #expect(mark.box.left + mark.box.width == 575 && mark.box.top == 10)
        // Number and time of an annex stay readable.
        #expect(CopyMark(.certified, of: "UBND", at: Self.time, on: Self.page([12])).box.top == 22)
        // The whole margin is taken.
        let full = CopyMark(.extract, of: "UBND", at: Self.time, on: Self.page([10, 22, 34, 46, 58]))
        #expect(full.box.top == 10 && full.lines[0].hasPrefix("TRÍCH SAO; UBND; "))
        let long = CopyMark(
            .recopied, of: "Ban Quản lý dự án " + String(repeating: "rất dài ", count: 7), at: Self.time,
            on: Self.page([]))
        #expect(long.lines.count == 2 && long.lines[0].hasPrefix("SAO LỤC; Ban Quản lý") && long.box.height == 24)
        #expect(long.box.left >= 20)
    }

    @Test func `an original is doubtful unless its signatures prove it; a scan has none`() {
        func verdict(_ status: SignatureVerdict.Status, _ reason: SignatureReason? = nil) -> FileVerdict {
            FileVerdict(status: status, reason: reason, signatures: [])
        }
        #expect(CopyOriginals.doubt(verdict(.valid), isScan: false) == nil)
        for found in [
            nil, verdict(.absent), verdict(.invalid, .altered), verdict(.unverifiable, .untrustedIssuer),
            verdict(.valid, .agencySignatureMissing),
        ] as [FileVerdict?] {
            #expect(CopyOriginals.doubt(found, isScan: false) != nil, "\(String(describing: found))")
        }
        #expect(CopyOriginals.doubt(nil, isScan: true) == nil)
        #expect(CopyOriginals.doubt(verdict(.absent), isScan: true) == nil)
        #expect(CopyOriginals.doubt(verdict(.invalid, .altered), isScan: true) != nil)
    }

    @Test func `the file of a copy is named by its number, an annex by its own name too`() {
        #expect(CopyFile.name("01/SY-UBND", "van-ban.pdf", index: 0) == "01-SY-UBND.pdf")
        #expect(CopyFile.name("01/SY-UBND", "phu-luc.pdf", index: 1) == "01-SY-UBND phu-luc.pdf")
    }

    /// A registered document with a copy that was sent to unit B, as `CopySigning` writes it; the bytes are no PDF.
    private static func electronic(_ test: TestOffice) async throws -> (document: String, copy: String, file: String) {
        let id = try await test.arrival()
        try await test.addFile(to: id)
        try await test.handle(id, until: .registered)
        let office = test.office
        let hash = try await office.store.keep { file in
            try Array("%PDF-1.7 sao".utf8).withUnsafeBytes { try file.write($0) }
        }
        let stored = StoredFile(name: "van-ban.pdf", contentType: "application/pdf", sizeBytes: 12, hash: hash)
        var fields = FormFields()
        for (name, value) in [("kind", "SY"), ("signer", "leader-A"), ("receivers", "Công ty Ví Dụ")] {
            fields.add(name, value)
        }
        let asked = fields
        return try await office.database.write { connection in
            let plan = try CopyPlan(asked, of: .incoming, isElectronic: true)
            guard let clerk = try PersonStore.person("clerk-A", in: connection) else { throw Fault.noSuchDocument }
            let source = try CopyRule.source(
                .incoming, id, by: clerk, identity: office.identity, in: connection)
            let (copy, code) = try plan.add(
                try plan.line(on: office.today, in: connection), of: source, by: clerk, on: office.today,
                at: office.now(), identity: office.identity, in: connection)
            let signed = SignedCopy(
                originalID: "file-\(id)", name: stored.name, stored: stored, signedAt: office.now())
            try CopyFile.add([signed], to: copy, code: code, at: office.now(), in: connection)
            try connection.execute("INSERT INTO copy_unit (copy_id, unit_id) VALUES ($1, 'B')", copy)
            return (id, copy, try CopyFile.all(of: copy, in: connection).first?.id ?? "")
        }
    }

    @Test func `clerks, leaders and the units to which it was sent see a copy and its file, nobody else`() async throws
    {
        try await TestOffice.with { test in
            let (document, copy, file) = try await Self.electronic(test)
            for (person, status) in [
                ("clerk-A", HTTPResponse.Status.ok), ("leader-B", .ok), ("officer-B", .ok), ("head-B", .ok),
                ("officer-A", .forbidden), ("head-A", .forbidden), ("admin-B", .forbidden),
            ] {
                for path in ["/copies/\(copy)", "/copies/\(copy)/files/\(file)"] {
                    #expect(try await test.get(path, as: person).status == status, "\(person) \(path)")
                }
                // Whoever may see it is told that page 1 of these bytes cannot be drawn.
                let picture = try await test.get("/copies/\(copy)/files/\(file)/first-page", as: person).status
                #expect(picture == (status == .ok ? .unprocessableContent : status), "\(person)")
                let token = try await test.token(of: person)
                let read = try await test.call(.get, "copies/\(copy)", token: token)
                #expect(read.status == status, "\(person)")
                let fetched = try await test.call(.get, "copies/\(copy)/files/\(file)", token: token)
                #expect(fetched.status == status, "\(person)")
                guard status == .ok else { continue }
                #expect(String(buffer: fetched.body) == "%PDF-1.7 sao")
                let told = try TestOffice.json(read)
                #expect(told["isElectronic"] == .bool(true))
                #expect(told["files"]?.elements.map { $0["name"] } == [.text("01-SY-UBND.pdf")])
            }
            // The document itself is no more theirs than before.
            let page = try await test.text("/copies/\(copy)", as: "officer-B")
            #expect(page.contains("Sao y điện tử 01/SY-UBND") && !page.contains("/incoming/\(document)\""))
            #expect(page.contains("Công ty Ví Dụ") && page.contains("Phòng B"))
            #expect(try await test.get("/incoming/\(document)", as: "officer-B").status == .notFound)
            #expect(try await test.get("/copies/\(copy)/files/x", as: "clerk-A").status == .notFound)
            #expect(try await test.get("/files/\(file)/x.pdf", as: "clerk-A").status == .notFound)
            #expect(try await test.text("/copies", as: "clerk-A").contains("Sao y điện tử"))
            let lines = try await test.lines().filter { $0.kind == .downloaded && $0.person.contains("officer-B") }
            #expect(Set(lines.map(\.detail)) == ["01-SY-UBND.pdf"])
            #expect(Set(lines.map(\.subject)) == ["123/VPCP-KSTT"])
        }
    }

    @Test func `the content of a copy is shown no longer than that of its document`() async throws {
        try await TestOffice.with { test in
            let (document, copy, file) = try await Self.electronic(test)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE incoming SET closure = 'withdrawn' WHERE id = $1", document)
            }
            #expect(try await test.get("/copies/\(copy)/files/\(file)", as: "clerk-A").status == .forbidden)
            #expect(try await test.get("/copies/\(copy)", as: "clerk-A").status == .ok)
            // Its bytes belong to the office as long as the document's do.
            let hash = try await test.office.database.read { try CopyFile.all(of: copy, in: $0)[0].hash }
            #expect(try await test.office.database.read { try StoredFiles.names.isNeeded(hash, in: $0) })
            for statement in ["UPDATE copy_file SET name = 'x'", "DELETE FROM copy_file"] {
                await #expect(throws: (any Error).self) {
                    try await test.office.database.write { _ = try $0.execute(statement) }
                }
            }
        }
    }

    @Test func `without the program that signs none is offered; only the clerk is told what is missing`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .registered)
            #expect(try await !test.text("/incoming/\(id)/make-copy", as: "clerk-A").contains("sign-copy"))
            for person in ["clerk-A", "leader-A"] {
                let answer = try await test.get("/incoming/\(id)/sign-copy", as: person)
                #expect(answer.status == .forbidden, "\(person)")
                #expect(
                    String(buffer: answer.body).contains("Cơ quan chưa có khóa ký số") == (person == "clerk-A"),
                    "\(person)")
            }
        }
    }
}
