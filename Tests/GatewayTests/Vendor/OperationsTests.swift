import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing

@testable import VendorGateway

/// Health, metrics and check of a gateway.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct OperationsTests {
    @Test func `health is told to anyone; a gateway whose database takes no transaction says so`() async throws {
        try await withAPI { api in
            let well = try await api.call(.get, "/health", token: nil)
            #expect(well.status == .ok)
            #expect(try well.decode(JSON.self) == .object(["status": .text("ready"), "organ": .text("H29")]))
        }
        try await withAPI { api in
            _ = try await api.gateway.gateway.database.write { connection in
                try connection.execute("DROP TABLE health_probe")
            }
            let ill = try await api.call(.get, "/health", token: nil)
            #expect(ill.status == .serviceUnavailable)
            #expect(try ill.decode(JSON.self)["problems"] == .list([.text("database-unwritable")]))
            #expect(!String(buffer: ill.body).contains("health_probe"))
        }
    }

    @Test func `metrics count answers, refusals and what waits, without a word from outside`() async throws {
        try await withAPI { api in
            #expect(try await api.send(DroppedTests.package(90_401), key: nil).status == .created)
            #expect(try await api.call(.get, "/v1/outgoing", token: "sai").status == .unauthorized)
            let id = try await api.gateway.arrive(try Packages.documentBytes(90_402))
            func text(_ hasFolder: Bool, _ hasWebhook: Bool) async throws -> String {
                try await GatewayMetrics(
                    gateway: api.gateway.gateway, health: api.gateway.health, hasFolder: hasFolder,
                    hasWebhook: hasWebhook
                ).text()
            }
            let all = try await text(true, true)
            for line in [
                #"lienthong_refusals_total{code="unauthenticated"} 1"#, "lienthong_healthy 1",
                "lienthong_outbox_waiting 1", "lienthong_outbox_failed 0", "lienthong_arrivals 1",
                "lienthong_arrivals_unlaid 1", "lienthong_webhook_untold 1", "lienthong_webhook_failures 0",
            ] {
                #expect(all.contains(line + "\n"), "\(line)\n\(all)")
            }
            #expect(all.contains(#"status="2xx"} 1"#) && !all.contains(id) && !all.contains("90401"))
            let few = try await text(false, false)
            #expect(!few.contains("unlaid") && !few.contains("webhook"))
            try await api.gateway.out.lay(id)
            #expect(try await text(true, true).contains("lienthong_arrivals_unlaid 0\n"))
        }
    }

    /// What an intruder or a fault of ours could do to the rows, and the area in which it is told.
    static let damages = [
        ("exchange", "DELETE FROM gateway_outbox"), ("exchange", "UPDATE gateway_outbox SET reference = 'x'"),
        ("exchange", "DELETE FROM handover_receiver; DELETE FROM handover"),
        ("exchange", "DELETE FROM gateway_inbox"), ("exchange", "UPDATE gateway_inbox SET delivery_id = 'x'"),
        ("exchange", "UPDATE arrival SET package_hash = (SELECT hash FROM arrival_file LIMIT 1)"),
    ]

    @Test(arguments: Self.damages) func `what is sound is found sound, and each damage is found`(
        area: String, sql: String
    ) async throws {
        try await Self.work { api in
            let sound = try await Self.check(api)
            #expect(sound.findings == [] && sound.handovers == 1 && sound.arrivals == 1 && sound.files >= 3)
            try await api.gateway.gateway.database.write { connection in
                for statement in sql.split(separator: ";") { try connection.execute(String(statement)) }
            }
            let report = try await Self.check(api)
            #expect(report.findings.contains { $0.area == area }, "\(sql): \(report.findings)")
        }
    }

    @Test func `files that are missing or altered are told, those that no row names are counted`() async throws {
        try await Self.work { api in
            let (store, old) = (api.gateway.gateway.store.folder, Date(timeIntervalSinceNow: -7200))
            let unnamed = try await store.keep { file in try Array("thừa".utf8).withUnsafeBytes { try file.write($0) } }
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: store.url(of: unnamed).path)
            let hashes = try await api.gateway.gateway.database.read { connection in
                try connection.rows("\(GatewayFiles.names.hashes) LIMIT 2").map { row -> ContentHash in try row["hash"]
                }
            }
            try FileManager.default.removeItem(at: store.url(of: hashes[0]))
            try Data("khác".utf8).write(to: store.url(of: hashes[1]))
            let report = try await Self.check(api)
            #expect(Set(report.findings.map(\.subject)) == [hashes[0].hex, hashes[1].hex])
            #expect(report.findings.allSatisfy { $0.area == "file" } && report.unnamed == 1)
        }
    }

    @Test(.aboutSQLite) func `every column that names a file is known to check and backup`() async throws {
        try await withAPI { api in
            let columns: [String] = try await api.gateway.gateway.database.read { connection in
                try connection.rows(
                    """
                    SELECT tables.name || '.' || columns.name AS name
                    FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
                    WHERE tables.type = 'table' AND (columns.name = 'hash' OR columns.name LIKE '%package_hash') LIMIT 1000
                    """
                ).map { try $0["name"] }
            }
            #expect(columns.contains("arrival_file.hash"))
            for column in columns {
                let parts = column.split(separator: ".")
                #expect(GatewayFiles.names.hashes.contains("SELECT \(parts[1]) FROM \(parts[0])"), "\(column)")
            }
        }
    }

    /// One document handed over, one that has come, as the gateway keeps them.
    private static func work(_ body: (TestAPI) async throws -> Void) async throws {
        try await withAPI { api in
            #expect(try await api.send(DroppedTests.package(90_411), key: nil).status == .created)
            let id = try await api.gateway.arrive(try Packages.documentBytes(90_412))
            try await api.gateway.noteReceived(id)
            try await body(api)
        }
    }

    private static func check(_ api: TestAPI) async throws -> GatewayCheck.Report {
        try await GatewayCheck(database: api.gateway.gateway.database, content: api.gateway.gateway.store).run()
    }
}
