import Exchange
import Foundation
import Storage
import Testing
import Web

@testable import Hub

/// `Expect: 100-continue`, byte for byte.
@Suite struct ExpectTests {
    private static func head(_ package: [UInt8], _ system: String, length: Int? = nil) -> String {
        """
        POST /v1/packages HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer \(TestHub.token(of: system))\r
        Content-Type: application/edxml+xml\r
        Content-Digest: \(ContentDigest.header(ContentHash(of: package)))\r
        Content-Length: \(length ?? package.count)\r
        Expect: 100-continue\r
        \r

        """
    }

    @Test func `who asks first is told to go on, then answered, on a connection that stays`() async throws {
        try await LiveHub.run(now: { TestHub.now }) { hub in
            try await onThread {
                let socket = try RawConnection(port: hub.address.port)
                defer { socket.end() }
                for number in [90_001, 90_002] {
                    let package = try Packages.document(number: number)
                    try socket.send(Self.head(package, "g22"))
                    let interim = try socket.receive(ContinueWhenRead.interim.utf8.count)
                    #expect(String(decoding: interim, as: UTF8.self) == ContinueWhenRead.interim)
                    try socket.send(package)
                    #expect(try socket.answer().status == 201)
                }
            }
        }
    }

    @Test(arguments: [("nobody", 0, 401), ("g22", 2 << 30, 413)])
    func `who is refused is told before he sends the body, and his connection ends`(
        system: String, length: Int, status: Int
    ) async throws {
        try await LiveHub.run(now: { TestHub.now }) { hub in
            try await onThread {
                let socket = try RawConnection(port: hub.address.port)
                defer { socket.end() }
                let package = try Packages.document()
                try socket.send(Self.head(package, system, length: length == 0 ? nil : length))
                // No interim answer: the first bytes are those of the final one.
                let first = "HTTP/1.1 \(status)"
                #expect(String(decoding: try socket.receive(first.utf8.count), as: UTF8.self) == first)
                var rest: [UInt8] = []
                while let byte = try? socket.receive(1) { rest += byte }
                #expect(String(decoding: rest, as: UTF8.self).lowercased().contains("\r\nconnection: close\r\n"))
            }
        }
    }
}
