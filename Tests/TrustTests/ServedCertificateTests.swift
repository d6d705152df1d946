import Foundation
import Testing
import Trust

@Suite struct ServedCertificateTests {
    @Test func `a reload that fails keeps the old certificate, one that succeeds takes the new`() throws {
        try withFolder { folder in
            let made = try Self.identity(folder, host: "localhost")
            let files = CertificateFiles(
                certificate: folder.appending(path: "server.pem"), key: folder.appending(path: "server.key"))
            let served = try ServedCertificate(files)
            try Data("no certificate".utf8).write(to: files.certificate)
            #expect(throws: (any Error).self) { try served.reload() }
            try Data(made.certificatePEM.utf8).write(to: files.certificate)
            try served.reload()
        }
    }

    @Test func `a key that belongs to another certificate is refused`() throws {
        try withFolder { one in
            try withFolder { other in
                _ = try Self.identity(one, host: "localhost")
                _ = try Self.identity(other, host: "localhost")
                let files = CertificateFiles(
                    certificate: one.appending(path: "server.pem"), key: other.appending(path: "server.key"))
                #expect(throws: (any Error).self) { try ServedCertificate(files) }
            }
        }
    }

    private static func identity(_ folder: URL, host: String) throws -> ServerIdentity {
        try ServerIdentity.loadOrMake(in: folder, authorityName: "Thử CA", hosts: [host], now: Date())
    }
}
