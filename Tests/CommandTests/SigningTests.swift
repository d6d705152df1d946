import EdXML
import Exchange
import Foundation
import Testing

@testable import lienthong

/// `edxml build --sign` and `edxml verify`, as processes.
@Suite struct SigningTests {
    private static let header = """
        {"kind": "new",
         "from": {"organId": "G22", "organName": "Văn phòng Chính phủ"},
         "to": [{"organId": "H29", "organName": "UBND TP. Hồ Chí Minh"}],
         "document": {
          "codeNumber": "90001", "codeNotation": "VPCP-KSTT", "place": "Hà Nội", "promulgationDate": "2024-03-12",
          "documentType": {"type": 2, "typeDetail": 18, "typeName": "Công văn"},
          "subject": "Về việc ký số gói tin", "signer": {"fullName": "Lê Minh Họa"}}}
        """

    /// Writes the package; the paths of the header and of the package.
    private static func build(_ folder: URL, _ options: String..., header: String = Self.header) async throws
        -> (run: Command.Result, package: String)
    {
        let path = folder.appending(path: "header.json").path
        try Data(header.utf8).write(to: URL(fileURLWithPath: path))
        let package = folder.appending(path: "out.edxml").path
        let arguments = ["edxml", "build", path, "--out", package] + options
        return (try await Command.run(arguments, folder: folder), package)
    }

    private static func verdict(_ package: String, _ folder: URL, trust: Bool = true) async throws -> JSON? {
        let options = trust ? ["--trust", Samples.url("pki").path] : []
        let run = try await Command.run(["edxml", "verify", package, "--json"] + options, folder: folder)
        #expect(run.status == 0)
        return try JSONDecoder().decode(JSON.self, from: Data(run.output.utf8))["signature"]
    }

    @Test func `what build signs, verify finds valid; one changed byte and it is not`() async throws {
        try await withFolder { folder in
            let pdf = Samples.url("documents/cong-van-don-doc-lien-thong.pdf").path
            let (run, package) = try await Self.build(
                folder, "--attach", pdf, "--sign", Samples.url("pki/agency-g22.key.pem").path,
                "--certificate", Samples.url("pki/agency-g22.cert.pem").path)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try await Self.verdict(package, folder)?["verdict"] == .text("valid"))
            #expect(try await Self.verdict(package, folder, trust: false)?["reason"] == .text("untrusted-issuer"))
            var bytes = try Data(contentsOf: URL(fileURLWithPath: package))
            let place = try #require(bytes.range(of: Data("Hà Nội".utf8)))
            bytes.replaceSubrange(place, with: Data("Hà Nam".utf8))
            try bytes.write(to: URL(fileURLWithPath: package))
            let changed = try await Self.verdict(package, folder)
            #expect(changed?["verdict"] == .text("invalid"))
            #expect(changed?["reason"] == .text("altered"))
        }
    }

    @Test func `a key without its certificate writes nothing`() async throws {
        try await withFolder { folder in
            let key = Samples.url("pki/agency-g22.key.pem").path
            let pdf = Samples.url("documents/cong-van-don-doc-lien-thong.pdf").path
            let (alone, package) = try await Self.build(folder, "--attach", pdf, "--sign", key)
            #expect(alone.status == 64)
            let (other, _) = try await Self.build(
                folder, "--attach", pdf, "--sign", key, "--certificate",
                Samples.url("pki/agency-h29.cert.pem").path)
            #expect(other.status == 65)
            #expect(other.errors.hasPrefix("bad-format: "))
            #expect(!FileManager.default.fileExists(atPath: package))
        }
    }

    @Test func `every fault is named at once, and nothing is written`() async throws {
        try await withFolder { folder in
            let header = Self.header.replacing("\"codeNumber\": \"90001\",", with: "")
                .replacing("2024-03-12", with: "2024-02-30")
            let (run, package) = try await Self.build(folder, header: header)
            #expect(run.status == 65)
            #expect(run.errors.contains("missing-field: "))
            #expect(run.errors.contains("bad-format: "))
            #expect(!FileManager.default.fileExists(atPath: package))
        }
    }
}
