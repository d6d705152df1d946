import Exchange
import Foundation
import HummingbirdTesting
import NIOCore
import Storage
import Testing
import Trust

@testable import Hub

@Suite struct CertificateTests {
    private static let day: TimeInterval = 86_400

    @Test func `every certificate has its countdown, the soonest end first, and ends are told in time`() async throws {
        try await ConsoleVisitor.run(usesTLS: true) { (visitor: ConsoleVisitor) async throws in
            let now = visitor.clock.now
            try await visitor.enrol("h53", at: now.addingTimeInterval(-390 * Self.day))
            try await visitor.enrol("g22", at: now.addingTimeInterval(-380 * Self.day))
            try await visitor.enrol("g22", at: now)
            let console = try visitor.hub.parts.console
            let items = try await CertificateList.read(console, now: now.addingTimeInterval(60))
            #expect(items.prefix(2).map(\.owner.systemID) == ["h53", "g22"])
            #expect(items.prefix(2).map { $0.days(at: now.addingTimeInterval(60)) } == [6, 16])
            // The new one of g22 settles the old one. Then the hub's own and that of g22, which end together.
            #expect(items.map(\.isSettled) == [false, true, false, false, false])
            #expect(Set(items[2...3].map(\.owner.systemID)) == ["g22", nil])
            #expect(items.last?.owner == .authority)

            let cookie = try #require(try await visitor.signIn())
            let page = String(buffer: try await visitor.get("/certificates", as: cookie).body)
            #expect(page.contains("Còn 6 ngày") || page.contains("Còn 7 ngày"))
            #expect(page.contains("href=\"/systems/h53\"") && page.contains("Nơi cấp chứng thư"))
            var told = try await Alert.certificates(console, now: now)
            #expect(told.map(\.href) == ["/systems/h53"] && told.map(\.isBad) == [false])
            told = try await Alert.certificates(console, now: now.addingTimeInterval(371 * Self.day))
            // What ended a quarter ago is forgotten.
            #expect(Set(told.map(\.href)) == ["/systems/g22", "/certificates"])
            try await visitor.hub.parts.administration.disable("h53")
            #expect(try await Alert.certificates(console, now: now).isEmpty)
        }
    }
}

extension ConsoleVisitor {
    /// Gives the system a certificate that was made at `instant`.
    fileprivate func enrol(_ system: String, at instant: Date) async throws {
        let authority = try HubAuthority.loadOrMake(in: self.hub.folder, hubName: "Trục thử", now: instant)
        let certificate = try ClientCertificate.issue(
            for: system, by: authority, into: self.hub.folder.appending(path: "out"), now: instant)
        try await self.hub.parts.administration.add(certificate, to: system)
    }
}
