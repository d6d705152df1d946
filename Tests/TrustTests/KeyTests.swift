import Foundation
import Testing
import Trust

@Suite struct KeyTests {
    @Test func `a key is made once and read again, for its owner only`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "keys/receipt.key")
            let made = try SigningKey.loadOrMake(at: file)
            let read = try SigningKey.loadOrMake(at: file)
            #expect(made.verifyingKey.pem == read.verifyingKey.pem)
            #expect(try permissions(file) == 0o600)
            #expect(try permissions(file.deletingLastPathComponent()) == 0o700)
            #expect(try names(file.deletingLastPathComponent()) == ["receipt.key"])
        }
    }

    @Test func `a key file that holds something else is refused and left alone`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "receipt.key")
            try Data("not a key".utf8).write(to: file)
            #expect(throws: TrustError.self) { try SigningKey.loadOrMake(at: file) }
            #expect(try Data(contentsOf: file) == Data("not a key".utf8))
        }
    }

    @Test func `the public key is kept for everybody to read`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "receipt.pub.pem")
            let key = SigningKey()
            try key.verifyingKey.keep(at: file)
            try key.verifyingKey.keep(at: file)
            #expect(try String(contentsOf: file, encoding: .utf8) == key.verifyingKey.pem)
            #expect(try permissions(file) == 0o644)
        }
    }

    @Test func `two signatures of one text differ and both verify`() throws {
        let key = SigningKey()
        let signatures = [try key.sign("một"), try key.sign("một")]
        #expect(signatures[0] != signatures[1])
        #expect(signatures.allSatisfy { key.verifyingKey.verifies($0, of: "một") })
        #expect(!key.verifyingKey.verifies(signatures[0], of: "hai"))
    }
}

@Suite struct TokenTests {
    @Test func `tokens are 43 characters of base64url and never the same`() {
        let tokens = Set((0..<100).map { _ in Token.make() })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_-]{43}/) != nil })
    }

    @Test func `the hash of a token is its SHA-256`() {
        #expect(Token.hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("đ", "d", false)])
    func `comparing in constant time gives the right answer`(left: String, right: String, isEqual: Bool) {
        #expect(constantTimeEqual(left, right) == isEqual)
    }
}

@discardableResult
func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trust-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let result = Result { try body(folder) }
    try FileManager.default.removeItem(at: folder)
    return try result.get()
}

func permissions(_ file: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
}

func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}
