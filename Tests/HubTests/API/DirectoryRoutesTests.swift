import Foundation
@testable import Hub
import Web
import Hummingbird
import HummingbirdTesting
import Testing

@Suite struct DirectoryRoutesTests {
    struct Page: Decodable {
        var organs: [Organ]
        var next: String?
        struct Organ: Decodable {
            var code: String
            var oldCode: String?
            var name: String
            var validTo: String?
            var successor: String?
        }
    }

    @Test func `the directory is read page by page`() async throws {
        try await withHub { hub in
            var codes: [String] = []
            var after = ""
            for _ in 0..<5 {
                let page = try await hub.call(.get, "/v1/organs?limit=30&after=\(after)", as: "h29").decode(Page.self)
                codes += page.organs.map(\.code)
                guard let next = page.next else { break }
                after = next
            }
            #expect(codes.count == 118 && Set(codes).count == 118)
            #expect(codes == codes.sorted())
        }
    }

    @Test func `a closed agency names its end and its successor, what is empty is null`() async throws {
        try await withHub { hub in
            let response = try await hub.call(.get, "/v1/organs?limit=1&after=H29.94", as: "h29")
            let organ = try #require(try response.decode(Page.self).organs.first)
            #expect(organ.code == "H29.95" && organ.oldCode == "000.00.95.H29")
            #expect(organ.validTo == "2024-06-30" && organ.successor == "H29.96")
            let other = try await hub.call(.get, "/v1/organs?limit=1&after=H29.95", as: "h29")
            #expect(other.text.contains(#""successor":null"#))
        }
    }

    @Test func `agencies are found by name without marks, and told as of a day`() async throws {
        try await withHub { hub in
            let page = try await hub.call(.get, "/v1/organs?find=van%20hoa%20the%20thao", as: "h29").decode(Page.self)
            #expect(page.organs.map(\.code) == ["G16"])
            let organ = try await hub.call(.get, "/v1/organs/000.00.00.G22", as: "h29").decode(Page.Organ.self)
            #expect(organ.code == "G22")
            #expect(try await hub.call(.get, "/v1/organs/G22?on=1990-01-01", as: "h29").problem.code == "not-found")
            #expect(try await hub.call(.get, "/v1/organs/G22?on=x", as: "h29").problem.code == "invalid-request")
        }
    }

    /// Lesson G2.
    @Test func `whatever is not open to everybody asks who calls`() async throws {
        try await withHub { hub in
            for operation in APIOperation.all where !operation.isOpen {
                let path = operation.path.replacing(/\{[a-z]+\}/, with: "x")
                for token in [nil, "nobody"] {
                    let response = try await hub.call(operation.method, path, as: token)
                    #expect(response.status == .unauthorized, "\(operation.id)")
                }
            }
            #expect(
                Set(APIOperation.all.filter(\.isOpen).map(\.path)) == [
                    "/health", "/openapi.json", "/docs", "/docs/{part}",
                ])
        }
    }

    @Test(arguments: ["/", "/v1", "/v1/nothing", "/health/x", "/v1/organs/../health"])
    func `an unknown address is answered with problem details`(path: String) async throws {
        try await withHub { hub in
            let response = try await hub.call(.get, path, as: "h29")
            #expect(response.status == .notFound)
            #expect(try response.problem.code == "not-found")
        }
    }

    @Test(arguments: ["'", ";--", "%25", "%00", "..%2F..%2Fetc%2Fpasswd", "\u{1EBF}"])
    func `strange ids are simply not found`(id: String) async throws {
        try await withHub { hub in
            let package = try await hub.call(.get, "/v1/packages/\(id)", as: "g22")
            #expect(package.status == .notFound)
            #expect(try await hub.call(.get, "/v1/deliveries/\(id)/package", as: "h29").status == .notFound)
            #expect(try await hub.call(.get, "/v1/organs?after=\(id)", as: "h29").status == .ok)
        }
    }
}
