import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import Web

@testable import VendorGateway

/// The description of the gateway's API says what the gateway does.
@Suite struct DescriptionTests {
    private let all = APIDescription.gateway.operations

    @Test func `every route is described, and nothing else`() async throws {
        try await withAPI { api in
            let routes = GatewayServer.router(api.gateway.gateway, health: api.gateway.health).routes
                .filter { !$0.path.description.hasPrefix("/assets/") }.map { "\($0.method) \($0.path)" }
            #expect(Set(self.all.map { "\($0.method) \($0.path)" }) == Set(routes))
            #expect(self.all.count == routes.count)
        }
    }

    @Test func `names are told once, references lead somewhere, every sentence is told in Vietnamese`() {
        let description = APIDescription.gateway
        #expect(Set(self.all.map(\.id)).count == self.all.count)
        let names = Set(description.schemas.map(\.name))
        var sentences: [String] = []
        for operation in self.all {
            #expect(Set(operation.answers.map(\.status)).count == operation.answers.count, "\(operation.id)")
            #expect(operation.isOpen || operation.answers.contains { $0.status == 401 }, "\(operation.id)")
            for answer in operation.answers {
                if case .reference(let name) = answer.schema { #expect(names.contains(name), "\(name)") }
            }
            sentences += [operation.english] + operation.parameters.map(\.english) + operation.answers.map(\.english)
        }
        for schema in description.schemas.map(\.schema) { sentences += SchemaText.notes(schema) }
        #expect(Set(sentences).filter { !$0.isEmpty && description.vietnamese($0) == nil } == [])
    }

    @Test func `it is served to everybody`() async throws {
        try await withAPI { api in
            let json = try await api.call(.get, "/openapi.json", token: nil)
            #expect(json.status == .ok)
            #expect(try json.decode(JSON.self)["openapi"] == .text("3.1.0"))
            let page = try await api.call(.get, "/docs", token: nil)
            #expect(page.status == .ok)
            for part in APIDescription.gateway.parts {
                let text = String(buffer: try await api.call(.get, "/docs/\(part.id)", token: nil).body)
                for operation in part.operations {
                    #expect(String(buffer: page.body).contains("#\(operation.id)\""), "\(operation.id)")
                    #expect(text.contains("id=\"\(operation.id)\""), "\(operation.id)")
                }
            }
        }
    }
}
