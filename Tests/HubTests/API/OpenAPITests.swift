import EdXML
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Hub
import Web

/// The description of the API says what the hub does.
@Suite struct OpenAPITests {
    @Test func `every route is described, and nothing else`() async throws {
        try await withHub { hub in
            let routes = Set(
                hub.parts.router.routes.filter { !$0.path.description.hasPrefix("/assets/") }
                    .map { "\($0.method) \($0.path)" })
            let described = APIOperation.all.map { "\($0.method) \($0.path)" }
            #expect(Set(described) == routes)
            #expect(described.count == routes.count)
        }
    }

    @Test func `names are told once, references lead somewhere, each answer once`() {
        #expect(Set(APIOperation.all.map(\.id)).count == APIOperation.all.count)
        let names = Set(APISchemas.all.map(\.name))
        for operation in APIOperation.all {
            #expect(Set(operation.answers.map(\.status)).count == operation.answers.count, "\(operation.id)")
            #expect(operation.isOpen || operation.answers.contains { $0.status == 401 }, "\(operation.id)")
            #expect(!operation.vietnamese.isEmpty && operation.english.hasSuffix("."), "\(operation.id)")
            let inPath = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                $0.dropFirst().dropLast()
            }
            #expect(operation.parameters.filter { $0.place == .path }.map { Substring($0.name) } == inPath)
            for answer in operation.answers {
                if case .reference(let name) = answer.schema { #expect(names.contains(name), "\(name)") }
            }
        }
    }

    @Test func `every sentence of the description is told in Vietnamese too`() {
        var sentences: [String] = []
        for operation in APIOperation.all {
            sentences += [operation.english] + operation.parameters.map(\.english) + operation.answers.map(\.english)
            sentences += [operation.body?.english].compactMap { $0 }
        }
        for schema in APISchemas.all.map(\.schema) { sentences += SchemaText.notes(schema) }
        let missing = Set(sentences).filter { !$0.isEmpty && APIWords.vietnamese($0) == nil }
        #expect(missing == [])
    }

    @Test func `the document is served to everybody`() async throws {
        try await withHub { hub in
            let response = try await hub.call(.get, "/openapi.json", as: nil)
            #expect(response.status == .ok && response.headers[.contentType] == "application/json")
            let json = try response.decode(JSON.self)
            #expect(json == APIDescription.hub(named: "x").openAPI && json["openapi"] == .text("3.1.0"))
        }
    }

    @Test func `the pages are served to everybody under a strict policy and tell every call and every code`()
        async throws
    {
        try await withHub { hub in
            let response = try await hub.call(.get, "/docs", as: nil)
            #expect(response.status == .ok)
            let policy = response.headers[try #require(HTTPField.Name("Content-Security-Policy"))]
            #expect(policy?.hasPrefix("default-src 'none'") == true)
            let page = String(buffer: response.body)
            let parts = APIDescription.hub(named: "x").parts
            #expect(parts.flatMap(\.operations).count == APIOperation.all.count)
            for part in parts {
                let text = String(buffer: try await hub.call(.get, "/docs/\(part.id)", as: nil).body)
                #expect(!text.contains("`"), "\(part.id)")
                for operation in part.operations {
                    #expect(page.contains("href=\"/docs/\(part.id)#\(operation.id)\""), "\(operation.id)")
                    #expect(text.contains("id=\"\(operation.id)\""), "\(operation.id)")
                    #expect(
                        text.contains("<code>\(operation.method.rawValue) \(operation.path)</code>"), "\(operation.id)")
                }
            }
            let schemas = String(buffer: try await hub.call(.get, "/docs/schemas", as: nil).body)
            for name in APISchemas.all.map(\.name) { #expect(schemas.contains("id=\"schema-\(name)\""), "\(name)") }
            #expect(try await hub.call(.get, "/docs/x", as: nil).status == .notFound)
            for code in Fault.Code.allCases {
                #expect(page.contains("<code>\(code.rawValue)</code>") == (code.meaning != nil), "\(code.rawValue)")
            }
            #expect(!page.contains("`"))
            for path in page.matches(of: /(?:href|src)="(\/assets\/[^"]+)"/).map(\.1) {
                #expect(try await hub.call(.get, String(path), as: nil).status == .ok, "\(path)")
            }
        }
    }

    @Test func `real answers have the shapes that are described`() async throws {
        try await withHub { hub in
            let package = try Packages.document(number: 90_001)
            let receipt = try await hub.send(package, as: "g22")
            try Self.expect(receipt, of: "sendPackage")
            try Self.expect(try await hub.send(package, as: "g22"), of: "sendPackage")
            let item = try #require(try await hub.inbox("h29").items.first)
            try Self.expect(try await hub.call(.get, "/v1/inbox", as: "h29"), of: "listInbox")
            try Self.expect(try await hub.call(.get, "/v1/transport", as: "g22"), of: "listTransport")
            try Self.expect(try await hub.acknowledge(item, as: "h29", body: "{}"), of: "acknowledge")
            try Self.expect(try await hub.acknowledge(item, as: "h29"), of: "acknowledge")
            _ = try await hub.send(Packages.status(.accepted), as: "h29")
            try Self.expect(try await hub.call(.get, "/v1/packages/\(item.packageId)", as: "g22"), of: "trackPackage")
            try Self.expect(try await hub.call(.get, "/v1/packages/x", as: "g22"), of: "trackPackage")
            try Self.expect(
                try await hub.call(.get, "/v1/evidence/packages/\(item.packageId)", as: "g22"), of: "listReceipts")
            try Self.expect(
                try await hub.call(.get, "/v1/evidence/consistency?from=1&to=2", as: "g22"), of: "consistency")
            #expect(try await hub.call(.get, "/v1/evidence/checkpoint", as: "g22").status == .ok)
            try Self.expect(try await hub.call(.get, "/v1/organs?limit=3", as: "g22"), of: "listOrgans")
            try Self.expect(try await hub.call(.get, "/v1/organs?find=chinh%20phu", as: "g22"), of: "listOrgans")
            try Self.expect(try await hub.call(.get, "/v1/organs/G22", as: "g22"), of: "showOrgan")
            try Self.expect(try await hub.call(.get, "/health", as: nil), of: "health")
            try Self.expect(try await hub.call(.get, "/v1/webhook", as: "h29"), of: "showWebhook")
            try await WebhookStore(database: hub.parts.database).set(
                "https://example.org/", of: "h29", now: TestHub.now)
            try Self.expect(try await hub.call(.get, "/v1/webhook", as: "h29"), of: "showWebhook")
            try Self.expect(try await hub.call(.get, "/v1/inbox", as: nil), of: "listInbox")
            try Self.expect(try await hub.send(Array("x".utf8), as: "g22"), of: "sendPackage")
        }
    }

    static func expect(_ response: TestResponse, of id: String) throws {
        let operation = try #require(APIOperation.all.first { $0.id == id })
        let answer = try #require(
            operation.answers.first { $0.status == response.status.code }, "\(id): \(response.status.code)")
        guard let schema = answer.schema else {
            #expect(response.body.readableBytes == 0, "\(id)")
            return
        }
        #expect(response.headers[.contentType] == answer.type)
        #expect(Self.faults(try response.decode(JSON.self), as: schema, at: id) == [])
    }

    /// Where `json` has another shape.
    private static func faults(_ json: JSON, as schema: APISchema, at place: String) -> [String] {
        switch (schema, json) {
        case (.reference(let name), _):
            guard let schema = APISchemas.all.first(where: { $0.name == name })?.schema else {
                return ["\(place): \(name)"]
            }
            return self.faults(json, as: schema, at: place)
        case (.object(let members), .object(let values)):
            let required = Set(members.map(\.0).filter { !$0.hasSuffix("?") })
            let known = Dictionary(
                uniqueKeysWithValues: members.map { ($0.0.hasSuffix("?") ? String($0.0.dropLast()) : $0.0, $0.1) })
            let missing = required.subtracting(values.keys).map { "\(place).\($0) is missing" }
            return missing
                + values.sorted { $0.key < $1.key }.flatMap { key, value -> [String] in
                    guard let schema = known[key] else { return ["\(place).\(key) is not described"] }
                    return value == .null ? [] : self.faults(value, as: schema, at: "\(place).\(key)")
                }
        case (.list(let schema), .list(let values)):
            return values.enumerated().flatMap { self.faults($1, as: schema, at: "\(place)[\($0)]") }
        case (.choice(let words, _), .text(let word)): return words.contains(word) ? [] : ["\(place) is \(word)"]
        case (.instant, .text(let text)): return Date(sql: .text(text)) == nil ? ["\(place) is no instant"] : []
        case (.any, _), (.text, .text), (.integer, .number), (.boolean, .bool): return []
        default: return ["\(place) has another type"]
        }
    }
}
