import Exchange
import Foundation
@testable import Hub
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@Suite struct SendingTests {
    @Test func `a document is taken in with a receipt that verifies, and waits for its receiver`() async throws {
        try await withHub { hub in
            let package = try Samples.package("new-one-recipient")
            let response = try await hub.send(package, as: "g22")
            #expect(response.status == .created)
            let receipt = try response.receipt
            #expect(receipt.documentID == "G22,2024/03/12,90017/VPCP-KSTT")
            #expect(receipt.from == "G22" && receipt.to == ["H29"] && receipt.kind == "new")
            #expect(receipt.sha256 == ContentHash(of: package).hex && receipt.sizeBytes == package.count)
            #expect(receipt.at == Timestamp.text(TestHub.now))
            let pem = try String(contentsOf: hub.folder.appending(path: "keys/receipt.pub.pem"), encoding: .utf8)
            let proved = try Receipt(json: Data(response.body.readableBytesView))
            try proved.verify(with: try VerifyingKey(pem: pem))
            #expect(proved.checkpoint.hub == "Trục thử")

            let item = try #require(try await hub.inbox("h29").items.first)
            #expect(item.packageId == receipt.packageID && item.sha256 == receipt.sha256)
            #expect(
                item.from == "G22" && item.to == "H29" && item.kind == "new" && item.documentId == receipt.documentID)
            #expect(item.sizeBytes == package.count && item.receivedAt == receipt.at)
            #expect(try await hub.inbox("g22").items.isEmpty)
            #expect(try await hub.inbox("h53").items.isEmpty)
        }
    }

    /// Lesson B9.
    @Test func `the same send again gets the same answer and delivers nothing twice`() async throws {
        try await withHub { hub in
            let package = try Packages.document()
            let first = try await hub.send(package, as: "g22")
            let again = try await hub.send(package, as: "g22")
            #expect(first.status == .created)
            #expect(again.status == .ok)
            #expect(first.text == again.text)
            #expect(try await hub.inbox("h29").items.count == 1)
        }
    }

    @Test func `the same send many times at once is one package and one answer`() async throws {
        try await withHub { hub in
            let package = try Packages.document()
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<12 { group.addTask { try await hub.send(package, as: "g22") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter { $0.status == .created }.count == 1)
            #expect(answers.filter { $0.status == .ok }.count == 11)
            #expect(Set(answers.map(\.text)).count == 1)
            #expect(try await hub.inbox("h29").items.count == 1)
        }
    }

    @Test func `of different packages with one document at once one is taken in`() async throws {
        try await withHub { hub in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for filling in 0..<8 {
                    group.addTask {
                        let package = try Packages.document(filling: 0x41 + UInt8(filling))
                        return try await hub.send(package, as: "g22").status.code
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
            #expect(try await hub.inbox("h29").items.count == 1)
        }
    }

    /// Lesson B21.
    @Test func `many sends at once to one receiver all arrive, each under its own cursor`() async throws {
        try await withHub { hub in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let response = try await hub.send(try Packages.document(number: 91_000 + number), as: "g22")
                        #expect(response.status == .created)
                    }
                }
                try await group.waitForAll()
            }
            let items = try await hub.inbox("h29", query: "?limit=100").items
            #expect(items.count == 40)
            #expect(Set(items.map(\.documentId)).count == 40)
            #expect(items.map(\.cursor) == items.map(\.cursor).sorted() && Set(items.map(\.cursor)).count == 40)
        }
    }

    @Test func `every receiver gets a delivery of its own, whichever code names it`() async throws {
        try await withHub { hub in
            let receipt = try await hub.send(try Samples.package("new-two-recipients-library-order"), as: "h29").receipt
            #expect(receipt.from == "H29" && receipt.to == ["G22", "H53"])
            let items = [try await hub.inbox("g22").items, try await hub.inbox("h53").items]
            #expect(items.map(\.count) == [1, 1])
            #expect(Set(items.joined().map(\.deliveryId)).count == 2)
            #expect(Set(items.joined().map(\.packageId)) == [receipt.packageID])
        }
    }

    @Test func `an agency named by its old and its new code gets the document once`() async throws {
        try await withHub { hub in
            let receipt = try await hub.send(try Packages.document(to: ["H29", "000.00.00.H29"]), as: "g22").receipt
            #expect(receipt.to == ["H29"])
            #expect(try await hub.inbox("h29").items.count == 1)
        }
    }

    @Test func `forty receivers in one package`() async throws {
        try await withHub { hub in
            let response = try await hub.send(try Samples.package("new-forty-recipients"), as: "g22")
            #expect(try response.receipt.to.count == 40)
        }
    }

    @Test func `a document may go to a further receiver later, but not to the same one again`() async throws {
        try await withHub { hub in
            let first = try await hub.send(try Packages.document(), as: "g22").receipt
            #expect(try await hub.send(try Packages.document(to: ["H53"]), as: "g22").status == .created)
            let again = try await hub.send(try Packages.document(to: ["H14", "H29"]), as: "g22")
            #expect(again.status == .conflict)
            let problem = try again.problem
            #expect(problem.code == "duplicate-document")
            #expect(problem.title.contains(first.at) && problem.title.contains("H29"))
            #expect(problem.detail.contains("12:33 15/08/2024"))
            #expect(try await hub.inbox("h29").items.count == 1)
        }
    }

    @Test func `a receiver that could not take the package may get the document again`() async throws {
        try await withHub { hub in
            _ = try await hub.send(try Packages.document(), as: "g22").receipt
            let item = try #require(try await hub.inbox("h29").items.first)
            let body = #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip","reason":"Tệp hỏng"}"#
            #expect(try await hub.acknowledge(item, as: "h29", body: body).status == .noContent)
            #expect(try await hub.send(try Packages.document(filling: 0x42), as: "g22").status == .created)
        }
    }

    @Test func `a receiver that returned the document may get it again`() async throws {
        try await withHub { hub in
            _ = try await hub.send(try Packages.document(), as: "g22").receipt
            _ = try await hub.send(try Packages.status(.arrived), as: "h29").receipt
            #expect(try await hub.send(try Packages.document(filling: 0x42), as: "g22").status == .conflict)
            _ = try await hub.send(try Packages.status(.refused, minute: 1), as: "h29").receipt
            #expect(try await hub.send(try Packages.document(filling: 0x42), as: "g22").status == .created)
        }
    }

    @Test func `another sender's document of the same id is another document`() async throws {
        try await withHub { hub in
            let id = "không phải mã thường"
            let first = try await hub.send(try Packages.document(id: id), as: "g22")
            #expect(first.status == .created)
            #expect(try await hub.send(try Packages.document(from: "H53", id: id), as: "h53").status == .created)
            #expect(try await hub.inbox("h29").items.map(\.documentId) == [id, id])
        }
    }
}
