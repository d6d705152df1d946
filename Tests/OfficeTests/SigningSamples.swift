import Foundation
import Programs
import Testing
import Trust

@testable import Office

/// Keys, pictures and files for tests of signing. `script/bootstrap --tests` installs the programs; without them these tests fail.
enum SigningSamples {
    /// A PNG of six by three points with transparent ground.
    static let picture = Data(
        base64Encoded:
            "iVBORw0KGgoAAAANSUhEUgAAAAYAAAADCAYAAACwAX77AAAAFUlEQVR42mNkYDjRwIAFMDHgADglAFzsAU53kfCIAAAAAElFTkSuQmCC")!
    /// The same without transparency.
    static let opaquePicture = Data(
        base64Encoded:
            "iVBORw0KGgoAAAANSUhEUgAAAAYAAAADCAIAAAA/Y+msAAAAFElEQVR42mNkYDjBgAqYGDAAFiEAKxQAzsubRy8AAAAASUVORK5CYII=")!

    static let trust = Result { try TrustFolder(Samples.url("pki")) }

    static func tool(_ environment: [String: String] = [:]) throws -> SigningTool {
        // A machine that runs all tests at once is slow.
        try #require(
            SigningTool(environment: environment, deadline: .seconds(240)), "script/bootstrap --tests installs pyHanko")
    }

    /// Runs a program to its end; what it wrote. Throws when it fails.
    @discardableResult
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String]? = nil
    ) async throws -> Data {
        let result = try await Program("/usr/bin/\(program)", arguments, environment: environment).run()
        try #require(result.status == 0, "\(program) \(arguments.first ?? "")")
        return Data(result.bytes)
    }

    /// A PKCS#12 file of a key and certificate of the samples, `person-h29` or another.
    static func keyFile(_ name: String, password: String) async throws -> Data {
        try await self.run(
            "openssl",
            [
                "pkcs12", "-export", "-inkey", Samples.url("pki/\(name).key.pem").path, "-in",
                Samples.url("pki/\(name).cert.pem").path, "-passout", "pass:\(password)",
            ])
    }

    /// Folder for one test.
    static func folder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "signing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    /// What a document looks like before it is signed: room for number and date, the signer's name last.
    static func document(signer: String, notation: String = "UBND-A") throws -> [UInt8] {
        try #require(TextPDF()).bytes([
            .init(text: "Số: ................ /\(notation)"),
            .init(text: "TP. HCM, ngày .......... tháng .......... năm 2026"),
            .init(text: "Kính gửi: Văn phòng Chính phủ"), .init(text: "Nội dung thử nghiệm."), .init(text: ""),
            .init(text: "CHỦ TỊCH"), .init(text: ""), .init(text: ""), .init(text: ""), .init(text: signer),
        ])
    }

    /// A SoftHSM token "van-thu" with the PIN 123456 that holds the key of a sample as "con-dau".
    static func token(
        _ name: String, in folder: URL
    ) async throws -> (token: SignerToken, environment: [String: String]) {
        let module = "/usr/lib/softhsm/libsofthsm2.so"
        let configuration = folder.appending(path: "softhsm.conf")
        let tokens = folder.appending(path: "tokens")
        try FileManager.default.createDirectory(at: tokens, withIntermediateDirectories: true)
        try "directories.tokendir = \(tokens.path)\nobjectstore.backend = file\n".write(
            to: configuration, atomically: true, encoding: .utf8)
        let environment = ["SOFTHSM2_CONF": configuration.path]
        let (key, certificate) = (folder.appending(path: "key.p8").path, folder.appending(path: "cert.der").path)
        try await self.run(
            "softhsm2-util",
            ["--init-token", "--free", "--label", "van-thu", "--pin", "123456", "--so-pin", "87654321"],
            environment: environment)
        try await self.run(
            "openssl",
            ["pkcs8", "-topk8", "-nocrypt", "-in", Samples.url("pki/\(name).key.pem").path, "-out", key])
        try await self.run(
            "openssl",
            ["x509", "-in", Samples.url("pki/\(name).cert.pem").path, "-outform", "der", "-out", certificate])
        try await self.run(
            "softhsm2-util",
            ["--import", key, "--token", "van-thu", "--label", "con-dau", "--id", "01", "--pin", "123456"],
            environment: environment)
        try await self.run(
            "pkcs11-tool",
            [
                "--module", module, "--token-label", "van-thu", "--login", "--pin", "123456", "--write-object",
                certificate, "--type", "cert", "--label", "con-dau", "--id", "01",
            ], environment: environment)
        return (SignerToken(module: module, token: "van-thu", key: "con-dau"), environment)
    }
}
