import Exchange
import Foundation
@testable import Hub
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust
import Web

@Suite struct DownloadTests {
    @Test func `the receiver gets the very bytes that were sent`() async throws {
        try await withHub { hub in
            let package = try Packages.document(fileBytes: 300_000)
            let sent = try await hub.send(package, as: "g22").receipt
            let item = try #require(try await hub.inbox("h29").items.first)
            let response = try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29")
            #expect(response.status == .ok)
            #expect(Array(response.body.readableBytesView) == package)
            #expect(response.headers[.eTag] == "\"\(sent.sha256)\"")
            #expect(response.headers[.acceptRanges] == "bytes")
            #expect(response.headers[.contentLength] == "\(package.count)")
            #expect(response.headers[.contentDigest].flatMap(ContentDigest.hash) == ContentHash(of: package))
            let receiver = try await hub.tracking(sent.packageID, as: "g22").receivers.first
            #expect(receiver?.transport == "processing")
        }
    }

    @Test func `a part continues where a broken download ended`() async throws {
        try await withHub { hub in
            let package = try Packages.document(fileBytes: 200_000)
            _ = try await hub.send(package, as: "g22").receipt
            let item = try #require(try await hub.inbox("h29").items.first)
            let path = "/v1/deliveries/\(item.deliveryId)/package"
            for (range, expected) in [
                ("bytes=0-0", 0..<1), ("bytes=100000-", 100_000..<package.count), ("bytes=5-70000", 5..<70_001),
                ("bytes=-10", package.count - 10..<package.count), ("bytes=0-99999999", 0..<package.count),
            ] {
                let response = try await hub.call(
                    .get, path, as: "h29", headers: [.range: range, .ifRange: "\"\(item.sha256)\""])
                #expect(response.status == .partialContent)
                #expect(Array(response.body.readableBytesView) == Array(package[expected]), "\(range)")
                #expect(
                    response.headers[.contentRange]
                        == "bytes \(expected.lowerBound)-\(expected.upperBound - 1)/\(package.count)")
                #expect(response.headers[.reprDigest].flatMap(ContentDigest.hash) == ContentHash(of: package))
            }
            let changed = try await hub.call(
                .get, path, as: "h29", headers: [.range: "bytes=0-0", .ifRange: "\"other\""])
            #expect(changed.status == .ok)
            let behind = try await hub.call(.get, path, as: "h29", headers: [.range: "bytes=\(package.count)-"])
            #expect(behind.status == .rangeNotSatisfiable)
            #expect(behind.headers[.contentRange] == "bytes */\(package.count)")
            #expect(try behind.problem.code == "invalid-request")
        }
    }

    @Test(arguments: [
        (nil, ByteRange.whole), ("bytes=0-9", .part(offset: 0, count: 10)), ("bytes=5-", .part(offset: 5, count: 5)),
        ("bytes=-3", .part(offset: 7, count: 3)), ("bytes=-30", .part(offset: 0, count: 10)),
        ("bytes=9-100", .part(offset: 9, count: 1)),
        ("bytes=10-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=5-4", .whole), ("bytes=0-1,3-4", .whole),
        ("lines=0-1", .whole), ("bytes=-", .whole), ("bytes=99999999999999999999-", .whole), ("bytes=+1-2", .whole),
    ])
    func `one range of ten bytes is understood`(header: String?, expected: ByteRange) {
        #expect(ByteRange(header: header, sizeBytes: 10) == expected)
    }

    @Test func `a file that was lost is our failure and names nothing of ours`() async throws {
        try await withHub { hub in
            let sent = try await hub.send(try Packages.document(), as: "g22").receipt
            let item = try #require(try await hub.inbox("h29").items.first)
            try FileManager.default.removeItem(
                at: hub.parts.content.url(of: try #require(ContentHash(hex: sent.sha256))))
            let response = try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29")
            #expect(response.status == .internalServerError)
            #expect(try response.problem.code == "internal")
            #expect(!response.text.contains(sent.sha256))
        }
    }
}
