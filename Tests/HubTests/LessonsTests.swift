import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Hub

/// What went wrong in hubs in use and had no test elsewhere. Each test carries the number of its lesson; the others stand beside what
/// they are about.
@Suite struct LessonsTests {
    /// Lesson B2.
    @Test func `a list and a package whose answers never arrived are there again`() async throws {
        try await LiveHub.run(now: { TestHub.now }) { hub in
            for number in 90_001...90_003 { try await hub.send(number) }
            let before = try await hub.inbox("h29")
            for path in ["/v1/inbox", "/v1/deliveries/\(before[0].deliveryID)/package"] {
                // The connection is cut as soon as the request is out.
                let connection = try RawConnection(port: hub.address.port)
                try connection.send(
                    "GET \(path) HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(TestHub.token(of: "h29"))\r\n\r\n")
                connection.cut()
            }
            #expect(try await hub.inbox("h29") == before)
        }
    }

    /// Lesson B3.
    @Test func `a status and a document never share an id, an acknowledgement or a file`() async throws {
        try await withHub { hub in
            let document = try Packages.document()
            _ = try await hub.send(document, as: "g22").receipt
            _ = try await hub.send(Packages.document(from: "H29", to: ["G22"], number: 90_009), as: "h29").receipt
            _ = try await hub.send(Packages.status(.arrived), as: "h29").receipt
            let items = try await hub.inbox("g22").items
            #expect(items.map(\.kind) == ["new", "status"])
            let all = try await hub.inbox("h29").items + items
            #expect(Set(all.map(\.deliveryId)).count == 3 && Set(all.map(\.packageId)).count == 3)
            #expect(try await hub.acknowledge(items[1], as: "g22").status == .noContent)
            #expect(try await hub.inbox("g22").items == [items[0]])
            let bytes = try await hub.call(.get, "/v1/deliveries/\(items[0].deliveryId)/package", as: "g22").body
            #expect(ContentHash(of: Data(bytes.readableBytesView)).hex == items[0].sha256)
        }
    }

    /// Lesson B16.
    @Test(arguments: ["H5", "H", "H53.1", "%", "H5%", "' OR '1'='1", "H53;--"])
    func `an agency whose code is part of another's never sees its mail`(_ code: String) async throws {
        try await withHub { hub in
            let header = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email"
            _ = try? await OrganStore(database: hub.parts.database).importCSV(
                "\(header)\n\"\(code)\",,Cơ quan,,other,,,,,\n")
            let systems = SystemStore(database: hub.parts.database)
            _ = try await hub.send(Packages.document(to: ["H53"]), as: "g22").receipt
            if let organ = OrganCode(code), organ.text != "H53" {
                // Codes that the directory does not take connect nobody.
                _ = try? await systems.add(
                    id: "other", name: "other", organs: [organ], secret: TestHub.token(of: "other"), now: TestHub.now)
                if try await systems.find("other") != nil { #expect(try await hub.inbox("other").items.isEmpty) }
            }
            #expect(try await hub.inbox("h53").items.count == 1)
        }
    }

    /// Lesson B22.
    @Test func `a thousand receivers and a long subject are kept whole`() async throws {
        try await withHub { hub in
            let codes = (1...1000).map { "X99.\($0)" }
            let header = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email"
            let lines = codes.map { "\($0),,Cơ quan \($0),,other,,,,," }
            _ = try await OrganStore(database: hub.parts.database).importCSV(
                ([header] + lines).joined(separator: "\n") + "\n")
            let package = String(decoding: try Packages.document(to: codes), as: UTF8.self)
            let subject = String(repeating: "Về việc rất dài ", count: 125)
            let long = package.replacing("Về việc thử nghiệm liên thông", with: subject)
            let sent = try await hub.send(Array(long.utf8), as: "g22").receipt
            #expect(sent.to == codes)
            #expect(try await hub.tracking(sent.packageID, as: "g22").receivers.map(\.organ) == codes)
            let file = hub.parts.content.url(of: try #require(ContentHash(hex: sent.sha256)))
            #expect(try Data(contentsOf: file) == Data(long.utf8))
        }
    }

    /// The lessons of hubs (sections 2 and 3) and of the gateway (4) as far as they are the hub's: each number stands in the tests.
    @Test(arguments: [
        "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10", "B11", "B12", "B13", "B14", "B15", "B16", "B17",
        "B18", "B19", "B20", "B21", "B22",
        "N1",
        "N2",
        "G1",
        "G2",
        "G5",
    ])
    func `each lesson has a test that carries its number`(_ number: String) throws {
        let tests = Samples.url("../Tests").standardized
        let files = try #require(FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
        let isThere = try files.contains { file in
            guard let file = file as? URL, file.pathExtension == "swift" else { return false }
            return try String(contentsOf: file, encoding: .utf8).contains(try Regex("/// Lesson [^.]*\\b\(number)\\b"))
        }
        #expect(isThere)
    }
}
