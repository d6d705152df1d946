import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

extension TestOffice {
    /// A token of somebody, as their account page makes it.
    func token(of person: String, readsOnly: Bool = false, endsOn: CalendarDate? = nil) async throws -> String {
        let office = self.office
        let fields = try FormFields(
            json: .object([
                "name": .text("Phần mềm thử"), "ends": .text((endsOn ?? office.today).iso),
                "rights": .text(readsOnly ? "read" : "full"), "once": .text(RandomText.secret()), "version": .number(0),
            ]))
        let account = try #require(try await office.database.read { try PersonStore.person(person, in: $0) })
        let made = try await AccessTokenActs(office: office).make(
            try .init(fields), by: account, form: try fields.token())
        return try #require(made)
    }

    /// One call of the API.
    func call(
        _ method: HTTPRequest.Method, _ path: String, token: String?, key: String = RandomText.secret(),
        delegation: String? = nil, post: String? = nil, _ body: JSON? = nil
    ) async throws -> TestResponse {
        var headers: HTTPFields = [:]
        headers[.authorization] = token.map { "Bearer \($0)" }
        headers[.contentType] = "application/json"
        if method == .post { headers[try #require(.init("Idempotency-Key"))] = key }
        headers[try #require(.init("Delegation"))] = delegation
        headers[try #require(.init("Post"))] = post
        return try await self.client.execute(
            uri: "/api/v1/\(path)", method: method, headers: headers,
            body: body.map { ByteBuffer(string: $0.canonical) })
    }

    /// What an answer says.
    static func json(_ response: TestResponse) throws -> JSON {
        try #require(JSON(utf8: Array(response.body.readableBytesView)))
    }

    /// What a call that reads answers.
    static func read(_ path: String, _ token: String, _ test: TestOffice) async throws -> JSON {
        try self.json(try await test.call(.get, path, token: token))
    }

    /// The code of a refusal and its field; nothing where the act was done.
    static func told(_ answer: TestResponse) throws -> [String?] {
        let told = try self.json(answer)
        return [told["code"]?.string, told["place"]?.string]
    }
}
