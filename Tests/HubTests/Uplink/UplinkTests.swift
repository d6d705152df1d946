import Exchange
import Foundation
import Programs
import Storage
import Testing
import Trust
import Web

@testable import Hub

/// Two hubs, one above the other, over their own API and over the wire of the national axis.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10))) struct UplinkTests {
    @Test(arguments: NationalHub.Language.allCases)
    func `a document reaches receivers here and above, and what becomes of it comes back`(
        _ language: NationalHub.Language
    ) async throws {
        try await NationalHub.run(language) { above in
            try await above.province { here in
                let sent = try await here.send(
                    Packages.document(from: "H29", to: ["H29.90", "G22", "H53"]), as: "h29")
                let local = try await here.inbox("h29.90", count: 1)
                let ministry = try await above.hub.inbox("g22", count: 1)
                let other = try await above.hub.inbox("h53", count: 1)
                // Our station stands in what went up and not in what stayed.
                let passed = try await above.hub.package(ministry[0], as: "g22")
                #expect(passed.contains("OrganId>\(NationalHub.station)</"))
                #expect(try await !here.package(local[0], as: "h29.90").contains(NationalHub.station))
                #expect(ministry[0].packageID == other[0].packageID)

                try await eventually("taken above") {
                    try await here.standing(sent, as: "h29") == [
                        "H29.90 processing", "G22 processing", "H53 processing",
                    ]
                }
                #expect(try await here.tracking(sent, as: "h29").map(\.via) == [nil, "uplink", "uplink"])
                try await above.hub.acknowledge(ministry[0], as: "g22")
                try await above.hub.acknowledge(other[0], as: "h53", failing: "bad-zip")
                try await eventually("told") {
                    try await here.standing(sent, as: "h29") == ["H29.90 processing", "G22 done", "H53 fail"]
                }
                let failed = try await here.tracking(sent, as: "h29")[2]
                // The wire has no codes.
                #expect(failed.failCode == (language == .own ? "bad-zip" : "refused"))
                #expect(failed.failReason == "Tệp hỏng.")
            }
        }
    }

    @Test(arguments: NationalHub.Language.allCases)
    func `statuses come down to the sender, a recall goes up and its answer comes back`(
        _ language: NationalHub.Language
    ) async throws {
        try await NationalHub.run(language) { above in
            try await above.province { here in
                let sent = try await here.send(Packages.document(from: "H29", to: ["G22"]), as: "h29")
                _ = try await above.hub.inbox("g22", count: 1)
                let statuses: [HandlingStatus] = [.arrived, .accepted, .assigned, .inProgress, .finished]
                for (minute, status) in statuses.enumerated() {
                    let package = try Packages.status(status, from: "G22", to: "H29", minute: minute)
                    try await above.hub.send(package, as: "g22")
                }
                _ = try await here.inbox("h29", count: 5)
                let reports = try await here.tracking(sent, as: "h29")[0].handling
                #expect(reports.map(\.status) == ["01", "03", "04", "05", "06"])
                #expect(reports.allSatisfy { $0.verdict == "advanced" })

                let recall = try await here.send(
                    Packages.document(from: "H29", to: ["G22"], operation: .recall), as: "h29")
                #expect(try await above.hub.inbox("g22", count: 2)[1].kind == "recall")
                try await above.hub.send(Packages.status(.agreed, from: "G22", to: "H29", minute: 9), as: "g22")
                _ = try await here.inbox("h29", count: 6)
                #expect(try await here.tracking(recall, as: "h29")[0].asking == "agreed")
                #expect(try await here.tracking(sent, as: "h29")[0].closure == "withdrawn")
            }
        }
    }

    @Test(arguments: NationalHub.Language.allCases)
    func `a document comes down to two receivers as one package, and their statuses go up`(
        _ language: NationalHub.Language
    ) async throws {
        try await NationalHub.run(language) { above in
            try await above.province { here in
                let sent = try await above.hub.send(Packages.document(to: ["H29", "H53", "H29.90"]), as: "g22")
                let first = try await here.inbox("h29", count: 1)
                let second = try await here.inbox("h29.90", count: 1)
                #expect(first[0].packageID == second[0].packageID)
                #expect(try await here.package(first[0], as: "h29").contains("OrganId>\(NationalHub.station)</"))
                try await eventually("acknowledged above") {
                    try await above.hub.standing(sent, as: "g22") == ["H29 done", "H53 initial", "H29.90 done"]
                }
                try await here.send(Packages.status(.accepted), as: "h29")
                let status = try await above.hub.inbox("g22", count: 1)
                #expect(status[0].kind == "status" && status[0].from == "H29")
                #expect(try await above.hub.tracking(sent, as: "g22")[0].handling.map(\.status) == ["03"])
                // What came from above never goes back there: the status is the only thing that went up.
                let lanes = try await here.parts.database.read { connection in
                    try connection.rows("SELECT lane FROM uplink_send LIMIT 10").map { try $0["lane"] as String }
                }
                #expect(lanes == ["status"])
            }
        }
    }

    @Test func `what the hub here refuses is refused above with its code`() async throws {
        try await NationalHub.run { above in
            try await above.province { here in
                // The directory here lags behind.
                _ = try await here.parts.database.write { connection in
                    try connection.execute("DELETE FROM organ_code WHERE organ = 'H53'")
                }
                let sent = try await above.hub.send(Packages.document(from: "H53", to: ["H29"]), as: "h53")
                try await eventually("refused") {
                    try await above.hub.standing(sent, as: "h53") == ["H29 fail"]
                }
                #expect(try await above.hub.tracking(sent, as: "h53")[0].failCode == "unknown-sender")
                #expect(try await here.inbox("h29").isEmpty)
            }
        }
    }

    @Test(arguments: NationalHub.Language.allCases)
    func `what is larger than the hub here takes is refused above, and is not fetched to its end`(
        _ language: NationalHub.Language
    ) async throws {
        try await NationalHub.run(language) { above in
            try await above.province(configure: { $0.maximumPackageBytes = 100_000 }) { here in
                let large = try Packages.document(to: ["H29"], fileBytes: 300_000)
                let sent = try await above.hub.send(large, as: "g22")
                try await eventually("refused") {
                    try await above.hub.standing(sent, as: "g22") == ["H29 fail"]
                }
                if language == .own {
                    #expect(try await above.hub.tracking(sent, as: "g22")[0].failCode == "too-large")
                }
                try await above.hub.send(Packages.document(to: ["H29"], number: 2), as: "g22")
                #expect(try await here.inbox("h29", count: 1).count == 1)
            }
        }
    }

    /// Lesson B7.
    @Test(arguments: NationalHub.Language.allCases)
    func `while the hub above is away sending works, and the state says that it waits`(_ language: NationalHub.Language)
        async throws
    {
        try await NationalHub.run(language) { above in
            above.line.turn(.down)
            try await above.province { here in
                let sent = try await here.send(Packages.document(from: "H29", to: ["G22", "H29.90"]), as: "h29")
                let status = try await here.send(Packages.document(from: "H29", to: ["H53"], number: 2), as: "h29")
                #expect(try await here.inbox("h29.90").count == 1)
                #expect(try await here.tracking(sent, as: "h29").map(\.transport) == ["initial", "initial"])
                let story = try await PackageStory.find(sent, in: here.parts.database, now: above.clock())[0]
                #expect(story.receivers[0].place == "đang chờ gửi lên trục cấp trên")
                let later = above.clock().addingTimeInterval(3600)
                let late = try await OverdueStore(database: here.parts.database).agencies(at: later)
                #expect(late.first { $0.organ.text == "G22" }?.place == "đang chờ gửi lên trục cấp trên")
                above.line.turn(.open)
                try await eventually("sent") {
                    let first = try await here.tracking(sent, as: "h29")[0].transport
                    let second = try await here.tracking(status, as: "h29")[0].transport
                    return first == "processing" && second == "processing"
                }
                #expect(try await above.hub.inbox("g22").count == 1)
                #expect(try await above.hub.inbox("h53").count == 1)
            }
        }
    }

    /// Lesson N1.
    @Test(arguments: NationalHub.Language.allCases)
    func `a hub that is stopped between sent and marked sends once`(_ language: NationalHub.Language) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await NationalHub.run(language) { above in
            above.line.turn(.deaf)
            let package = try Packages.document(from: "H29", to: ["G22", "H53"])
            try await above.province(in: folder) { here in
                let sent = try await here.send(package, as: "h29")
                // It is there, and here nobody knows.
                _ = try await above.hub.inbox("g22", count: 1)
                #expect(try await here.standing(sent, as: "h29") == ["G22 initial", "H53 initial"])
            }
            above.line.turn(.open)
            try await above.province(in: folder) { here in
                let sent = try await here.send(package, as: "h29")
                try await eventually("marked") {
                    try await here.standing(sent, as: "h29") == ["G22 processing", "H53 processing"]
                }
                #expect(try await above.hub.inbox("g22").count == 1)
                #expect(try await above.hub.inbox("h53").count == 1)
                let packages: Int = try await above.hub.parts.database.read {
                    try $0.row("SELECT COUNT(*) AS count FROM package")?["count"] ?? 0
                }
                #expect(packages == 1)
            }
        }
    }

    @Test func `a package that has passed this hub is refused, here and from above`() async throws {
        try await NationalHub.run { above in
            try await above.province { here in
                func circling(_ package: [UInt8]) throws -> [UInt8] {
                    let text = String(decoding: package, as: UTF8.self)
                    let hop = try #require(text.firstMatch(of: /<[^\/]*:TraceHeader>\s*<[^>]*OrganId>/))
                    return Array(
                        (text[..<hop.range.upperBound] + NationalHub.station
                            + text[hop.range.upperBound...].drop { $0 != "<" }).utf8)
                }
                let sent = try await above.hub.send(circling(Packages.document(to: ["H29"])), as: "g22")
                try await eventually("refused") { try await above.hub.standing(sent, as: "g22") == ["H29 fail"] }
                #expect(try await above.hub.tracking(sent, as: "g22")[0].failCode == "loop")

                let own = try circling(Packages.document(from: "H29", to: ["G22"]))
                let answer = try await here.call(
                    "POST", "/v1/packages", as: "h29",
                    headers: [
                        ("Content-Type", "application/edxml+xml"),
                        ("Content-Digest", ContentDigest.header(ContentHash(of: own))),
                    ], body: own)
                #expect(answer.contains(#""code":"loop""#))
                #expect(try await here.inbox("h29").isEmpty)
            }
        }
    }

    @Test func `nobody comes in as the hub above`() async throws {
        try await NationalHub.run { above in
            try await above.province { here in
                let administration = here.parts.administration
                let secrets = try SealedSecrets(dataFolder: here.parts.configuration.dataFolder)
                await #expect(throws: Fault.self) {
                    _ = try await administration.renewSecret(of: Uplink.systemID, sealedBy: secrets)
                }
                await #expect(throws: Fault.self) { try await administration.enable(Uplink.systemID) }
                #expect(try await !here.systems.list().contains { $0.id == Uplink.systemID })
                let answer = try await here.call("GET", "/v1/inbox", as: Uplink.systemID)
                #expect(answer.contains("unauthenticated"))
                // A local agency's package is not taken from above.
                let forged = try await above.hub.send(
                    Packages.document(from: "H29.90", to: ["H29"]), as: "province")
                try await eventually("refused") {
                    try await above.hub.standing(forged, as: "province") == ["H29 fail"]
                }
                #expect(try await above.hub.tracking(forged, as: "province")[0].failCode == "forbidden")
            }
        }
    }
}
