import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Testing
import Web

@testable import Office

/// What an act keeps before its rows name it, when a sweep of another node on the same folder comes in between.
@Suite struct SweptFilesTests {
    /// The clock of an office: the first look at it after new files were kept takes them away, once.
    private final class Sweep: Sendable {
        private let waiting = Mutex<(files: URL, known: Set<String>)?>(nil)

        var now: Date {
            self.waiting.withLock { waiting in
                guard let (files, known) = waiting else { return }
                let new = Self.names(files).subtracting(known)
                guard !new.isEmpty else { return }
                for name in new { unlink(files.appending(path: name).path) }
                waiting = nil
            }
            return Date()
        }

        /// From now on.
        func begin(_ store: KeptContent) {
            let any = store.folder.url(of: ContentHash(of: [UInt8]()))
            let files = any.deletingLastPathComponent().deletingLastPathComponent()
            self.waiting.withLock { $0 = (files, Self.names(files)) }
        }

        var hasCome: Bool { self.waiting.withLock { $0 == nil } }

        /// Of all files, with their folders.
        private static func names(_ files: URL) -> Set<String> {
            Set(FileManager.default.subpaths(atPath: files.path)?.filter { $0.contains("/") } ?? [])
        }
    }

    private static func with(_ body: @escaping @Sendable (TestOffice, Sweep) async throws -> Void) async throws {
        let sweep = Sweep()
        try await TestOffice.with(now: { sweep.now }) { test in try await body(test, sweep) }
    }

    /// Each file that a row names is there.
    private static func expectWhole(_ test: TestOffice) async throws {
        let lost = try await test.office.database.read { connection in
            try connection.rows("\(StoredFiles.names.hashes) LIMIT 100").map { row -> ContentHash in try row["hash"] }
                .filter { try !test.office.store.contains($0, in: connection) }
        }
        #expect(lost == [])
    }

    /// A form whose file is swept is refused and does nothing; sent again, it acts. Answers where it leads.
    private static func expectRefused(
        _ test: TestOffice, _ sweep: Sweep, _ send: (_ once: String) async throws -> TestResponse
    ) async throws -> String {
        let once = RandomText.secret()
        sweep.begin(test.office.store)
        let refused = try await send(once)
        #expect(sweep.hasCome && refused.status == .requestTimeout, "\(refused.status)")
        try await Self.expectWhole(test)
        let answer = try await send(once)
        #expect(answer.status == .seeOther, "\(answer.status)")
        try await Self.expectWhole(test)
        return try #require(answer.headers[.location])
    }

    private static func file(_ name: String) -> TestOffice.TestFile { (name, Array("%PDF-1.7 \(name)\n".utf8)) }

    @Test func `a document that came on paper`() async throws {
        try await Self.with { test, sweep in
            let today = test.office.today.shown
            let fields = [
                "channel": "post", "arrived": today, "issuer": "Công ty Cổ phần Ví Dụ", "number": "15",
                "notation": "CV-VD", "date": today, "type": "Công văn", "subject": "V/v xin gia hạn giấy phép",
                "signer": "", "urgency": "0", "due": "",
            ]
            _ = try await Self.expectRefused(test, sweep) { once in
                try await test.send(
                    "/incoming", as: "clerk-A", version: 0, once: once, fields, [Self.file("ban-quet.pdf")])
            }
        }
    }

    @Test func `a draft, its next version, what was signed elsewhere, the package`() async throws {
        try await Self.with { test, sweep in
            let place = try await Self.expectRefused(test, sweep) { once in
                try await test.send(
                    "/outgoing", as: "officer-A", version: 0, once: once, TestOffice.draftFields,
                    [Self.file("du-thao.pdf")])
            }
            let id = String(try #require(place.split(separator: "/").last))
            func act(
                _ act: String, as person: String, _ fields: [String: String], _ files: [TestOffice.TestFile]
            ) async throws {
                let version = try await test.outgoingState(id).version
                _ = try await Self.expectRefused(test, sweep) { once in
                    try await test.send(
                        "/outgoing/\(id)/\(act)", as: person, version: version, once: once, fields, files)
                }
            }
            try await act("edit", as: "officer-A", TestOffice.draftFields, [Self.file("du-thao-2.pdf")])
            try await test.bring(id, to: .numbered)
            try await act("attach", as: "clerk-A", [:], [Self.file("ban-ky-so.pdf")])
            let version = try await test.outgoingState(id).version
            _ = try await Self.expectRefused(test, sweep) { once in
                try await test.post(
                    "/outgoing/\(id)/publish", as: "clerk-A", version: version, once: once, TestOffice.unsigned)
            }
            #expect(try await test.outgoingState(id).state == .published)
            #expect(try await test.outbox(of: id).count == 1)
        }
    }

    @Test(arguments: ["recipients", "recall", "update"])
    func `the package of what is done to an issued document`(act: String) async throws {
        try await Self.with { test, sweep in
            try await test.know([("G90", "Bộ G90")])
            let id = try await TestOffice.delivered(test)
            let reason = "Ban hành nhầm phụ lục, đề nghị sửa lại."
            let fields =
                switch act {
                case "recipients": ["recipients": "G90"]
                case "recall": ["recipients": "G22", "reason": reason]
                default:
                    [
                        "subject": "V/v trả lời đã sửa", "date": test.office.today.shown, "signer": "Người leader-A",
                        "title": "Phó Chủ tịch", "reason": reason,
                    ]
                }
            let version = try await test.outgoingState(id).version
            _ = try await Self.expectRefused(test, sweep) { once in
                try await test.post("/outgoing/\(id)/\(act)", as: "clerk-A", version: version, once: once, fields)
            }
            let queued: Int? = try await test.office.database.read { connection in
                try connection.row("SELECT COUNT(*) AS count FROM gateway_outbox WHERE kind <> 'status'")?["count"]
            }
            #expect(queued == 2)
        }
    }
}
