import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Testing

@testable import Office

/// Health and metrics of an office.
@Suite struct OperationsTests {
    @Test func `health is told to anyone; an office whose database takes no transaction says so`() async throws {
        try await TestOffice.with { test in
            func health() async throws -> TestResponse { try await test.client.execute(uri: "/health", method: .get) }
            let well = try await health()
            #expect(well.status == .ok)
            #expect(String(buffer: well.body).contains(#""organ":"H29""#))
        }
        try await TestOffice.with { test in
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    connection.engine == .sqlite
                        ? """
                        CREATE TRIGGER no_probe BEFORE INSERT ON health_probe
                        BEGIN SELECT RAISE(ABORT, 'no room for probes'); END
                        """ : "ALTER TABLE health_probe ADD CONSTRAINT no_room CHECK (1 = 0) NOT VALID")
            }
            let ill = try await test.client.execute(uri: "/health", method: .get)
            #expect(ill.status == .serviceUnavailable)
            let text = String(buffer: ill.body)
            #expect(text.contains(#""problems":["database-unwritable"]"#) && !text.contains("no room"))
        }
    }

    @Test func `metrics count answers, refusals and what waits, without a word from outside`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            _ = try await test.text("/incoming/\(id)", as: "clerk-A")
            _ = try await test.get("/people", as: "clerk-A")
            let health = Health(logger: .init(label: "test"), keptFor: .seconds(60), deadlineMilliseconds: 60_000) {
                HealthVerdict()
            }
            let text = try await OfficeMetrics(office: test.office, health: health).text()
            for line in [
                #"lienthong_answers_total{route="GET /incoming/{id}",status="2xx"} 1"#,
                #"lienthong_refusals_total{code="not-allowed"} 1"#, "lienthong_outbox_waiting 1",
                "lienthong_incoming_unregistered 1", "lienthong_healthy 1", "lienthong_sessions 2",
            ] {
                #expect(text.contains(line + "\n"), "\(line)\n\(text)")
            }
            #expect(!text.contains(id))
        }
    }
}
