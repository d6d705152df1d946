import Exchange
import Foundation
import Testing

@testable import lienthong

@Suite struct ServerSettingsTests {
    @Test func `the flag wins over the environment, the environment over the file`() async throws {
        let all = ["LIENTHONG_HUB_CA": "environment"]
        #expect(try await Self.value("hub-ca: file", flag: "flag", environment: all) == "flag")
        #expect(try await Self.value("hub-ca: file", flag: nil, environment: all) == "environment")
        #expect(try await Self.value("hub-ca: file", flag: nil, environment: [:]) == "file")
        #expect(try await Self.value("data: x", flag: nil, environment: [:]) == nil)
    }

    @Test(arguments: [
        ("hub-cx: misspelt", "hub-cx"), ("hub-ca: [a, b]", "hub-ca"), ("- hub-ca", "mapping"),
        ("hub-ca: 'open", "read"),
    ])
    func `a file that cannot be meant is refused and says where`(yaml: String, word: String) async throws {
        let fault = await #expect(throws: Fault.self) {
            _ = try await Self.value(yaml, flag: nil, environment: [:])
        }
        #expect(fault?.code == .invalidRequest)
        #expect(fault?.english.contains(word) == true)
    }

    @Test func `a number in the file is read as it stands, a wrong one is refused`() async throws {
        try await withFolder { folder in
            let settings = try Self.settings("data: 300", in: folder)
            #expect(try settings.value("data", ServerSettings.mebibytes) == 300 << 20)
            #expect(throws: Fault.self) { try settings.value("data", ListenAddress.init(argument:)) }
            #expect(throws: Fault.self) { try settings.required("hub-ca", ServerSettings.path) }
        }
    }

    private static func settings(
        _ yaml: String, flag: String? = nil, environment: [String: String] = [:], in folder: URL
    ) throws -> ServerSettings {
        let file = folder.appending(path: "server.yaml")
        try Data(yaml.utf8).write(to: file)
        return try ServerSettings(
            file: file.path, keys: ["data", "hub-ca"], flags: ["hub-ca": flag], environment: environment)
    }

    private static func value(
        _ yaml: String, flag: String?, environment: [String: String]
    ) async throws -> String? {
        try await withFolder { folder in
            try Self.settings(yaml, flag: flag, environment: environment, in: folder).text("hub-ca")
        }
    }
}
