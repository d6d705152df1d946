import AsyncHTTPClient
import Exchange
import Foundation
import Gateway
import NIOCore
import NIOHTTP1
import Programs
import Storage
import Testing

/// The drill of docs/operations.md for an office: it is lost with its disk and comes back from a backup that was made under load.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10))) struct OfficeRestoreDrillTests {
    @Test func `an office that comes back from a backup gives no number twice and gets again what it had taken`()
        async throws
    {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await OfficeTrial.prepare(hub: data)
            let hub = try await KilledHub(data: data, folder: folder)
            let office = try await KilledOffice(hub: hub, folder: folder)
            let tally = OfficeTally()
            try await OfficeTrial.directory(office)
            let backup = folder.appending(path: "office.backup").path
            var before = OfficeTally.Seen()
            var began = Date()
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await OfficeTrial.work(office, hub, tally, folder, in: &group)
                try await Self.reach(3, beyond: .init(), tally)
                before = tally.seen
                began = Date()
                try await Self.run("office", "backup", "--data", office.data.path, "--to", backup, in: folder)
                try await Self.reach(8, beyond: tally.seen, tally)
                tally.end()
                try await group.waitForAll()
            }
            let lost = tally.seen
            let numbers = try await Self.lastNumbers(office)

            try await office.killAndRestart {
                try FileManager.default.moveItem(at: office.data, to: folder.appending(path: "lost"))
                try await Self.run("office", "restore", backup, "--data", office.data.path, in: folder)
                try await Self.run("office", "check", "--data", office.data.path, in: folder)
            }
            // What was answered before the backup began is there.
            let subjects = try await Self.subjects(office)
            for subject in Array(before.issued.keys) + before.entered.keys {
                #expect(subjects.contains(subject), "\(subject)")
            }
            #expect(!subjects.isSuperset(of: Array(lost.issued.keys) + lost.entered.keys), "nothing was lost: no drill")

            try await Self.confirm(numbers, at: office)
            try await Self.goOn(office, hub, lost, numbers, folder)
            try await Self.expectEverythingAgain(office, lost, since: began, data, folder)
            #expect(try await office.stop().status == 0)
            try await Self.run("office", "check", "--data", office.data.path, in: folder)
            try await Self.run("hub", "check", "--data", data.path, in: folder)
            #expect(try await hub.stop().status == 0)
        }
    }

    /// Waits until `count` more were issued, entered and handled.
    private static func reach(_ count: Int, beyond past: OfficeTally.Seen, _ tally: OfficeTally) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            let seen = tally.seen
            if seen.issued.count >= past.issued.count + count, seen.entered.count >= past.entered.count + count,
                seen.handled.count >= past.handled.count + count
            {
                return
            }
            try #require(ContinuousClock.now < deadline, "the office stands still")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Runs a command that must succeed.
    private static func run(_ arguments: String..., in folder: URL) async throws {
        let result = try await Command.run(arguments, folder: folder)
        try #require(result.status == 0, "\(arguments): \(result.output)\(result.errors)")
    }

    /// The last number of each direction, as it stands on the papers of the lost office.
    private static func lastNumbers(_ office: KilledOffice) async throws -> [String: Int] {
        try await office.rows { connection in
            var numbers: [String: Int] = [:]
            for row in try connection.rows("SELECT direction, next_number FROM register LIMIT 100") {
                let next: Int = try row["next_number"]
                numbers[try row["direction"]] = next - 1
            }
            return numbers
        }
    }

    private static func subjects(_ office: KilledOffice) async throws -> Set<String> {
        try await office.rows { connection in
            Set(
                try connection.rows(
                    """
                    SELECT subject FROM outgoing WHERE state = 'published' UNION ALL SELECT subject FROM incoming LIMIT 100000
                    """
                ).map { row -> String in try row["subject"] })
        }
    }

    /// Before the clerk has said which number was the last the books give none; then they go on behind it, and what lies between is kept.
    private static func confirm(_ numbers: [String: Int], at office: KilledOffice) async throws {
        let clerk = OfficeCaller(office: office, name: "vanthu1")
        let refused = try await clerk.refusal(ofEntering: "V/v quá sớm", number: 900)
        #expect(refused == "register-closed")
        let session = try await Session(office, "vanthu1")
        for (direction, last) in numbers.sorted(by: { $0.key < $1.key }) {
            let (book, known) = try await office.rows { connection -> (String, Int) in
                let row = try #require(
                    try connection.row("SELECT id, next_number FROM register WHERE direction = $1 LIMIT 1", direction))
                let next: Int = try row["next_number"]
                return (try row["id"], next - 1)
            }
            // A number that the book has given already cannot be the last; what was confirmed is so once.
            let early = try await session.confirm(direction, book, last: known - 1)
            let first = try await session.confirm(direction, book, last: last)
            let again = try await session.confirm(direction, book, last: last)
            #expect("\(early) \(first) \(again)" == "422 303 403")
            let kept = try await office.rows { connection -> Int in
                try connection.row(
                    "SELECT COUNT(*) AS total FROM register_entry WHERE register_id = $1 AND state = 'reserved'", book)?[
                        "total"] ?? 0
            }
            #expect(kept == last - known)
        }
    }

    /// The office works on, and G22 has each document once, under a number of its own.
    private static func goOn(
        _ office: KilledOffice, _ hub: KilledHub, _ lost: OfficeTally.Seen, _ numbers: [String: Int], _ folder: URL
    ) async throws {
        let people = try await OfficePeople(office, clerk: "vanthu1", leader: "lanhdao1")
        let issued = try #require(try await OfficeCaller.issue("V/v sau phục hồi", people).first)
        let document = try await office.rows { connection -> (String, Int) in
            let row = try #require(
                try connection.row("SELECT document_id, number FROM outgoing WHERE id = $1", issued.id))
            return (try row["document_id"], try row["number"])
        }
        #expect(document.1 == (numbers["out"] ?? 0) + 1 && lost.deliveries[document.0] == nil)
        let client = try KilledClient("G22", hub, folder: folder)
        try await client.run {
            let deadline = ContinuousClock.now + .seconds(60)
            var isThere = false
            while !isThere {
                try #require(ContinuousClock.now < deadline, "what was issued does not come")
                for item in try await client.persisting({ try await client.client.inbox(after: 0, waitSeconds: 1) })
                    .items
                {
                    // What the office had sent before came then, and does not come again.
                    if item.kind != "status" {
                        let known = lost.deliveries[item.documentId ?? ""]
                        #expect(known == nil, "\(item.documentId ?? "") twice")
                    }
                    isThere = isThere || item.documentId == document.0
                    _ = try await client.downloaded(item)
                    try await client.acknowledge(item)
                }
            }
        }
    }

    /// What the lost office had taken from the hub after the backup comes again when the hub's operator says so.
    private static func expectEverythingAgain(
        _ office: KilledOffice, _ lost: OfficeTally.Seen, since: Date, _ hub: URL, _ folder: URL
    ) async throws {
        func arrived() async throws -> [String] {
            try await office.rows { connection in
                try connection.rows("SELECT document_id FROM incoming WHERE channel = 'hub' LIMIT 100000").map {
                    try $0["document_id"]
                }
            }
        }
        let before = try await arrived()
        #expect(before.count < lost.sent.count, "nothing was lost: no drill")
        try await Self.run(
            "hub", "system", "redeliver", "h29", "--since", VietnamTime.packet(since), "--data", hub.path, in: folder)
        let deadline = ContinuousClock.now + .seconds(120)
        while try await arrived().count < lost.sent.count {
            try #require(ContinuousClock.now < deadline, "what the hub has does not come again")
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await arrived().sorted() == lost.sent.sorted())
    }
}

/// Somebody's browser, signed in.
private struct Session {
    let office: KilledOffice
    /// As long as one of the office.
    private let cookie = ContentHash(of: Data(UUID().uuidString.utf8)).hex
    private let csrf = UUID().uuidString

    init(_ office: KilledOffice, _ name: String) async throws {
        self.office = office
        let now = Date()
        let (cookie, csrf) = (self.cookie, self.csrf)
        let database = try Database.open(file: office.data.appending(path: "office.sqlite"))
        try await database.write { connection in
            _ = try connection.execute(
                """
                INSERT INTO session (token_hash, person_id, csrf, created_at, expires_at, seen_at)
                SELECT $2, id, $3, $4, $5, $4 FROM person WHERE user_name = $1
                """, name, ContentHash(of: Data(cookie.utf8)), csrf, now, now.addingTimeInterval(3600))
        }
        try database.close()
    }

    /// The status of the answer.
    func confirm(_ direction: String, _ book: String, last: Int) async throws -> Int {
        var request = HTTPClientRequest(url: "\(self.office.address)/registers/\(direction)/confirm")
        request.method = .POST
        request.headers = [
            "Cookie": "lienthong=\(self.cookie)", "Content-Type": "application/x-www-form-urlencoded",
        ]
        let once = ContentHash(of: Data(UUID().uuidString.utf8)).hex
        request.body = .bytes(
            ByteBuffer(string: "csrf=\(self.csrf)&once=\(once)&version=0&book=\(book)&last=\(last)"))
        // Not followed: the answer of a form that acted is a 303.
        return Int(try await Self.client.execute(request, timeout: .seconds(30)).status.code)
    }

    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton, configuration: .init(redirectConfiguration: .disallow))
}
