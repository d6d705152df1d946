import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing

@testable import Gateway
@testable import VendorGateway

/// A gateway's `gateway.sqlite` brought to PostgreSQL, whatever engine the suites run on.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct GatewayMoveTests {
    private struct Stopped: Error {}

    private struct Made: Sendable {
        /// What was handed over under the key `mot-lan`, and what it is called.
        let package: [UInt8]
        let handover: String
        /// What has come; it was reported with 03.
        let arrival: String
    }

    /// The data folder of a gateway that has worked and stopped; and an empty database.
    private static func run(_ body: (URL, String, Made) async throws -> Void) async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "gateway")
            let database = try GatewayServer.openDatabase(in: data)
            let test = try await TestGateway(folder: folder, database: database)
            let api = try await TestAPI(test)
            let package = try DroppedTests.package(90_601)
            let taken = try await api.send(package, key: "mot-lan").decode(JSON.self)
            let arrival = try await test.arrive(try Packages.documentBytes(90_602))
            try await test.noteReceived(arrival)
            _ = try await StatusHandover(gateway: test.gateway).take(.init(arrival: arrival, status: .accepted))
            try database.close()
            let handover = try #require(taken["id"]?.string)
            try await body(
                data, try await TestPostgreSQL.shared.newDatabase(),
                Made(package: package, handover: handover, arrival: arrival))
        }
    }

    private static func code(_ body: () async throws -> Void) async -> Fault.Code? {
        (await #expect(throws: Fault.self) { try await body() })?.code
    }

    @Test func `a moved gateway goes on: what was handed over, what has come, who may call`() async throws {
        try await Self.run { data, address, made in
            let before = try await GatewayCheck(folder: data).run()
            #expect(before.findings == [])
            let summary = try await GatewayMove(folder: data, to: address, batch: 1).run()
            #expect(summary.tables >= 12 && summary.rows >= 8)
            let after = try await GatewayCheck(folder: data, database: address).run()
            #expect(after.findings == [] && after.files == before.files)
            #expect(after.handovers == 2 && after.arrivals == 1)
            let names = try FileManager.default.contentsOfDirectory(atPath: data.path)
            #expect(names.contains("gateway.sqlite.moved") && !names.contains("gateway.sqlite"))

            let database = try Database.open(postgres: address)
            let test = try await TestGateway(folder: data.deletingLastPathComponent(), database: database)
            #expect(try await ConnectedSystems(database: database).list().map(\.id) == ["qlvb"])
            let api = try await TestAPI(test)
            // The same again is the same handover.
            let again = try await api.send(made.package, key: "mot-lan")
            #expect(again.status == .ok)
            let shown = try again.decode(JSON.self)
            #expect(shown["id"] == .text(made.handover) && shown["state"] == .text("queued"))
            let package = try await api.call(.get, "/v1/incoming/\(made.arrival)/package")
            #expect(package.status == .ok)
            // Numbers go on behind those that were given.
            #expect(try await api.send(DroppedTests.package(90_603), key: nil).status == .created)
            let list = try await api.call(.get, "/v1/outgoing?after=2").decode(JSON.self)
            #expect(list["items"]?.elements.count == 1 && list["next"] == .number(3))
            try database.close()
            #expect(await Self.code { _ = try await GatewayMove(folder: data, to: address).run() } == .conflict)
        }
    }

    @Test func `a move that was stopped is no gateway yet, and goes on where it was`() async throws {
        try await Self.run { data, address, _ in
            await #expect(throws: Stopped.self) {
                _ = try await GatewayMove(folder: data, to: address, batch: 1) { table, _, _ in
                    if table == "handover" { throw Stopped() }
                }.run()
            }
            let database = try Database.open(postgres: address)
            #expect(await Self.code { try await GatewayMove.refuseUnfinished(database) } == .conflict)
            _ = try await GatewayMove(folder: data, to: address).run()
            try await GatewayMove.refuseUnfinished(database)
            try database.close()
            #expect(try await GatewayCheck(folder: data, database: address).run().findings == [])
        }
    }

    @Test func `files go along when the database shall keep them, also when it was stopped on the way`() async throws {
        try await Self.run { data, address, made in
            let before = try await GatewayCheck(folder: data).run()
            #expect(before.files == 3)
            await #expect(throws: Stopped.self) {
                _ = try await GatewayMove(folder: data, to: address, content: .database) { table, copied, all in
                    guard table == "content" else { return }
                    #expect(copied == before.files && all == before.files)
                    throw Stopped()
                }.run()
            }
            let other = await Self.code {
                _ = try await GatewayMove(folder: data, to: address, content: .folder).run()
            }
            #expect(other == .conflict)
            _ = try await GatewayMove(folder: data, to: address).run()
            try FileManager.default.removeItem(at: data.appending(path: "content/files"))
            let after = try await GatewayCheck(folder: data, database: address).run()
            #expect(after.findings == [] && after.files == before.files)

            let database = try Database.open(postgres: address)
            let test = try await TestGateway(folder: data.deletingLastPathComponent(), database: database)
            #expect(test.gateway.store.isInDatabase)
            let api = try await TestAPI(test)
            let package = try await api.call(.get, "/v1/incoming/\(made.arrival)/package")
            #expect(package.status == .ok)
            let header = try await api.call(.get, "/v1/incoming/\(made.arrival)").decode(JSON.self)
            #expect(header["sha256"]?.string == ContentHash(of: Data([UInt8](buffer: package.body))).hex)
            #expect(try await api.send(DroppedTests.package(90_603), key: nil).status == .created)
            try database.close()
            #expect(try await GatewayCheck(folder: data, database: address).run().files == before.files + 1)
        }
    }

    /// What a gateway or a command of it may do between two runs.
    static let changes = [
        "UPDATE connected_system SET enabled = 0", "UPDATE handover SET version = version + 1",
        "UPDATE gateway_outbox SET attempts = attempts + 1", "UPDATE gateway_inbox SET acknowledged_at = received_at",
        "UPDATE arrival SET laid = 'yes'", "UPDATE webhook_place SET seq = 1",
        "UPDATE gateway_transport_place SET idx = 0",
    ]

    @Test(arguments: Self.changes) func `a gateway that worked between two runs is found`(sql: String) async throws {
        try await Self.run { data, address, _ in
            await #expect(throws: Stopped.self) {
                _ = try await GatewayMove(folder: data, to: address) { _, _, _ in throw Stopped() }.run()
            }
            let database = try GatewayServer.openDatabase(in: data)
            _ = try await database.write { try $0.execute(sql) }
            try database.close()
            let fault = await #expect(throws: Fault.self) {
                _ = try await GatewayMove(folder: data, to: address).run()
            }
            #expect(fault?.code == .conflict && fault?.place == "to")
            #expect(FileManager.default.fileExists(atPath: data.appending(path: "gateway.sqlite").path))
        }
    }
}
