import Foundation
import Testing
import Trust

@Suite struct ServerIdentityTests {
    static let now = Date(timeIntervalSince1970: 1_710_000_000)
    static let hosts = ["localhost", "127.0.0.1", "::1"]

    @Test func `certificates and keys are made once and kept`() throws {
        try withFolder { folder in
            let made = try Self.identity(folder)
            let read = try Self.identity(folder)
            #expect(made.certificatePEM == read.certificatePEM)
            #expect(made.keyPEM == read.keyPEM)
            #expect(try names(folder) == ["ca.key", "ca.pem", "server.key", "server.pem"])
            #expect(try permissions(folder.appending(path: "ca.key")) == 0o600)
            #expect(try permissions(folder.appending(path: "server.key")) == 0o600)
        }
    }

    @Test func `a certificate that ends within 30 days is made anew by the same authority`() throws {
        try withFolder { folder in
            let made = try Self.identity(folder)
            let early = try Self.identity(folder, now: Self.now.addingTimeInterval(366 * 86_400))
            let authority = try Self.authority(folder)
            let late = try Self.identity(folder, now: Self.now.addingTimeInterval(368 * 86_400))
            #expect(early.certificatePEM == made.certificatePEM)
            #expect(late.certificatePEM != made.certificatePEM)
            #expect(try Self.authority(folder) == authority)
        }
    }

    @Test func `a new host gives a new certificate`() throws {
        try withFolder { folder in
            let made = try Self.identity(folder)
            let authority = try Self.authority(folder)
            let other = try Self.identity(folder, hosts: Self.hosts + ["hub.example"])
            #expect(other.certificatePEM != made.certificatePEM)
            #expect(try Self.authority(folder) == authority)
        }
    }

    @Test func `a certificate of another authority is replaced`() throws {
        try withFolder { folder in
            let made = try Self.identity(folder)
            let authority = try Self.authority(folder)
            try FileManager.default.removeItem(at: folder.appending(path: "ca.key"))
            try FileManager.default.removeItem(at: folder.appending(path: "ca.pem"))
            let other = try Self.identity(folder)
            #expect(other.certificatePEM != made.certificatePEM)
            #expect(try Self.authority(folder) != authority)
        }
    }

    @Test func `a crash between key and certificate of the authority does no harm`() throws {
        try withFolder { folder in
            _ = try CertificateAuthority.loadOrMake(in: folder, name: "Thử CA", now: Self.now)
            let key = try Data(contentsOf: folder.appending(path: "ca.key"))
            try FileManager.default.removeItem(at: folder.appending(path: "ca.pem"))
            _ = try CertificateAuthority.loadOrMake(in: folder, name: "Thử CA", now: Self.now)
            #expect(try Data(contentsOf: folder.appending(path: "ca.key")) == key)
            #expect(try names(folder) == ["ca.key", "ca.pem"])
        }
    }

    @Test func `a certificate of the authority that belongs to another key is refused`() throws {
        try withFolder { folder in
            _ = try Self.identity(folder)
            try FileManager.default.removeItem(at: folder.appending(path: "ca.key"))
            #expect(throws: TrustError.self) { try Self.identity(folder) }
        }
    }

    @Test func `a server without a host gets no certificate`() throws {
        try withFolder { folder in
            #expect(throws: TrustError.self) { try Self.identity(folder, hosts: []) }
        }
    }

    private static func authority(_ folder: URL) throws -> Data {
        try Data(contentsOf: folder.appending(path: "ca.pem"))
    }

    private static func identity(
        _ folder: URL, hosts: [String] = Self.hosts, now: Date = Self.now
    ) throws -> ServerIdentity {
        try ServerIdentity.loadOrMake(in: folder, authorityName: "Thử CA", hosts: hosts, now: now)
    }
}
