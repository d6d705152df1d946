import Exchange
import Foundation
import HTTPTypes
@testable import Hub
import HummingbirdTesting
import Storage
import Testing
import Trust

@Suite struct StatusTests {
    @Test func `statuses 01 to 06 reach the sender and make up the history`() async throws {
        try await withHub { hub in
            let sent = try await hub.send(try Samples.package("new-one-recipient"), as: "g22").receipt
            for status in ["01", "03", "04", "05", "06"] {
                let receipt = try await hub.send(try Samples.package("status-\(status)"), as: "h29").receipt
                #expect(receipt.kind == "status" && receipt.from == "H29" && receipt.to == ["G22"])
                #expect(receipt.documentID == sent.documentID)
            }
            let items = try await hub.inbox("g22").items
            #expect(items.count == 5)
            #expect(items.allSatisfy { $0.kind == "status" && $0.documentId == sent.documentID && $0.from == "H29" })
            #expect(try await hub.inbox("h29").items.map(\.kind) == ["new"])

            let receiver = try #require(try await hub.tracking(sent.packageID, as: "g22").receivers.first)
            #expect(receiver.organ == "H29")
            #expect(receiver.handling.map(\.status) == ["01", "03", "04", "05", "06"])
            #expect(receiver.handling.allSatisfy { $0.verdict == "advanced" && $0.receivedAt == sent.at })
            #expect(receiver.handling.dropFirst().allSatisfy { $0.staff != nil && $0.department != nil })
        }
    }

    @Test func `a refusal reaches the sender with its reason`() async throws {
        try await withHub { hub in
            let sent = try await hub.send(try Samples.package("new-one-recipient"), as: "g22").receipt
            _ = try await hub.send(try Samples.package("status-02"), as: "h29").receipt
            let report = try #require(try await hub.tracking(sent.packageID, as: "g22").receivers.first?.handling.first)
            #expect(report.status == "02")
            #expect(report.description?.isEmpty == false)
        }
    }

    @Test func `a status sent again in the same bytes is one status`() async throws {
        try await withHub { hub in
            _ = try await hub.send(try Packages.document(), as: "g22").receipt
            let status = try Packages.status(.arrived)
            let answers = [try await hub.send(status, as: "h29"), try await hub.send(status, as: "h29")]
            #expect(answers.map(\.status.code) == [201, 200])
            #expect(answers[0].text == answers[1].text)
            #expect(try await hub.inbox("g22").items.count == 1)
        }
    }

    @Test func `a repeated, a late and a contradicting status are acknowledged and marked`() async throws {
        try await withHub { hub in
            let sent = try await hub.send(try Packages.document(), as: "g22").receipt
            for (minute, status) in [
                HandlingStatus.accepted, .arrived, .accepted, .inProgress, .inProgress, .refused, .finished,
            ]
            .enumerated() {
                #expect(try await hub.send(try Packages.status(status, minute: minute), as: "h29").status == .created)
            }
            _ = try await hub.send(try Packages.status(.inProgress, minute: 20), as: "h29").receipt
            let reports = try #require(try await hub.tracking(sent.packageID, as: "g22").receivers.first?.handling)
            #expect(
                reports.map { "\($0.status) \($0.verdict)" } == [
                    "03 advanced", "01 history", "03 repetition", "05 advanced", "05 advanced", "02 history",
                    "06 advanced",
                    "05 history",
                ])
            #expect(try await hub.inbox("g22").items.count == 8)
        }
    }

    @Test func `a status for a document that was never sent is refused`() async throws {
        try await withHub { hub in
            let response = try await hub.send(try Packages.status(.arrived), as: "h29")
            #expect(response.status == .notFound)
            #expect(try response.problem.code == "unknown-document")
            try await RefusalTests.expectNothing(hub)
        }
    }

    @Test func `who did not receive a document may not report on it`() async throws {
        try await withHub { hub in
            _ = try await hub.send(try Packages.document(), as: "g22").receipt
            let response = try await hub.send(try Packages.status(.arrived, from: "H53"), as: "h53")
            #expect(response.status == .forbidden)
            #expect(try response.problem.code == "forbidden")
            #expect(try await hub.inbox("g22").items.isEmpty)
        }
    }

    /// Lesson B11.
    @Test func `nobody reports in another agency's name`() async throws {
        try await withHub { hub in
            _ = try await hub.send(try Packages.document(), as: "g22").receipt
            #expect(try await hub.send(try Packages.status(.arrived), as: "h53").status == .forbidden)
            #expect(try await hub.inbox("g22").items.isEmpty)
        }
    }

    @Test func `a status to an agency that nobody knows is refused`() async throws {
        try await withHub { hub in
            let response = try await hub.send(try Packages.status(.arrived, to: "G99"), as: "h29")
            #expect(try response.problem.code == "unknown-receiver")
            #expect(try response.problem.place == "MessageHeader/ResponseFor/OrganId")
        }
    }

    /// Lesson B5.
    @Test func `a status for one receiver of one year touches nobody else`() async throws {
        try await withHub { hub in
            let receivers = ["H29", "H53", "H14"]
            let old = try await hub.send(try Packages.document(to: receivers, date: "2023-03-12"), as: "g22").receipt
            let new = try await hub.send(try Packages.document(to: receivers, date: "2024-03-12"), as: "g22").receipt
            // Number, notation, issuer and date name the document where the id does not.
            let status = try Packages.status(.accepted, date: "2023-03-12", id: "mã do bên nhận đặt ra")
            #expect(try await hub.send(status, as: "h29").receipt.documentID == old.documentID)
            #expect(try await hub.tracking(old.packageID, as: "g22").receivers.map(\.handling.count) == [1, 0, 0])
            #expect(try await hub.tracking(new.packageID, as: "g22").receivers.map(\.handling.count) == [0, 0, 0])
        }
    }

    @Test func `number, notation, issuer and date that name two documents name none`() async throws {
        try await withHub { hub in
            _ = try await hub.send(try Packages.document(id: "một"), as: "g22").receipt
            _ = try await hub.send(try Packages.document(id: "hai"), as: "g22").receipt
            #expect(try await hub.send(try Packages.status(.accepted, id: "ba"), as: "h29").status == .notFound)
            #expect(try await hub.send(try Packages.status(.accepted, id: "hai"), as: "h29").status == .created)
        }
    }

    /// Lesson B6.
    @Test func `a status without staff and prefix is applied`() async throws {
        try await withHub { hub in
            let sent = try await hub.send(try Samples.package("new-two-recipients-library-order"), as: "h29").receipt
            _ = try await hub.send(try Samples.package("status-no-staff-no-prefix"), as: "h53").receipt
            let reports = try await hub.tracking(sent.packageID, as: "h29").receivers.last?.handling
            #expect(reports?.map(\.status) == ["03"])
            #expect(reports?.first?.staff == nil)
        }
    }

    @Test func `asking back goes from the sender to the receiver, the answer back, also on a recall`() async throws {
        try await withHub { hub in
            let sent = try await hub.send(try Samples.package("urgent-ordinary"), as: "h29").receipt
            #expect(sent.to.contains("H29.93"))
            #expect(try await hub.send(try Samples.package("status-13"), as: "h29").receipt.to == ["H29.93"])
            let recall = try await hub.send(try Samples.package("recall"), as: "h29").receipt
            #expect(recall.kind == "recall")
            _ = try await hub.send(try Samples.package("status-15"), as: "h29").receipt
            let asked = try await hub.tracking(sent.packageID, as: "h29").receivers.first { $0.organ == "H29.93" }
            let answered = try await hub.tracking(recall.packageID, as: "h29").receivers.first { $0.organ == "H29.93" }
            #expect(asked?.handling.map(\.status) == ["13"])
            #expect(answered?.handling.map(\.status) == ["15"])
        }
    }
}
