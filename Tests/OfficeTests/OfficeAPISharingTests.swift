import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Office
import Web

/// Sharing a document through the API: as on pages.
@Suite struct OfficeAPISharingTests {
    private static let wish: [String: JSON] = [
        "people": .list([.text("officer-B")]), "reason": .text("Để chuẩn bị báo cáo chung của hai phòng."),
    ]

    @Test func `whoever may share does so once, the document says with whom, and it is ended`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .assigned)
            let (clerk, officer) = (try await test.token(of: "clerk-A"), try await test.token(of: "officer-B"))
            let path = "incoming/\(id)"
            #expect(try await test.call(.get, path, token: officer).status == .notFound)
            let before = try await TestOffice.read(path, clerk, test)
            #expect(before["acts"]?.elements.contains(.text("share")) == true)
            #expect(before["isShared"] == .bool(false) && before["shares"] == .list([]))
            let until = JSON.text(test.day(3))
            for _ in 1...2 {
                let shared = try await test.call(
                    .post, "\(path)/share", token: clerk, key: "chia-se-1",
                    .object(Self.wish.merging(["until": until]) { $1 }))
                #expect(shared.status == .ok)
            }
            let seen = try await TestOffice.read(path, officer, test)
            let shares = seen["shares"]?.elements ?? []
            #expect(seen["isShared"] == .bool(true) && seen["acts"] == .list([]) && shares.count == 1)
            #expect(shares.first?["until"] == until && shares.first?["reason"] == Self.wish["reason"])
            #expect(try await TestOffice.read("incoming?view=all", officer, test)["items"]?.elements.count == 1)
            let end = "shares/\(shares.first?["id"]?.string ?? "")/end"
            #expect(
                try TestOffice.told(try await test.call(.post, end, token: officer, .object([:]))) == [
                    "not-allowed", nil,
                ])
            #expect(try await test.call(.post, end, token: clerk, .object([:])).status == .ok)
            #expect(
                try TestOffice.told(try await test.call(.post, end, token: clerk, .object([:]))) == ["not-found", nil])
            #expect(try await test.call(.get, path, token: officer).status == .notFound)
        }
    }

    @Test func `what is wrong has its code and its place`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            let (drafter, stranger) = (try await test.token(of: "officer-A"), try await test.token(of: "officer-B"))
            let clerk = try await test.token(of: "clerk-A")
            let path = "outgoing/\(id)/share"
            let wrong: [(String, [String: JSON], [String?])] = [
                (stranger, [:], ["not-found", nil]), (clerk, [:], ["not-allowed", nil]),
                (drafter, ["people": .list([])], ["invalid-form", "people"]),
                (drafter, ["people": .list([.text("head-A")])], ["invalid-form", "people"]),
                (drafter, ["units": .list([.text("X")])], ["invalid-form", "units"]),
                (drafter, ["until": .text(test.day(-1))], ["invalid-form", "until"]),
                (drafter, ["reason": .text("ngắn")], ["invalid-form", "reason"]),
                (drafter, ["until-when": .text("")], ["invalid-request", "until-when"]),
            ]
            for (token, fields, told) in wrong {
                let answer = try await test.call(
                    .post, path, token: token, .object(Self.wish.merging(fields) { $1 }))
                #expect(try TestOffice.told(answer) == told, "\(fields)")
            }
            #expect(try await test.call(.get, "outgoing/\(id)", token: stranger).status == .notFound)
        }
    }
}
