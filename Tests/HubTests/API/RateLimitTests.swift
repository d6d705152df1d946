import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import Web

@testable import Hub

/// Nobody waits because somebody else calls too often.
@Suite struct RateLimitTests {
    @Test func `a system gets what its bucket holds and what flows in, others theirs`() {
        let limiter = RateLimiter(perSecond: 10)
        let start = ContinuousClock.now
        let first = (0..<60).map { _ in limiter.judge("loud", at: start) }
        #expect(first.prefix(50).allSatisfy { $0 == .admitted })
        #expect(first.dropFirst(50) == [.refused(isFirst: true)] + Array(repeating: .refused(isFirst: false), count: 9))
        #expect(limiter.judge("calm", at: start) == .admitted)
        let later = (0..<5).map { _ in limiter.judge("loud", at: start + .milliseconds(300)) }
        #expect(later.count { $0 == .admitted } == 3)
        let muchLater = (0..<60).map { _ in limiter.judge("loud", at: start + .seconds(3600)) }
        #expect(muchLater.count { $0 == .admitted } == 50)
        #expect(muchLater.contains(.refused(isFirst: true)), "a new row of refusals is told anew")
    }

    @Test func `who calls too often is told so by name, and nobody else is`() async throws {
        try await withHub(callsPerSecond: 1) { hub in
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<30 { group.addTask { try await hub.call(.get, "/v1/inbox", as: "h29") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let refused = answers.filter { $0.status == .tooManyRequests }
            // How many flow in meanwhile is a matter of how quick the machine is.
            let taken = answers.filter { $0.status == .ok }
            #expect(refused.count + taken.count == 30 && taken.count >= 5)
            let problem = try #require(refused.first).problem
            #expect(problem.code == "too-many-requests" && problem.detail.contains("h29"))
            #expect(try await hub.call(.get, "/v1/inbox", as: "g22").status == .ok)
        }
    }

    @Test func `one system cannot take the room of all`() async throws {
        try await withHub { hub in
            let uploads = Uploads(content: hub.parts.content, maximumBytes: 1000, maximumAtOnce: 3, maximumPerSystem: 2)
            let systems = SystemStore(database: hub.parts.database)
            let loud = try #require(try await systems.find("g22"))
            let calm = try #require(try await systems.find("h29"))
            _ = try await uploads.admitting(loud) {
                try await uploads.admitting(loud) {
                    await #expect { try await uploads.admitting(loud) {} } throws: {
                        ($0 as? Fault)?.code == .tooManyRequests && ($0 as? Fault)?.english.contains("g22") == true
                    }
                    _ = try await uploads.admitting(calm) {
                        await #expect { try await uploads.admitting(calm) {} } throws: {
                            ($0 as? Fault)?.code == .tooManyRequests
                        }
                    }
                }
            }
            try await uploads.admitting(loud) { try await uploads.admitting(loud) {} }
        }
    }
}
