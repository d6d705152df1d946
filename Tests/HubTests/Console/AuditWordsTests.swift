import Exchange
import Foundation
import HummingbirdTesting
import NIOCore
import Testing

@testable import Hub

@Suite struct AuditWordsTests {
    @Test func `every setting that a start writes down has words, each its own`() {
        let told = HubConfiguration(dataFolder: FileManager.default.temporaryDirectory).told.keys.sorted()
        #expect(told.filter { AuditWords.details[$0] == nil } == [])
        #expect(Set(told.compactMap { AuditWords.details[$0] }).count == told.count)
    }

    @Test func `acts, settings and what is said of them stand in the log as the pages say them`() async throws {
        try await ConsoleVisitor.run { (visitor: ConsoleVisitor) async throws in
            let administration = visitor.hub.parts.administration
            try await administration.bind("h53", to: [try #require(Network("10.0.0.0/8"))])
            try await administration.bind("g22", to: [])
            try await administration.setQuota(of: "h53", bytes: 5, packages: nil)
            try await administration.setWebhook("http://127.0.0.1:9/bao", of: "h53")
            let lines = try await AuditLog(database: visitor.hub.parts.database).list(
                AuditLog.Filter(), before: nil, limit: 100)
            for line in lines {
                #expect(AuditWords.acts[line.act] != nil, "\(line.act)")
                guard case .object(let details) = line.details else { continue }
                #expect(details.keys.filter { AuditWords.details[$0] == nil } == [], "\(line.act)")
            }
            let cookie = try #require(try await visitor.signIn())
            let log = String(buffer: try await visitor.get("/audit", as: cookie).body)
            for words in [
                "số ngày chờ nơi nhận lấy gói: <code>30</code>", "dùng TLS: không",
                "bộ cân bằng tải đứng trước: không có",
                "được gọi từ: <code>10.0.0.0/8</code>", "được gọi từ: mọi nơi", "gửi, nhận cho: <code>H53</code>",
            ] {
                #expect(log.contains(words), "\(words)")
            }
            for key in ["expiryDays", "networks:", "consoleListen", "malwareScanner"] {
                #expect(!log.contains(key), "\(key)")
            }
            let system = String(buffer: try await visitor.get("/systems/h53", as: cookie).body)
            #expect(system.contains("<dt>Được gọi từ</dt><dd>10.0.0.0/8</dd>"))
            #expect(system.contains("<dt>Gửi, nhận cho</dt>"))
        }
    }
}
