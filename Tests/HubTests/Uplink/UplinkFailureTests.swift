import Exchange
import Foundation
import Gateway
import Programs
import Storage
import Testing

@testable import Hub

/// A hub above that says no, for a while or for good.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10))) struct UplinkFailureTests {
    private static func run(
        _ upper: ScriptedUpperHub, configure: @escaping @Sendable (inout HubConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (LiveHub) async throws -> Void
    ) async throws {
        try await upper.serve { url in
            let endpoint = HubEndpoint(url: url, token: "token-of-province", trustedRoots: nil)
            try await NationalHub.below(
                .own(endpoint), now: NationalHub.goingClock(), configure: configure
            ) { here in
                try await body(here)
            }
        }
    }

    /// Lesson B8.
    @Test func `what the hub above fails three times goes up without a hand, with the same bytes and key`() async throws
    {
        let upper = ScriptedUpperHub([
            .init(status: 500, code: "internal"), .init(status: 429, code: "too-many-requests"),
            .init(status: 507, code: "disk-full"),
        ])
        try await Self.run(upper) { here in
            let sent = try await here.send(Packages.document(from: "H29", to: ["G22", "H29.90"]), as: "h29")
            try await eventually("taken") {
                try await here.standing(sent, as: "h29") == ["G22 processing", "H29.90 initial"]
            }
            #expect(upper.packages.count == 4)
            #expect(Set(upper.packages.map(\.hash)).count == 1)
            #expect(Set(upper.packages.map(\.key)).count == 1)
            #expect(upper.packages.allSatisfy { $0.to == "G22" })
        }
    }

    /// Lesson B8.
    @Test func `what it refuses for good is in the box with its cause, and sending again works`() async throws {
        let upper = ScriptedUpperHub([.init(status: 422, code: "secret")])
        try await Self.run(upper) { here in
            let sent = try await here.send(Packages.document(from: "H29", to: ["G22"]), as: "h29")
            try await eventually("refused") { try await here.standing(sent, as: "h29") == ["G22 fail"] }
            let failed = try await here.tracking(sent, as: "h29")[0]
            #expect(failed.failCode == "secret")
            #expect(failed.failReason == "Trục cấp trên không nhận: Lý do của trục trên.")
            let delivery: String = try await here.parts.database.read { connection in
                try connection.row("SELECT id FROM delivery WHERE transport = 'fail'")?["id"] ?? ""
            }
            let count = try await here.parts.administration.resend([delivery], signal: here.parts.signal)
            #expect(count == 1)
            try await eventually("taken") { try await here.standing(sent, as: "h29") == ["G22 processing"] }
            #expect(upper.packages.count == 2)
        }
    }

    @Test func `one receiver that it does not know holds up none of the others`() async throws {
        let upper = ScriptedUpperHub([
            .init(status: 422, code: "unknown-receiver"), .taken, .init(status: 422, code: "unknown-receiver"),
        ])
        try await Self.run(upper) { here in
            let sent = try await here.send(Packages.document(from: "H29", to: ["G22", "H53", "H01"]), as: "h29")
            try await eventually("judged") {
                try await here.standing(sent, as: "h29") == ["G22 processing", "H53 fail", "H01 processing"]
            }
            #expect(upper.packages.map(\.to) == ["G22,H53,H01", "G22", "H53", "H01"])
        }
    }

    @Test func `a hub above that lets us in no more fails no package`() async throws {
        let upper = ScriptedUpperHub(Array(repeating: .init(status: 401, code: "unauthenticated"), count: 5))
        try await Self.run(upper) { here in
            let first = try await here.send(Packages.document(from: "H29", to: ["G22"]), as: "h29")
            let second = try await here.send(Packages.document(from: "H29", to: ["G22"], number: 2), as: "h29")
            for sent in [first, second] {
                try await eventually("taken") { try await here.standing(sent, as: "h29") == ["G22 processing"] }
            }
            // The first one knocks; the second waits behind it.
            #expect(upper.packages.count == 7)
            #expect(Set(upper.packages.prefix(6).map(\.hash)).count == 1)
        }
    }

    @Test func `what is flash and what is a status does not wait behind documents`() async throws {
        let slow = ScriptedUpperHub(Array(repeating: .init(status: 500, code: "internal"), count: 1000))
        try await Self.run(slow, configure: { $0.uplink?.pauses.seconds = [3600] }) { here in
            for number in 1...3 {
                try await here.send(Packages.document(from: "H29", to: ["G22"], number: number), as: "h29")
            }
            try await eventually("tried") { slow.packages.count == 3 }
            slow.answer([])
            let flash = try await here.send(
                Packages.document(from: "H29", to: ["G22"], number: 9, urgency: .flash), as: "h29")
            try await eventually("sent") { try await here.standing(flash, as: "h29") == ["G22 processing"] }
            #expect(slow.packages.count == 4)
        }
    }

    @Test func `what the hub above never takes expires, and what it has does not`() async throws {
        let upper = ScriptedUpperHub([.taken] + Array(repeating: .init(status: 500, code: "internal"), count: 1000))
        try await Self.run(upper, configure: { $0.uplink?.pauses.seconds = [3600] }) { here in
            let taken = try await here.send(Packages.document(from: "H29", to: ["G22"], number: 1), as: "h29")
            try await eventually("taken") { try await here.standing(taken, as: "h29") == ["G22 processing"] }
            let waiting = try await here.send(Packages.document(from: "H29", to: ["G22"], number: 2), as: "h29")
            let later = TestHub.now.addingTimeInterval(31 * 86_400)
            let expiry = Expiry(evidence: here.parts.evidence, days: 30)
            #expect(try await expiry.run(at: later) == 1)
            #expect(try await here.standing(taken, as: "h29") == ["G22 processing"])
            let failed = try await here.tracking(waiting, as: "h29")[0]
            #expect(failed.failCode == "expired" && failed.failReason?.hasPrefix("Trục cấp trên không nhận") == true)
        }
    }

    /// Lesson B19.
    @Test func `statuses are asked for as often as documents`() async throws {
        let upper = ScriptedUpperHub()
        try await upper.serve { url in
            let endpoint = VXPEndpoint(
                url: url.appending(path: "vxp"), system: "province", secret: "secret-of-province", trustedRoots: nil)
            try await NationalHub.below(.vxp(endpoint), now: NationalHub.goingClock()) { _ in
                try await eventually("asked") { (upper.lists["edoc"] ?? 0) >= 20 }
                let (documents, statuses) = (upper.lists["edoc"] ?? 0, upper.lists["status"] ?? 0)
                #expect(statuses * 2 >= documents)
            }
        }
    }

    @Test(arguments: ["http://truc.example.vn", "ftp://127.0.0.1", "https://ten:mat@truc.example.vn"])
    func `a hub above is not spoken to in the clear`(_ address: String) throws {
        let endpoint = HubEndpoint(url: try #require(URL(string: address)), token: "x", trustedRoots: nil)
        let configuration = UplinkConfiguration(.own(endpoint), station: .standIn)
        #expect(throws: Fault.self) { try configuration.check() }
    }
}
