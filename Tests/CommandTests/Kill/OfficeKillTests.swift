import Exchange
import Foundation
import Gateway
import Hub
import Programs
import Storage
import Testing

/// The office is killed with SIGKILL at random instants while its clerks register, number and issue side by side (`script/kill`).
@Suite(.serialized, .inTurn, .timeLimit(.minutes(30))) struct OfficeKillTests {
    static let kills = Int(ProcessInfo.processInfo.environment["LIENTHONG_KILLS"] ?? "") ?? 20

    /// On PostgreSQL the office keeps its files in the database too.
    @Test(arguments: [DatabaseEngine.sqlite, .postgreSQL])
    func `an office that is killed again and again has each answered act once, and each number once`(
        on engine: DatabaseEngine
    ) async throws {
        let kills = engine == .sqlite ? Self.kills : max(1, Self.kills / 4)
        let address = engine == .sqlite ? nil : try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await OfficeTrial.prepare(hub: data)
            let hub = try await KilledHub(data: data, folder: folder)
            let office = try await KilledOffice(hub: hub, folder: folder, database: address)
            let tally = OfficeTally()
            try await OfficeTrial.directory(office)
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await OfficeTrial.work(office, hub, tally, folder, in: &group)
                group.addTask {
                    for _ in 0..<kills {
                        try await Task.sleep(for: .milliseconds(Int.random(in: 20...1500)))
                        try await office.killAndRestart()
                    }
                    tally.end()
                }
                try await group.waitForAll()
            }
            let seen = tally.seen
            print(
                "Giết văn phòng \(kills) lần (\(engine)): ban hành \(seen.issued.count), nhập \(seen.entered.count), qua trục \(seen.sent.count)"
            )
            #expect(!seen.issued.isEmpty && !seen.entered.isEmpty && !seen.sent.isEmpty)
            try await OfficeTrial.expectOnce(seen, at: office)
            #expect(seen.statuses.keys.sorted() == seen.sent.sorted())
            for (document, statuses) in seen.statuses { #expect(statuses == ["01", "03", "04"], "\(document)") }
            for (document, deliveries) in seen.deliveries { #expect(deliveries.count == 1, "\(document)") }
            #expect(try await office.stop().status == 0)
            for (server, place, database) in [("office", office.data, address), ("hub", data, nil)] {
                let shared = database.map { ["--database", $0] } ?? []
                let check = try await Command.run(
                    [server, "check", "--data", place.path] + shared, folder: folder)
                #expect(check.status == 0, "\(check.output)\(check.errors)")
            }
            #expect(try await hub.stop().status == 0)
        }
    }

    @Test func `a form whose answer was lost is sent again with its token and acts once`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await OfficeTrial.prepare(hub: data)
            let hub = try await KilledHub(data: data, folder: folder)
            let office = try await KilledOffice(hub: hub, folder: folder)
            try await OfficeTrial.directory(office)
            let people = try await OfficePeople(office, clerk: "vanthu1", leader: "lanhdao1")
            let first = try await OfficeCaller.issue("V/v gửi lại", people)
            let entered = try await people.clerk.enter("V/v nhập lại", number: 7)
            // The office answered and died; whoever asked has heard nothing.
            try await office.killAndRestart()
            let again = try await OfficeCaller.issue("V/v gửi lại", people, known: first)
            let last = try #require(first.last)
            #expect(last.state == "published" && again.allSatisfy { $0 == last }, "\(again)")
            #expect(try await people.clerk.enter("V/v nhập lại", number: 7) == entered)
            var seen = OfficeTally.Seen()
            seen.issued = ["V/v gửi lại": last.id]
            seen.entered = ["V/v nhập lại": entered.id]
            try await OfficeTrial.expectOnce(seen, at: office)
            #expect(try await office.stop().status == 0)
            #expect(try await hub.stop().status == 0)
        }
    }
}

/// What the tests of a killed and of a restored office share.
enum OfficeTrial {
    static func prepare(hub data: URL) async throws {
        let administration = try Administration(folder: data)
        try await administration.importDirectory(
            String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8))
        for organ in ["G22", "H29"] {
            _ = try await administration.add(
                system: organ.lowercased(), name: organ, organs: [try #require(OrganCode(organ))],
                secret: KilledClient.token(of: organ))
        }
    }

    /// Waits until the office has taken over the hub's directory: before that it knows no recipient.
    static func directory(_ office: KilledOffice) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await office.rows({ try $0.row("SELECT 1 AS known FROM organ WHERE code = 'G22'") == nil }) {
            try #require(ContinuousClock.now < deadline, "the office has no directory")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Two clerks issue, one enters, one registers what comes through the hub; G22 sends, and takes what it gets.
    static func work(
        _ office: KilledOffice, _ hub: KilledHub, _ tally: OfficeTally, _ folder: URL,
        in group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws {
        for number in 1...2 {
            let people = try await OfficePeople(
                office, clerk: "vanthu\(number)", leader: "lanhdao\(number)", officer: "chuyenvien\(number)")
            tally.begins()
            group.addTask {
                var count = 0
                while !tally.isEnding {
                    count += 1
                    let subject = "V/v ban hành \(number)-\(count)"
                    tally.issued(subject, try await OfficeCaller.issue(subject, people)[0].id)
                }
                tally.ends()
            }
        }
        tally.begins()
        group.addTask {
            let clerk = OfficeCaller(office: office, name: "vanthu3")
            var count = 0
            while !tally.isEnding {
                count += 1
                let subject = "V/v văn bản giấy \(count)"
                tally.entered(subject, try await clerk.enter(subject, number: count).id)
            }
            tally.ends()
        }
        let people = try await OfficePeople(office, clerk: "vanthu4", leader: "lanhdao3")
        group.addTask {
            while !tally.isHandled {
                let list = try await people.clerk.read("incoming?view=to-register&limit=50")
                for item in list["items"]?.elements ?? [] {
                    let (id, version) = (try #require(item["id"]?.string), try #require(item["version"]?.number))
                    try await OfficeCaller.handle(id, version: version, people)
                    tally.handled(try #require(item["documentId"]?.string))
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        tally.begins()
        group.addTask {
            let client = try KilledClient("G22", hub, folder: folder)
            try await client.run {
                var number = 0
                while !tally.isEnding {
                    while tally.isBehind { try await Task.sleep(for: .milliseconds(20)) }
                    number += 1
                    let package = try KilledClient.document("h\(number)", to: ["H29"])
                    // Before it is sent: the office may handle it before the hub's answer is here.
                    tally.sent(KilledClient.id("h\(number)"))
                    _ = try await client.persisting { try await client.client.send(bytes: package) }
                }
            }
            tally.ends()
        }
        group.addTask {
            let client = try KilledClient("G22", hub, folder: folder)
            try await client.run { try await Self.take(client, tally) }
        }
    }

    /// G22 takes what it gets: each delivery is told once, also when its acknowledgement was cut.
    private static func take(_ client: KilledClient, _ tally: OfficeTally) async throws {
        while !tally.isTold {
            let page = try await client.persisting { try await client.client.inbox(after: 0, waitSeconds: 1) }
            for item in page.items {
                let document = try #require(item.documentId)
                if item.kind == "status" {
                    tally.reported(try await client.status(item), of: document)
                } else {
                    #expect(try await client.downloaded(item).hash.hex == item.sha256)
                    tally.delivered(document, delivery: item.deliveryId)
                }
                try await client.acknowledge(item)
            }
        }
    }

    /// Each answered act stands there once; each book is without gap and double; everything was sent, once.
    static func expectOnce(_ seen: OfficeTally.Seen, at office: KilledOffice) async throws {
        let outgoing = try await office.rows { connection in
            try connection.rows("SELECT id, subject, state, document_id FROM outgoing ORDER BY id LIMIT 100000").map {
                (
                    id: try $0["id"] as String, subject: try $0["subject"] as String, state: try $0["state"] as String,
                    document: try $0["document_id"] as String?
                )
            }
        }
        #expect(outgoing.map(\.subject).sorted() == seen.issued.keys.sorted())
        #expect(outgoing.allSatisfy { $0.state == "published" && seen.issued[$0.subject] == $0.id })
        if !seen.deliveries.isEmpty {
            #expect(Set(outgoing.compactMap(\.document)) == Set(seen.deliveries.keys))
        }
        let entered: [String] = try await office.rows { connection in
            try connection.rows("SELECT subject FROM incoming WHERE channel = 'paper' ORDER BY subject LIMIT 100000")
                .map {
                    try $0["subject"]
                }
        }
        #expect(entered.sorted() == seen.entered.keys.sorted())
        let books: [String: [Int]] = try await office.rows { connection in
            var books: [String: [Int]] = [:]
            for row in try connection.rows(
                """
                SELECT register.direction, register_entry.number FROM register_entry
                JOIN register ON register.id = register_entry.register_id ORDER BY register_entry.number LIMIT 100000
                """
            ) { books[try row["direction"], default: []].append(try row["number"]) }
            return books
        }
        let (out, into) = (seen.issued.count, seen.entered.count + seen.sent.count)
        #expect(books["out"] ?? [] == Array(1..<out + 1))
        #expect(books["in"] ?? [] == Array(1..<into + 1))
    }
}
