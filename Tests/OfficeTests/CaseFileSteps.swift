import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

extension TestOffice {
    static let caseFields = [
        "heading": "A", "title": "Hồ sơ về việc thử nghiệm liên thông", "retention": "10", "access": "free",
        "matter": "ordinary", "language": "Tiếng Việt", "note": "",
    ]

    /// Opens a file outside the list; returns its id.
    func openFile(as person: String = "officer-A", _ fields: [String: String] = [:]) async throws -> String {
        let all = Self.caseFields.merging(["started": self.office.today.shown]) { $1 }.merging(fields) { $1 }
        let answer = try await self.post("/case-files", as: person, version: 0, all)
        #expect(answer.status == .seeOther, "\(answer.status)")
        return String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    /// The file as it is, whoever may see it.
    func file(_ id: String) async throws -> CaseFile {
        let file = try await self.office.database.read { connection in
            try connection.row("\(CaseFile.query) WHERE case_file.id = $1", id).map(CaseFile.init)
        }
        return try #require(file)
    }

    /// Does an act of the file with its present version.
    func act(_ act: String, on id: String, as person: String = "officer-A", _ fields: [String: String] = [:])
        async throws -> TestResponse
    {
        try await self.post(
            "/case-files/\(id)/\(act)", as: person, version: try await self.file(id).version, fields)
    }

    /// An incoming document at which Phòng A works, ready to be put into files.
    func filedDocument(number: String, into id: String, as person: String = "officer-A") async throws -> String {
        let document = try await self.arrival(number: number)
        try await self.handle(document, until: .assigned)
        let answer = try await self.post("/incoming/\(document)/case-files", as: person, version: 0, ["file": id])
        #expect(answer.status == .seeOther, "\(answer.status)")
        return document
    }
}
