import EdXML
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import Trust

@testable import Hub

/// Recall (thu hồi), update (cập nhật), replacement (thay thế) and status 13 with their answers, as the sender sees them.
@Suite struct AskingTests {
    @Test func `a recall that is agreed to closes the document, also when it is registered already`() async throws {
        try await withHub { hub in
            let document = try await hub.send(Packages.document(), as: "g22").receipt
            _ = try await hub.send(Packages.status(.accepted, minute: 1), as: "h29").receipt
            let recall = try await hub.send(Packages.document(operation: .recall), as: "g22").receipt
            for item in try await hub.inbox("h29").items {
                #expect(try await hub.acknowledge(item, as: "h29").status == .noContent)
            }
            let asked = try #require(try await hub.tracking(recall.packageID, as: "g22").receivers.first)
            #expect(asked.asking == "requested" && asked.awaits?.stage == "answer")
            _ = try await hub.send(Packages.status(.agreed, minute: 2), as: "h29").receipt
            let told = try #require(try await hub.tracking(recall.packageID, as: "g22").receivers.first)
            #expect(told.asking == "agreed" && told.awaits == nil)
            #expect(told.handling.map(\.verdict) == ["advanced"])
            let closed = try #require(try await hub.tracking(document.packageID, as: "g22").receivers.first)
            #expect(closed.closure == "withdrawn" && closed.awaits == nil)
            // What comes later is history and changes nothing.
            _ = try await hub.send(Packages.status(.finished, minute: 3), as: "h29").receipt
            let later = try #require(try await hub.tracking(document.packageID, as: "g22").receivers.first)
            #expect(later.handling.last?.verdict == "contradiction")
            // It may be sent anew.
            #expect(try await hub.send(Packages.document(filling: 0x42), as: "g22").status == .created)
        }
    }

    @Test func `a recall that is declined leaves the document, and the second answer does not count`() async throws {
        try await withHub { hub in
            let document = try await hub.send(Packages.document(), as: "g22").receipt
            let recall = try await hub.send(Packages.document(operation: .recall), as: "g22").receipt
            for (minute, answer) in [HandlingStatus.declined, .declined, .agreed].enumerated() {
                _ = try await hub.send(Packages.status(answer, minute: minute), as: "h29").receipt
            }
            let told = try #require(try await hub.tracking(recall.packageID, as: "g22").receivers.first)
            #expect(told.asking == "declined")
            #expect(told.handling.map(\.verdict) == ["advanced", "repetition", "contradiction"])
            let kept = try #require(try await hub.tracking(document.packageID, as: "g22").receivers.first)
            #expect(kept.closure == nil)
        }
    }

    @Test func `status 13 asks without a package and is answered on the document itself`() async throws {
        try await withHub { hub in
            let document = try await hub.send(Packages.document(), as: "g22").receipt
            let ask = try Packages.status(.takeBack, from: "G22", to: "H29", id: document.documentID)
            #expect(try await hub.send(ask, as: "g22").receipt.to == ["H29"])
            #expect(try await hub.tracking(document.packageID, as: "g22").receivers.first?.asking == "requested")
            _ = try await hub.send(Packages.status(.agreed), as: "h29").receipt
            let told = try #require(try await hub.tracking(document.packageID, as: "g22").receivers.first)
            #expect(told.asking == "agreed" && told.closure == "withdrawn")
        }
    }

    @Test func `an update is answered and handled`() async throws {
        try await withHub { hub in
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            let update = try await hub.send(Packages.document(filling: 0x42, operation: .update), as: "g22").receipt
            _ = try await hub.send(Packages.status(.agreed, minute: 1), as: "h29").receipt
            _ = try await hub.send(Packages.status(.accepted, minute: 2), as: "h29").receipt
            let told = try #require(try await hub.tracking(update.packageID, as: "g22").receivers.first)
            #expect(told.asking == "agreed" && told.closure == nil)
            #expect(told.handling.map(\.status) == ["15", "03"])
            #expect(told.handling.map(\.verdict) == ["advanced", "advanced"])
        }
    }

    @Test func `what replaces a document closes it where it is accepted, and only there`() async throws {
        try await withHub { hub in
            let old = try await hub.send(Packages.document(to: ["H29", "H53"]), as: "g22").receipt
            let new = try Packages.document(
                to: ["H29", "H53"], number: 90_002, operation: .replacement(of: 90_001, at: ["H29", "H53"]))
            _ = try await hub.send(new, as: "g22").receipt
            #expect(try await hub.tracking(old.packageID, as: "g22").receivers.allSatisfy { $0.closure == nil })
            _ = try await hub.send(Packages.status(.accepted, number: 90_002), as: "h29").receipt
            let told = try await hub.tracking(old.packageID, as: "g22").receivers
            #expect(told.first { $0.organ == "H29" }?.closure == "replaced")
            #expect(told.first { $0.organ == "H53" }?.closure == nil)
            // Its own id is new, and stays so.
            let again = try Packages.document(
                to: ["H29"], number: 90_002, filling: 0x42, operation: .replacement(of: 90_001, at: ["H29"]))
            #expect(try await hub.send(again, as: "g22").problem.code == "duplicate-document")
        }
    }
}
