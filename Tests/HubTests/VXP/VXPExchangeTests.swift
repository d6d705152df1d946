import Exchange
import Foundation
import Storage
import Testing

@testable import Hub

@Suite struct VXPExchangeTests {
    @Test func `a document goes from wire to wire, its status comes back, and the sender sees it`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let (sender, receiver) = (hub.client("g22"), hub.client("h29"))
            let package = try Packages.document()
            let sent = try await sender.send(package, from: "000.00.00.G22")
            let id = try sent.string("DocId")
            #expect(sent.headers["content-encoding"] == nil)

            let list = try await receiver.call(
                "getReceivedEdocList", [("servicetype", "eDoc"), ("messagetype", "edoc")], body: nil)
            let item = try #require(try list.items.first)
            #expect(try list.items.count == 1)
            #expect(
                Set(item.keys) == [
                    "docId", "serviceType", "messageType", "created_time", "updated_time", "from", "to", "status",
                    "status_desc",
                ])
            #expect(item["status"] as? String == "initial")
            #expect(item["to"] as? String == "H29")
            let inboxID = try #require(item["docId"] as? String)
            #expect(inboxID != id)
            #expect(inboxID.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })

            let fetched = try await receiver.call("getEdoc", [("docId", inboxID), ("filePath", "xml")])
            #expect(Data(base64Encoded: try fetched.string("data")) == Data(package))
            let raw = try await receiver.call("downloadEdoc", [("docId", inboxID)], body: nil, method: "GET")
            #expect(raw.body == package)

            for _ in 0..<2 {
                let answer = try await receiver.call("updateStatus", [("docId", inboxID), ("status", "DONE")])
                #expect(try answer.string("status") == "OK")
            }
            let rest = try await receiver.call("getReceivedEdocList", [("messagetype", "edoc")], body: nil)
            #expect(rest.text == #"{"status":"OK","ErrorCode":"0","ErrorDesc":"Thanh cong","data":[]}"#)
            let again = try await receiver.call("getEdoc", [("docId", inboxID)])
            #expect(try again.string("status") == "OK")

            try await receiver.send(try Packages.status(.arrived), from: "H29", type: "status")
            let statuses = try await sender.call("getReceivedEdocList", [("messagetype", "status")], body: nil)
            #expect(try statuses.items.map { $0["messageType"] as? String } == ["status"])
            #expect(try await sender.call("countReceiveStatus").json["count"] as? Int == 1)
            #expect(try await sender.call("countReceiveEdoc").json["count"] as? Int == 0)

            let rows = try await sender.call("getSentEdocList", [("messagetype", "edoc"), ("docId", id)], body: nil)
                .items
            let row = try #require(rows.first)
            #expect(rows.count == 1)
            #expect(row["senderDocId"] as? String == id)
            #expect(row["receiverDocId"] as? String == inboxID)
            #expect(row["title"] as? String == "Về việc thử nghiệm liên thông")
            #expect(row["notation"] as? String == "90001/VPCP-KSTT")
            #expect(row["receiveStatus"] as? String == "done")
        }
    }

    @Test func `what the wire brings in is received over the own API, and the other way round`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            try await hub.client("g22").send(try Packages.document(number: 1), from: "G22")
            #expect(try await hub.hub.inbox("h29").count == 1)
            try await hub.hub.send(2)
            let items = try await hub.client("h29").call("getReceivedEdocList", [("messagetype", "edoc")], body: nil)
                .items
            #expect(items.count == 2)
        }
    }

    @Test func `a repeated send is answered with the first DocId, and arrives once`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let package = try Packages.document()
            let first = try await hub.client("g22").send(package, from: "G22").string("DocId")
            let second = try await hub.client("g22").send(package, from: "G22").string("DocId")
            #expect(first == second)
            #expect(try await hub.hub.inbox("h29").count == 1)
        }
    }

    @Test func `one file sent once for each receiver reaches each of them once, and the evidence agrees`() async throws
    {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let package = try Packages.document(to: ["H29", "H53"])
            let client = hub.client("g22")
            let first = try await client.send(package, from: "G22", to: #"["000.00.00.H29"]"#).string("DocId")
            #expect(try await hub.hub.inbox("h53").isEmpty)
            let second = try await client.send(package, from: "G22", to: #""H53""#).string("DocId")
            try await client.send(package, from: "G22", to: #"["H29","H53"]"#)
            #expect(first == second)
            #expect(try await hub.hub.inbox("h29").count == 1)
            #expect(try await hub.hub.inbox("h53").count == 1)
            let report = try await HubCheck(tested: hub.hub.parts.configuration.dataFolder).run()
            #expect(report.findings == [])
            #expect(report.deliveries == 2)
        }
    }

    @Test func `a replacement sent once for each receiver replaces at each of them, and the evidence agrees`()
        async throws
    {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("g22")
            let old = try await client.send(try Packages.document(to: ["H29", "H53"]), from: "G22").string("DocId")
            let new = try Packages.document(
                to: ["H29", "H53"], number: 90_002, operation: .replacement(of: 90_001, at: ["H29", "H53"]))
            for receiver in ["H29", "H53"] { try await client.send(new, from: "G22", to: "\"\(receiver)\"") }
            for receiver in ["H29", "H53"] {
                let status = try Packages.status(.accepted, from: receiver, number: 90_002)
                try await hub.client(receiver.lowercased()).send(status, from: receiver, type: "status")
            }
            let closures = try await hub.hub.parts.database.read { connection in
                try connection.rows("SELECT closure FROM delivery WHERE package_id = $1 LIMIT 10", old)
                    .map { try $0["closure"] as Closure? }
            }
            #expect(closures == [.replaced, .replaced])
            let report = try await HubCheck(tested: hub.hub.parts.configuration.dataFolder).run()
            #expect(report.findings == [])
        }
    }

    @Test func `the file may end as it likes: one CRLF belongs to the wire`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("g22")
            let endings: [[UInt8]] = [[], [0x0D, 0x0A], [0x0A]]
            for (index, ending) in endings.enumerated() {
                let file = try Packages.document(number: index + 1) + ending
                #expect(try await client.send(file, from: "G22").string("status") == "OK")
                // Another client writes no CRLF, and prints the hash in full.
                let other = try Packages.document(number: index + 11) + ending
                let answer = try await client.send(other, from: "G22", hash: ContentHash(of: other).hex, ending: [])
                #expect(try answer.string("status") == "OK")
            }
            #expect(try await hub.hub.inbox("h29").count == 6)
        }
    }

    /// Lesson B11.
    @Test func `nobody sends for a foreign agency, in the parameter or in the package`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("h29")
            let parameter = try await client.send(try Packages.document(), from: "999.99.99.X99")
            #expect(
                parameter.text
                    == #"{"status":"FAIL","ErrorCode":"1","ErrorDesc":"Don vi gui 999.99.99.X99 khong dung voi ma da dang ky: h29","DocId":""}"#
            )
            let package = try await client.send(try Packages.document(), from: "H29")
            #expect(try package.string("ErrorDesc") == "Don vi gui H29 khong dung voi ma da dang ky: h29")
            #expect(try await hub.hub.inbox("h29").isEmpty)
        }
    }

    @Test func `a wrong or a missing hash is refused, and nothing stays`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let (client, package) = (hub.client("g22"), try Packages.document())
            let wrong = try await client.send(package, from: "G22", hash: String(repeating: "0", count: 64))
            #expect(try wrong.string("status") == "FAIL")
            #expect(try wrong.string("DocId") == "")
            let missing = try await client.call("sendEdoc", [("from", "G22"), ("messagetype", "edoc")], body: package)
            #expect(try missing.string("ErrorDesc") == "Thieu tham so hash-file.")
            #expect(try await hub.hub.inbox("h29").isEmpty)
        }
    }

    @Test func `only the owner of an inbox item fetches or acknowledges it`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            try await hub.client("g22").send(try Packages.document(), from: "G22")
            let item = try #require(try await hub.hub.inbox("h29").first)
            let stranger = hub.client("h53")
            let fetched = try await stranger.call("getEdoc", [("docId", item.deliveryID)])
            #expect(try fetched.string("status") == "FAIL")
            #expect(try fetched.string("data") == "")
            let raw = try await stranger.call("downloadEdoc", [("docId", item.deliveryID)], body: nil, method: "GET")
            #expect(raw.status == 200 && raw.body.isEmpty)
            let done = try await stranger.call("updateStatus", [("docId", item.deliveryID), ("status", "done")])
            #expect(try done.string("status") == "FAIL")
            #expect(try await hub.hub.inbox("h29").count == 1)
        }
    }

    @Test func `what a receiver cannot store leaves its list and is told to the sender`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let (sender, receiver) = (hub.client("g22"), hub.client("h29"))
            let id = try await sender.send(try Packages.document(), from: "G22").string("DocId")
            let item = try #require(try await hub.hub.inbox("h29").first)
            try await receiver.call("updateStatus", [("docid", item.deliveryID), ("status", "processing")])
            #expect(try await receiver.call("getReceivedEdocList", body: nil).items.count == 1)
            try await receiver.call(
                "updateStatus", [("docid", item.deliveryID), ("status", "fail"), ("description", "khong luu duoc")])
            #expect(try await receiver.call("getReceivedEdocList", body: nil).items.isEmpty)
            let row = try #require(try await sender.call("getSentEdocList", [("docId", id)], body: nil).items.first)
            #expect(row["receiveStatus"] as? String == "fail")
            #expect(row["receiveStatusDesc"] as? String == "khong luu duoc")
            let contrary = try await receiver.call("updateStatus", [("docid", item.deliveryID), ("status", "done")])
            #expect(try contrary.string("status") == "FAIL")
        }
    }

    @Test func `left-over parameters of earlier calls change nothing`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let receiver = hub.client("h29")
            try await hub.client("g22").send(try Packages.document(number: 1), from: "G22")
            try await hub.client("g22").send(try Packages.document(number: 2), from: "G22")
            let items = try await hub.hub.inbox("h29")
            let leftovers = [
                ("docId", items[0].deliveryID), ("docid", items[1].deliveryID), ("status", "done"), ("from", "G01"),
                ("to", "G01"), ("hash-file", "00"), ("filePath", "xml"), ("servicetype", "eDoc"),
                ("messagetype", "edoc"),
            ]
            #expect(try await receiver.call("getReceivedEdocList", leftovers, body: nil).items.count == 2)
            // Both spellings at once: reading takes docId, acknowledging takes docid.
            let data = try await receiver.call("getEdoc", leftovers).string("data")
            #expect(Data(base64Encoded: data) == Data(try Packages.document(number: 1)))
            try await receiver.call("updateStatus", leftovers)
            #expect(try await hub.hub.inbox("h29").map(\.deliveryID) == [items[0].deliveryID])
            // The id of an inbox item is nothing that the system sent.
            #expect(try await receiver.call("getSentEdocList", leftovers, body: nil).items.isEmpty)
        }
    }

    @Test func `the most urgent come first in the list`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let sender = hub.client("g22")
            try await sender.send(try Packages.document(number: 1), from: "G22")
            try await sender.send(try Packages.document(number: 2, urgency: .flash), from: "G22")
            let items = try await hub.hub.inbox("h29")
            let list = try await hub.client("h29").call("getReceivedEdocList", body: nil).items
            #expect(list.map { $0["docId"] as? String } == [items[1].deliveryID, items[0].deliveryID])
        }
    }
}
