import Exchange
import Foundation
import HTTPTypes
@testable import Hub
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Storage
import Testing

@Suite(.enabled(if: ProcessInfo.processInfo.environment["LARGE"] != nil)) struct ZLarge {
    static func rss() -> String {
        let t = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        return t.split(separator: "\n").filter { $0.hasPrefix("VmHWM") || $0.hasPrefix("VmRSS") }.joined(separator: " ")
    }
    @Test func `serve`() async throws {
        let folder = URL(fileURLWithPath: "/tmp/ztest-hub")
        var logger = Logger(label: "test")
        logger.logLevel = .info
        let (ready, continuation) = AsyncStream.makeStream(of: HubAddress.self)
        let parts = try await HubParts(HubConfiguration(dataFolder: folder, port: 18443, maximumPackageBytes: 500 << 20, logger: logger, onReady: { a in continuation.yield(a); continuation.finish() }))
        try await seed(parts.database)
        let group = ServiceGroup(configuration: .init(services: [try parts.application], logger: logger))
        print("START", Self.rss())
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await address in ready { print("READY", address.url) }
            while !FileManager.default.fileExists(atPath: "/tmp/ztest-stop") { try await Task.sleep(for: .milliseconds(500)) }
            print("END", Self.rss())
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
