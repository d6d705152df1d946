import EdXML
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing

@testable import Hub

/// Files go when they have been kept for their time; everything that is known of them stays.
@Suite struct RetentionTests {
    @Test func `a year after all has ended the files go, and repeats still get the first receipt`() async throws {
        try await Keeping.withKeeping { (hub: TestHub, retention: Retention, clock: TestClock) async throws in
            let package = try Packages.document()
            let status = try Packages.status(.finished, minute: 2)
            let sent = try await hub.send(package, as: "g22")
            let item = try #require(try await hub.inbox("h29").items.first)
            try await Keeping.takeAll(hub, "h29")
            _ = try await hub.send(Packages.status(.accepted, minute: 1), as: "h29").receipt
            clock.pass(days: 10)
            let reported = try await hub.send(status, as: "h29")
            try await Keeping.takeAll(hub, "g22")

            clock.pass(days: Keeping.days)
            #expect(try await retention.run(at: clock.now) == 0, "so many days have not passed yet")
            #expect(try Keeping.files(hub) == 3)
            clock.pass(1)
            #expect(try await retention.run(at: clock.now) == 3)
            #expect(try Keeping.files(hub) == 0)
            #expect(try await retention.run(at: clock.now) == 0)
            #expect(try await Keeping.findings(hub) == [])

            let repeated = try await hub.send(package, as: "g22")
            #expect(repeated.status == .ok && repeated.text == sent.text)
            #expect(try await hub.send(status, as: "h29").text == reported.text)
            #expect(try Keeping.files(hub) == 0)
            let fetched = try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29")
            #expect(fetched.status == .gone)
            let problem = try fetched.problem
            #expect(problem.code == "package-removed" && problem.detail.contains("hết thời hạn lưu"))
            #expect(try await hub.tracking(item.packageId, as: "g22").receivers.map(\.transport) == ["done"])
            let receipts = try await hub.call(.get, "/v1/evidence/packages/\(item.packageId)", as: "g22").text
            #expect(receipts.contains(#""event":"ContentRemoval""#) && receipts.contains(#""keepDays":366"#))
            let story = try #require(
                try await PackageStory.find(item.packageId, in: hub.parts.database, now: clock.now).first)
            #expect(story.removedAt == clock.now && story.steps.contains { $0.event == "ContentRemoval" })
            #expect(try await Keeping.findings(hub) == [])
        }
    }

    @Test func `what somebody still waits for stays, however old it is`() async throws {
        try await Keeping.withKeeping { (hub: TestHub, retention: Retention, clock: TestClock) async throws in
            // 1 lies in the inbox, 2 is being worked on, 3 is recalled and nobody has answered, 4 has been answered.
            for number in 1...4 { _ = try await hub.send(Packages.document(number: number), as: "g22").receipt }
            for item in try await hub.inbox("h29").items.dropFirst() { _ = try await hub.acknowledge(item, as: "h29") }
            for number in 2...4 {
                _ = try await hub.send(Packages.status(.accepted, number: number, minute: 1), as: "h29").receipt
            }
            for number in 3...4 {
                _ = try await hub.send(Packages.document(number: number, operation: .recall), as: "g22").receipt
            }
            for item in try await hub.inbox("h29").items.dropFirst() { _ = try await hub.acknowledge(item, as: "h29") }
            try await Keeping.takeAll(hub, "g22")
            clock.pass(days: 2000)
            // The three statuses have nobody left who waits.
            #expect(try await retention.run(at: clock.now) == 3)
            _ = try await hub.send(Packages.status(.agreed, number: 4, minute: 2), as: "h29").receipt
            try await Keeping.takeAll(hub, "g22")
            // The recall closed the document just now: its time begins now.
            #expect(try await retention.run(at: clock.now) == 0)
            clock.pass(days: Keeping.days)
            clock.pass(1)
            // The document, its recall, the answer.
            #expect(try await retention.run(at: clock.now) == 3)
            let kept = try await hub.parts.database.read { connection in
                try connection.rows(
                    "SELECT document_code, kind FROM package WHERE removed_at IS NULL ORDER BY id LIMIT 10"
                ).map { "\(try $0["kind"] as String) \(try $0["document_code"] as String)" }
            }
            #expect(kept.sorted() == ["new 1/VPCP-KSTT", "new 2/VPCP-KSTT", "new 3/VPCP-KSTT", "recall 3/VPCP-KSTT"])
            #expect(try Keeping.files(hub) == 4)
            #expect(try await Keeping.findings(hub) == [])
        }
    }

    @Test func `a file that another package still needs stays until that one is done with it`() async throws {
        try await Keeping.withKeeping { (hub: TestHub, retention: Retention, clock: TestClock) async throws in
            let package = try Packages.document()
            _ = try await hub.send(package, as: "g22").receipt
            let first = try #require(try await hub.inbox("h29").items.first)
            try await Keeping.fail(hub, "h29")
            // The agency changes its software, which sends the same bytes again.
            try await hub.parts.administration.disable("g22")
            _ = try await hub.parts.administration.add(
                system: "g22b", name: "g22b", organs: [try #require(OrganCode("G22"))],
                secret: TestHub.token(of: "g22b"))
            clock.pass(days: Keeping.days)
            _ = try await hub.send(package, as: "g22b").receipt
            clock.pass(1)
            #expect(try await retention.run(at: clock.now) == 1)
            #expect(try Keeping.files(hub) == 1)
            #expect(try await Keeping.findings(hub) == [])
            let second = try #require(try await hub.inbox("h29").items.first)
            #expect(try await hub.call(.get, "/v1/deliveries/\(second.deliveryId)/package", as: "h29").status == .ok)
            #expect(try await hub.call(.get, "/v1/deliveries/\(first.deliveryId)/package", as: "h29").status == .gone)
            try await Keeping.fail(hub, "h29")
            clock.pass(days: Keeping.days)
            clock.pass(1)
            #expect(try await retention.run(at: clock.now) == 1)
            #expect(try Keeping.files(hub) == 0)
            #expect(try await Keeping.findings(hub) == [])
        }
    }

    @Test func `each run looks at a bounded number and the next goes on from there`() async throws {
        try await Keeping.withKeeping { (hub: TestHub, _: Retention, clock: TestClock) async throws in
            for number in 1...7 {
                _ = try await hub.send(Packages.document(number: number), as: "g22").receipt
                // The order of packages is that of their times.
                clock.pass(1)
            }
            let items = try await hub.inbox("h29").items
            // The first two wait for ever and stand in nobody's way.
            for item in items.dropFirst(2) {
                let body = #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip"}"#
                _ = try await hub.acknowledge(item, as: "h29", body: body)
            }
            clock.pass(days: Keeping.days + 1)
            let preview = try await RetentionPreview(days: Keeping.days, in: hub.parts.database, now: clock.now)
            #expect(preview.packages == 5 && preview.lines.map(\.packageID) == items.dropFirst(2).map(\.packageId))
            #expect(preview.bytes == items.dropFirst(2).reduce(0) { $0 + $1.sizeBytes })
            let retention = Keeping.retention(hub, pageSize: 2, pages: 1)
            var removed: [Int] = []
            for _ in 0..<5 { removed.append(try await retention.run(at: clock.now)) }
            #expect(removed == [0, 2, 2, 1, 0])
            #expect(try Keeping.files(hub) == 2)
        }
    }

    @Test func `what has no file any more is not sent again`() async throws {
        try await Keeping.withKeeping { (hub: TestHub, retention: Retention, clock: TestClock) async throws in
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            let item = try #require(try await hub.inbox("h29").items.first)
            try await Keeping.fail(hub, "h29")
            clock.pass(days: Keeping.days + 1)
            _ = try await retention.run(at: clock.now)
            let sent = try await hub.parts.administration.resend([item.deliveryId], signal: hub.parts.signal)
            #expect(sent == 0)
            #expect(try await hub.inbox("h29").items.isEmpty)
        }
    }

    @Test func `the wire tells that a file is gone, and lists what was sent all the same`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let (sender, receiver) = (hub.client("g22"), hub.client("h29"))
            let package = try Packages.document()
            let id = try await sender.send(package, from: "G22", to: "[\"H29\"]").string("DocId")
            let inboxID = try #require(try await hub.hub.inbox("h29").first?.deliveryID)
            try await receiver.call("updateStatus", [("docId", inboxID), ("status", "fail")])
            let parts = hub.hub.parts
            let retention = Retention(
                RetentionRule(days: Keeping.days), evidence: parts.evidence, content: parts.kept,
                folder: parts.configuration.dataFolder)
            #expect(try await retention.run(at: TestHub.now.addingTimeInterval(400 * 86_400)) == 1)
            let fetched = try await receiver.call("getEdoc", [("docId", inboxID)])
            #expect(try fetched.string("ErrorDesc").contains("het thoi han luu"))
            #expect(try await sender.send(package, from: "G22", to: "[\"H29\"]").string("DocId") == id)
            let other = try await sender.send(package, from: "G22", to: "[\"H53\"]")
            #expect(try other.string("ErrorDesc").contains("het thoi han luu"))
            let rows = try await sender.call("getSentEdocList", [("messagetype", "edoc")], body: nil).items
            #expect(rows.count == 1 && rows.first?["title"] as? String == "")
        }
    }

    @Test func `less than a year is refused, and none at all keeps for good`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "keep-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var short = HubConfiguration(dataFolder: folder, usesTLS: false)
        short.keepPackagesDays = 365
        let configuration = short
        let fault = await #expect(throws: Fault.self) { try await buildHub(configuration) }
        #expect(fault?.code == .invalidRequest && fault?.english.contains("365") == true)
        let database = try Database.inMemory()
        await #expect(throws: Fault.self) {
            _ = try await RetentionPreview(days: 365, in: database, now: TestHub.now)
        }
        try await withHub { (hub: TestHub) async throws in #expect(hub.parts.retention == nil) }
        try await withHub(configure: { $0.keepPackagesDays = 366 }) { (hub: TestHub) async throws in
            #expect(hub.parts.retention != nil)
        }
    }

    @Test(.aboutSQLite) func `only what was kept long enough is looked at`() async throws {
        try await withHub { hub in
            let plan = try await hub.parts.database.read { connection in
                try connection.rows("EXPLAIN QUERY PLAN \(RetentionRule.query)", "", "x", 100)
                    .map { try $0["detail"] as String }
            }
            #expect(plan.contains { $0.contains("package_kept") && $0.contains("SEARCH") }, "\(plan)")
        }
    }
}
