import Exchange
import Foundation
import Testing
import Trust

@testable import lienthong

@Suite struct SigningSettingsTests {
    private static func settings(_ environment: [String: String]) throws -> ServerSettings {
        try ServerSettings(file: nil, keys: SigningSettings.keys, flags: [:], environment: environment)
    }

    /// What passes for pyHanko until it is run.
    private static func pyHanko(in folder: URL) throws -> String {
        let python = folder.appending(path: "bin/python")
        try FileManager.default.createDirectory(
            at: python.deletingLastPathComponent(), withIntermediateDirectories: true)
        try "#!/bin/sh\nexit 1\n".write(to: python, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python.path)
        return folder.path
    }

    @Test func `the address that stamps is one of http or https with a host`() async throws {
        try await withFolder { folder in
            let known = ["LIENTHONG_PYHANKO": try Self.pyHanko(in: folder)]
            #expect(try SigningSettings.tool(Self.settings(known))?.stamps == nil)
            for good in ["http://tsa.example/", "https://tsa.example:8443/tsp"] {
                let given = try Self.settings(known.merging(["LIENTHONG_TIMESTAMP_URL": good]) { $1 })
                #expect(try SigningSettings.tool(given)?.stamps?.absoluteString == good)
            }
            for bad in [
                "", "tsa.example", "ftp://tsa.example/", "http:///tsp", "https://a:b@tsa.example/",
                "http://a.example/#b",
            ] {
                let given = try Self.settings(known.merging(["LIENTHONG_TIMESTAMP_URL": bad]) { $1 })
                #expect(throws: Fault.self, "\(bad)") { try SigningSettings.tool(given) }
            }
        }
    }

    @Test func `what needs pyHanko is refused where that is not`() async throws {
        try await withFolder { folder in
            let nowhere = folder.appending(path: "khong-co").path
            for key in ["LIENTHONG_TIMESTAMP_URL", "LIENTHONG_CHECK_REVOCATION"] {
                let value = key.hasSuffix("URL") ? "http://tsa.example/" : "true"
                let given = try Self.settings(["LIENTHONG_PYHANKO": nowhere, key: value])
                let fault = #expect(throws: Fault.self) {
                    _ = try (SigningSettings.tool(given), SigningSettings.revocation(given))
                }
                #expect(fault?.code == .invalidRequest && fault?.place == "pyhanko")
            }
            let known = ["LIENTHONG_PYHANKO": try Self.pyHanko(in: folder)]
            #expect(try SigningSettings.revocation(Self.settings(known)) != nil)
            let odd = try Self.settings(known.merging(["LIENTHONG_CHECK_REVOCATION": "có"]) { $1 })
            #expect(throws: Fault.self) { try SigningSettings.revocation(odd) }
        }
    }
}
