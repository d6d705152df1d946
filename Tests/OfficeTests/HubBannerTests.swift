import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing

@testable import Office
import Web

/// While the hub's certificate is wrong, clerks and administrators see it on every page.
@Suite struct HubBannerTests {
    private static let words = "Không tin được chứng thư của trục liên thông"

    /// An issued document whose package was tried once.
    private static func waiting(_ code: String, _ test: TestOffice) async throws {
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        let now = test.office.now()
        _ = try await test.office.database.write { connection in
            try connection.execute(
                "UPDATE gateway_outbox SET fault_code = $1, attempts = 1, first_attempt_at = $2 WHERE reference = $3",
                code,
                now, id)
        }
    }

    private static func isTold(_ person: String, _ path: String, _ test: TestOffice) async throws -> Bool {
        try await test.text(path, as: person).contains(Self.words)
    }

    private static let pages = [
        ("clerk-A", "/incoming?view=all"), ("clerk-A", "/registers/out"), ("clerk-A", "/account"),
        ("admin-A", "/people"), ("admin-A", "/account"),
    ]

    @Test func `it stands on every page of clerks and administrators until something is sent, and on nobody else's`()
        async throws
    {
        try await TestOffice.with { test in
            try await Self.waiting("untrusted-hub", test)
            for (person, path) in Self.pages { #expect(try await Self.isTold(person, path, test), "\(person) \(path)") }
            for person in ["leader-A", "head-A", "officer-A"] {
                #expect(try await !Self.isTold(person, "/account", test), "\(person)")
            }
            _ = try await test.office.database.write {
                try $0.execute("UPDATE gateway_outbox SET state = 'sent', fault_code = NULL")
            }
            for (person, path) in Self.pages {
                #expect(try await !Self.isTold(person, path, test), "\(person) \(path)")
            }
        }
    }

    @Test func `a hub that cannot be reached, and what was given up, is told where it waits`() async throws {
        try await TestOffice.with { test in
            try await Self.waiting("unreachable", test)
            for (person, path) in Self.pages {
                #expect(try await !Self.isTold(person, path, test), "\(person) \(path)")
            }
            _ = try await test.office.database.write {
                try $0.execute("UPDATE gateway_outbox SET state = 'failed', fault_code = 'untrusted-hub'")
            }
            for (person, path) in Self.pages {
                #expect(try await !Self.isTold(person, path, test), "\(person) \(path)")
            }
        }
    }

    @Test(.aboutSQLite) func `looking for it reads an index, not what waits`() async throws {
        try await TestOffice.with { test in
            let plan = try await test.office.database.read { connection in
                try connection.rows(anew: "EXPLAIN QUERY PLAN \(Outbox.untrustedSince)", values: []).map {
                    row -> String in
                    try row["detail"]
                }.joined(separator: "; ")
            }
            #expect(plan.contains("gateway_outbox_untrusted") && !plan.contains("SCAN"), "\(plan)")
        }
    }
}
