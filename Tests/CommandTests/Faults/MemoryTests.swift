import AsyncHTTPClient
import Exchange
import Foundation
import Gateway
import NIOCore
import NIOHTTP1
import Programs
import Storage
import Testing

@testable import Hub

/// A hub's memory does not grow with what it carries.
@Suite(
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"), "needs /proc"), .inTurn,
    .timeLimit(.minutes(10)))
struct MemoryTests {
    /// Lesson B14.
    @Test func `ten fetches of a package of fifty megabytes at once, over both wires, do not fill the memory`()
        async throws
    {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await TestedHub.prepare(data)
            let hub = try await TestedHub(data, hasWire: true, folder: folder)
            let file = folder.appending(path: "file")
            try Data(repeating: 0x5A, count: 36 << 20).write(to: file)
            let package = try KilledClient.document("1", to: ["H29"], file: file)
            #expect(package.count > 48_000_000)
            let store = try ContentStore(folder: folder.appending(path: "store"))
            let hash = try await store.keep { staged in try package.withUnsafeBytes { try staged.write($0) } }
            _ = try await hub.sender.send(file: try store.open(hash), hash: hash)
            let item = try #require(try await hub.waiting().first)
            let before = try hub.command.peakMemoryBytes
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        if number % 2 == 0 {
                            return try await Self.fetch(item.deliveryId, over: try #require(hub.wire))
                        }
                        let store = try ContentStore(folder: folder.appending(path: "store-\(number)"))
                        let staged = try store.stage()
                        try await hub.receiver.download(item, into: staged)
                        #expect(staged.hash.hex == item.sha256)
                    }
                }
                try await group.waitForAll()
            }
            let peak = try hub.command.peakMemoryBytes
            print("Bộ nhớ của trục: \(before >> 20) MiB sau khi nhận, \(peak >> 20) MiB sau mười lượt tải")
            // Ten packages in memory would be 500 MB more.
            #expect(peak < 400 << 20)
            #expect(try await hub.end().status == 0)
        }
    }

    /// `getEdoc`: the package in Base64 inside of JSON.
    private static func fetch(_ delivery: String, over wire: URL) async throws {
        let pairs = [("systemid", "h29"), ("docId", delivery)]
        let signed = "{" + pairs.map { "\"XroadVnpt-\($0)\":\"\($1)\"" }.joined(separator: ",") + "}"
        var request = HTTPClientRequest(url: wire.appending(path: "getEdoc").absoluteString)
        request.method = .POST
        request.headers = HTTPHeaders(pairs.map { ("XroadVnpt-\($0)", $1) })
        request.headers.add(name: "XroadVnpt-sign-header", value: signed)
        request.headers.add(
            name: "XroadVnpt-hash-header",
            value: VXPSignature.make(Array(signed.utf8), secret: KilledClient.token(of: "H29")))
        let response = try await HTTPClient.shared.execute(request, timeout: .minutes(5))
        var count = 0
        for try await piece in response.body { count += piece.readableBytes }
        #expect(count > 60_000_000)
    }
}

extension Command {
    /// The most that the process has held in memory (`VmHWM`).
    var peakMemoryBytes: Int {
        get throws {
            let text = try String(contentsOfFile: "/proc/\(self.identifier)/status", encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
            return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }) * 1024
        }
    }
}
