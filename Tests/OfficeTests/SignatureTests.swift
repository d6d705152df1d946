import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Testing
import Trust

@testable import Gateway
@testable import Office

/// What the office finds about signatures on files that come, and where it tells it.
@Suite struct SignatureTests {
    private static func checks(_ test: TestOffice) throws -> SignatureChecks {
        SignatureChecks(
            office: test.office, trust: try TrustFolder(Samples.url("pki")), logger: Logger(label: "test"))
    }

    private static func arrival(_ name: String, _ test: TestOffice) async throws -> String {
        let bytes = try Data(contentsOf: Samples.url("documents/\(name)"))
        let hash = try await test.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        let file = ReceivedFile(
            name: "van-ban.pdf", contentType: "application/pdf", sizeBytes: bytes.count, hash: hash)
        return try await test.arrival(files: [file])
    }

    private static func text(_ path: String, _ test: TestOffice) async throws -> String {
        let answer = try await test.get(path, as: "clerk-A")
        #expect(answer.status == .ok, "\(path)")
        return String(buffer: answer.body)
    }

    @Test(arguments: [
        ("signed/hop-le-ca-nhan-va-co-quan.pdf", "valid", "Chữ ký số hợp lệ"),
        ("signed/chi-co-chu-ky-ca-nhan.pdf", "valid", "chưa có chữ ký của cơ quan"),
        ("signed/bi-sua-sau-khi-ky.pdf", "invalid", "Nội dung đã bị sửa sau khi ký"),
        ("signed/khong-tin-cay.pdf", "unverifiable", "không do tổ chức được tin cậy cấp"),
        ("cong-van-tra-loi.pdf", "absent", "Không có chữ ký số"),
    ])
    func `the clerk reads what is found before registering, on both pages`(
        file: String, status: String, words: String
    ) async throws {
        try await TestOffice.with { test in
            let id = try await Self.arrival(file, test)
            #expect(try await Self.text("/incoming/\(id)", test).contains("Đang kiểm tra"))
            #expect(try await Self.checks(test).checkNext())
            #expect(try await !Self.checks(test).checkNext())
            for path in ["/incoming/\(id)", "/incoming/\(id)/register"] {
                let page = try await Self.text(path, test)
                #expect(page.contains("data-verdict=\"\(status)\"") && page.contains(words), "\(path)")
                #expect(!page.contains("Đang kiểm tra"))
                #expect(page.contains("chỉ để biết, tham khảo") == (status != "valid"), "\(path)")
            }
        }
    }

    @Test func `who signed and when stands there, person and agency`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.arrival("signed/hop-le-ca-nhan-va-co-quan.pdf", test)
            _ = try await Self.checks(test).checkNext()
            let verdict = try #require(
                try await test.office.database.read { try FileVerdict.all(of: id, in: $0) }.values.first)
            #expect(verdict.signatures.map(\.isAgency) == [false, true])
            #expect(verdict.signatures.allSatisfy { $0.status == .valid && $0.signedAt != nil })
            let page = try await Self.text("/incoming/\(id)", test)
            for signature in verdict.signatures {
                #expect(page.contains(try #require(signature.signer)))
            }
            #expect(page.contains("ký lúc"))
        }
    }

    @Test func `what could not be judged because of the server is judged anew after a start`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.arrival("signed/hop-le-ca-nhan-va-co-quan.pdf", test)
            let blind = SignatureChecks(office: test.office, trust: .empty, logger: Logger(label: "test"))
            #expect(try await blind.checkNext())
            #expect(try await Self.text("/incoming/\(id)", test).contains("data-verdict=\"unverifiable\""))
            let now = test.office.now()
            for (days, isAgain) in [(-1.0, false), (1.0, true)] {
                let limit = now.addingTimeInterval(-days * 86_400)
                try await test.office.database.write { try FileVerdict.enqueueAgain(since: limit, in: $0) }
                #expect(try await Self.checks(test).checkNext() == isAgain)
            }
            #expect(try await Self.text("/incoming/\(id)", test).contains("data-verdict=\"valid\""))
        }
    }

    @Test func `a scan that the clerk enters is looked at too, and what is no PDF is not`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today.shown
            let answer = try await test.upload(
                "/incoming", as: "clerk-A",
                [
                    "channel": "email", "arrived": today, "issuer": "Sở Ví Dụ", "number": "1", "notation": "SVD",
                    "date": today, "type": "Công văn", "subject": "Việc", "urgency": "0", "due": "", "then": "show",
                ], files: ["a.pdf", "b.docx"])
            let path = try #require(answer.headers[.location])
            // It only calls itself a PDF.
            #expect(try await Self.checks(test).checkNext())
            #expect(try await !Self.checks(test).checkNext())
            let page = try await Self.text(path, test)
            #expect(page.contains("Không mở được tệp để kiểm tra chữ ký"))
            // A scan is no original: nothing is said of what it is worth.
            #expect(!page.contains("chỉ để biết, tham khảo"))
        }
    }
}
