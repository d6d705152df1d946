import AsyncHTTPClient
import Exchange
import Foundation
import Gateway
import NIOCore
import NIOHTTP1
import Testing

/// What the tests of killed gateways share: the agency's software at the gateway of H29, and G22 at the hub.
enum GatewayTrial {
    /// H29 hands over documents, picks up what has come and reports of it; G22 sends, and takes what it gets.
    static func work(
        _ gateway: KilledGateway, _ hub: KilledHub, _ tally: GatewayTally, _ folder: URL,
        in group: inout ThrowingTaskGroup<Void, any Error>
    ) {
        group.addTask {
            var settings = HTTPClient.Configuration()
            // Who finds a node away goes to the next one at once.
            settings.connectionPool.retryConnectionEstablishment = false
            try await HTTPClient.withHTTPClient(configuration: settings) { client in
                while let number = tally.handsOver() {
                    try await Self.handOver(number, to: gateway, client)
                    repeat { try await Task.sleep(for: .milliseconds(300)) } while tally.isBehindOut
                }
            }
        }
        group.addTask {
            while try !tally.isDone || gateway.hasDropped() {
                for (id, _) in try gateway.pickUp() {
                    tally.laid(id)
                    try gateway.drop(#"{"arrival": "\#(id)", "status": "03"}"#, as: "\(id).status.json")
                }
                try await Task.sleep(for: .milliseconds(30))
            }
        }
        group.addTask {
            let client = try KilledClient("G22", hub, folder: folder)
            try await client.run {
                while let number = tally.sends() {
                    let package = try KilledClient.document("\(90_000 + number)", to: ["H29"])
                    _ = try await client.persisting { try await client.client.send(bytes: package) }
                    while tally.isBehindIn { try await Task.sleep(for: .milliseconds(30)) }
                }
            }
        }
        group.addTask {
            let client = try KilledClient("G22", hub, folder: folder)
            try await client.run {
                while !tally.isDone {
                    for item in try await client.client.inbox(after: 0, waitSeconds: 1).items {
                        let document = item.documentId ?? ""
                        if item.kind == "status" { tally.reported(document) } else { tally.came(document) }
                        try await client.acknowledge(item)
                    }
                }
            }
        }
    }

    /// Everything came, and once; nothing was refused.
    static func expectOnce(_ seen: GatewayTally.Seen, at gateway: KilledGateway) throws {
        for (came, count) in [
            (seen.documents, seen.handedOver), (seen.statuses, seen.sent), (seen.arrivals, seen.sent),
        ] {
            #expect(came.count == count && came.values.allSatisfy { $0 == 1 }, "of \(count): \(came)")
        }
        let refused = try FileManager.default.contentsOfDirectory(
            atPath: gateway.inFolder.appending(path: "refused").path)
        #expect(refused == [])
    }

    /// The ids of what a node's API lists as come (`incoming`), or as handed over (`outgoing`).
    static func listed(_ list: String, at node: KilledServer, _ gateway: KilledGateway) async throws -> [String] {
        var (ids, cursor): ([String], Int) = ([], 0)
        while true {
            var request = HTTPClientRequest(url: "\(node.address)/v1/\(list)?after=\(cursor)&limit=100")
            request.headers.add(name: "Authorization", value: "Bearer \(gateway.token)")
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
            let page = try #require(JSON(utf8: Array(try await answer.body.collect(upTo: 1 << 20).readableBytesView)))
            let items = try #require(page["items"]).elements
            if items.isEmpty { return ids }
            ids += try items.map { try #require($0["id"]?.string) }
            cursor = try #require(page["next"]?.number)
        }
    }

    /// By turns into the folder, twice into the folder, and by the API until it is answered.
    private static func handOver(_ number: Int, to gateway: KilledGateway, _ client: HTTPClient) async throws {
        let header = Self.header(number)
        switch number % 3 {
        case 0: try gateway.drop(header: header, as: "\(number)")
        case 1:
            try gateway.drop(header: header, as: "\(number)")
            try gateway.drop(header: header, as: "\(number)-lan-nua")
        default: try await Self.post(header, to: gateway, number, client)
        }
    }

    /// At one node, then at the next.
    private static func post(
        _ header: String, to gateway: KilledGateway, _ number: Int, _ client: HTTPClient
    ) async throws {
        let form = """
            --x\r\nContent-Disposition: form-data; name="header"; filename="header.json"\r\n\r\n\(header)\r\n\
            --x\r\nContent-Disposition: form-data; name="files"; filename="cong-van.txt"\r\n\r\nNội dung\r\n--x--\r\n
            """
        let deadline = ContinuousClock.now + .seconds(60)
        var turn = number / 3
        while ContinuousClock.now < deadline {
            var request = HTTPClientRequest(
                url: "\(gateway.nodes[turn % gateway.nodes.count].address)/v1/outgoing")
            request.method = .POST
            request.headers = [
                "Authorization": "Bearer \(gateway.token)", "Content-Type": "multipart/form-data; boundary=x",
                "Idempotency-Key": "\(number)",
            ]
            request.body = .bytes(ByteBuffer(string: form))
            let status = try? await client.execute(request, timeout: .seconds(10)).status
            if let status {
                // Refused here is refused for good.
                try #require([.ok, .created].contains(status), "\(status)")
                return
            }
            turn += 1
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("the gateway does not answer")
    }

    private static func header(_ number: Int) -> String {
        """
        {"kind": "new", "from": {"organId": "H29", "organName": "Ủy ban nhân dân Thành phố Hồ Chí Minh"},
         "to": [{"organId": "G22", "organName": "Văn phòng Chính phủ"}],
         "document": {"codeNumber": "\(91_000 + number)", "codeNotation": "UBND-VP", "promulgationDate": "2024-03-12",
           "documentType": {"typeName": "Công văn"}, "subject": "Thử giết cổng khi đang gửi",
           "signer": {"fullName": "Trần Văn Ví Dụ"}}}
        """
    }
}
