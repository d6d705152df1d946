import AsyncHTTPClient
import EdXML
import Exchange
import Foundation
import Gateway
import Hub
import NIOCore
import NIOHTTP1
import Programs
import Storage
import Synchronization
import Testing

/// The gateway is killed with SIGKILL at random instants while the agency's software hands over, picks up and reports.
@Suite(.inTurn, .timeLimit(.minutes(10))) struct GatewayKillTests {
    static let kills = Int(ProcessInfo.processInfo.environment["LIENTHONG_KILLS"] ?? "") ?? 12
    /// Documents in each direction.
    static let documents = 24

    private struct Seen {
        /// At G22: how often each document and each status came.
        var documents: [String: Int] = [:]
        var statuses: [String: Int] = [:]
        /// In the folder of H29: how often each arrival was laid.
        var arrivals: [String: Int] = [:]
    }

    private final class Tally: Sendable {
        let seen = Mutex(Seen())

        var isDone: Bool {
            self.seen.withLock { seen in
                [seen.documents.count, seen.statuses.count, seen.arrivals.count]
                    .allSatisfy { $0 == GatewayKillTests.documents }
            }
        }
    }

    @Test func `a gateway that is killed again and again loses nothing and does nothing twice`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            let administration = try Administration(folder: data)
            try await administration.importDirectory(
                String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8))
            for organ in ["G22", "H29"] {
                _ = try await administration.add(
                    system: organ.lowercased(), name: organ, organs: [try #require(OrganCode(organ))],
                    secret: KilledClient.token(of: organ))
            }
            let hub = try await KilledHub(data: data, folder: folder)
            let gateway = try await KilledGateway(hub: hub, folder: folder)
            let tally = Tally()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Self.handOver(to: gateway) }
                group.addTask {
                    while !tally.isDone {
                        for (id, _) in try gateway.pickUp() {
                            tally.seen.withLock { $0.arrivals[id, default: 0] += 1 }
                            try gateway.drop(#"{"arrival": "\#(id)", "status": "03"}"#, as: "\(id).status.json")
                        }
                        try await Task.sleep(for: .milliseconds(30))
                    }
                }
                group.addTask {
                    let client = try KilledClient("G22", hub, folder: folder)
                    try await client.run {
                        for number in 1...Self.documents {
                            let package = try KilledClient.document("\(90_000 + number)", to: ["H29"])
                            _ = try await client.persisting { try await client.client.send(bytes: package) }
                        }
                        while !tally.isDone {
                            for item in try await client.client.inbox(after: 0, waitSeconds: 1).items {
                                let document = item.documentId ?? ""
                                tally.seen.withLock { seen in
                                    if item.kind == "status" {
                                        seen.statuses[document, default: 0] += 1
                                    } else {
                                        seen.documents[document, default: 0] += 1
                                    }
                                }
                                try await client.acknowledge(item)
                            }
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<Self.kills {
                        try await Task.sleep(for: .milliseconds(Int.random(in: 20...700)))
                        try await gateway.killAndRestart()
                    }
                }
                try await group.waitForAll()
            }
            let result = tally.seen.withLock { $0 }
            #expect(result.documents.values.allSatisfy { $0 == 1 } && result.documents.count == Self.documents)
            #expect(result.statuses.values.allSatisfy { $0 == 1 } && result.statuses.count == Self.documents)
            #expect(result.arrivals.values.allSatisfy { $0 == 1 } && result.arrivals.count == Self.documents)
            let rest = try FileManager.default.contentsOfDirectory(
                atPath: gateway.inFolder.appending(path: "refused").path)
            #expect(rest == [])
            #expect(try await gateway.stop().status == 0)
            let check = try await Command.run("hub", "check", "--data", data.path, folder: folder)
            #expect(check.status == 0, "\(check.output)")
            #expect(try await hub.stop().status == 0)
        }
    }

    /// By turns into the folder, twice into the folder, and by the API until it is answered.
    private static func handOver(to gateway: KilledGateway) async throws {
        for number in 1...Self.documents {
            let header = Self.header(number)
            switch number % 3 {
            case 0: try gateway.drop(header: header, as: "\(number)")
            case 1:
                try gateway.drop(header: header, as: "\(number)")
                try gateway.drop(header: header, as: "\(number)-lan-nua")
            default: try await Self.post(header, to: gateway, key: "\(number)")
            }
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    private static func post(_ header: String, to gateway: KilledGateway, key: String) async throws {
        var request = HTTPClientRequest(url: "\(gateway.address)/v1/outgoing")
        request.method = .POST
        request.headers = [
            "Authorization": "Bearer \(gateway.token)", "Content-Type": "multipart/form-data; boundary=x",
            "Idempotency-Key": key,
        ]
        let form = """
            --x\r\nContent-Disposition: form-data; name="header"; filename="header.json"\r\n\r\n\(header)\r\n\
            --x\r\nContent-Disposition: form-data; name="files"; filename="cong-van.txt"\r\n\r\nNội dung\r\n--x--\r\n
            """
        request.body = .bytes(ByteBuffer(string: form))
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let status = try? await HTTPClient.shared.execute(request, timeout: .seconds(10)).status
            if let status {
                // Refused here is refused for good.
                try #require([.ok, .created].contains(status), "\(status)")
                return
            }
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
