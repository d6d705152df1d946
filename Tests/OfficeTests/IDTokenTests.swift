import Crypto
import CryptoExtras
import Exchange
import Foundation
import Testing

@testable import Office

/// What a token of a provider must be to count.
@Suite struct IDTokenTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)
    private static let expected = IDToken.Expected(
        issuer: "https://noi-cap.example", client: "van-phong", nonce: "n-1", nameClaim: "preferred_username", now: now)
    private static let seconds = Int(now.timeIntervalSince1970)

    private static let right: [String: JSON] = [
        "iss": .text("https://noi-cap.example"), "aud": .text("van-phong"), "nonce": .text("n-1"),
        "sub": .text("tk-1"), "preferred_username": .text("vanthu"), "iat": .number(seconds),
        "exp": .number(seconds + 300), "amr": .list([.text("pwd"), .text("mfa")]),
        "realm_access": .object(["roles": .list([.text("x")])]),
    ]

    private static func read(_ token: String, _ keys: [TestKey]) throws -> IDToken {
        let keys = try #require(ProviderKey.read(try TestKey.keySet(keys)))
        return try IDToken(token, signedBy: keys, Self.expected)
    }

    @Test func `a right token of either kind of key is read`() throws {
        for key in [try TestKey.rsa("r"), TestKey.p256("e")] {
            let token = try Self.read(try key.token(Self.right), [TestKey.p256("other"), key])
            #expect(token.subject == "tk-1" && token.name == "vanthu")
            #expect(token.methods == ["pwd", "mfa"] && token.hasSecondFactor)
        }
    }

    @Test func `a second factor is believed only where the token tells one`() throws {
        let key = TestKey.p256("e")
        let cases: [(JSON, Bool)] = [
            (.list([.text("pwd")]), false), (.null, false), (.list([.text("pwd"), .text("mfa")]), true),
            (.list([.text("hwk")]), false), (.list([.text("pwd"), .text("otp")]), false), (.text("sc"), true),
            (.number(1), false),
        ]
        for (methods, isStrong) in cases {
            let claims = Self.right.merging(["amr": methods]) { $1 }
            #expect(try Self.read(try key.token(claims), [key]).hasSecondFactor == isStrong, "\(methods)")
        }
    }

    /// What is wrong, in which claim, and how it is called.
    static let wrong: [(String, JSON?, IDToken.Refusal)] = [
        ("iss", .text("https://noi-cap.example/"), .issuer), ("iss", nil, .issuer),
        ("aud", .text("khac"), .audience), ("aud", .list([.text("khac")]), .audience), ("aud", nil, .audience),
        ("aud", .list([.text("van-phong"), .text("khac")]), .authorizedParty), ("azp", .text("khac"), .authorizedParty),
        ("azp", .number(1), .authorizedParty),
        ("exp", .number(seconds - 61), .expired), ("exp", nil, .expired), ("exp", .text("2100"), .expired),
        ("exp", .bool(true), .expired), ("iat", .number(seconds + 61), .issuedAt),
        ("iat", .number(seconds - 661), .issuedAt),
        ("iat", nil, .issuedAt), ("nbf", .number(seconds + 61), .notYet), ("nbf", .text("x"), .notYet),
        ("nonce", .text("n-2"), .nonce), ("nonce", nil, .nonce), ("sub", .text(""), .subject), ("sub", nil, .subject),
        ("sub", .text("tk\n1"), .subject), ("sub", .text(String(repeating: "x", count: 256)), .subject),
    ]

    @Test(arguments: IDTokenTests.wrong) func `a wrong claim is refused by its name`(
        claim: String, value: JSON?, refusal: IDToken.Refusal
    ) throws {
        let key = TestKey.p256("e")
        var claims = Self.right
        claims[claim] = value
        #expect(throws: refusal) { try Self.read(try key.token(claims), [key]) }
    }

    @Test func `clocks may differ by a minute, and several audiences need us as the party`() throws {
        let key = TestKey.p256("e")
        let cases: [[String: JSON]] = [
            ["exp": .number(Self.seconds - 59)], ["iat": .number(Self.seconds + 60)],
            ["nbf": .number(Self.seconds + 60)],
            ["aud": .list([.text("khac"), .text("van-phong")]), "azp": .text("van-phong")],
        ]
        for claims in cases {
            let token = try key.token(Self.right.merging(claims) { $1 })
            #expect(try Self.read(token, [key]).subject == "tk-1", "\(claims)")
        }
    }

    @Test func `none, symmetric signatures and other algorithms are refused`() throws {
        let key = try TestKey.rsa("r")
        for name in ["none", "None", "HS256", "RS512", "PS256", "", "rs256"] {
            #expect(throws: IDToken.Refusal.algorithm, "\(name)") {
                try Self.read(try key.token(Self.right, header: ["alg": .text(name)]), [key])
            }
        }
        let unsigned = TestKey.unsigned(["alg": .text("none")], Self.right) + "."
        #expect(throws: IDToken.Refusal.algorithm) { try Self.read(unsigned, [key]) }
        // The public key as the secret of a symmetric signature.
        guard case .rsa(let own) = key.kind else { return }
        let signed = TestKey.unsigned(["alg": .text("HS256"), "kid": .text("r")], Self.right)
        for secret in [Data(own.publicKey.pemRepresentation.utf8), own.publicKey.derRepresentation] {
            let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: secret))
            #expect(throws: IDToken.Refusal.algorithm) {
                try Self.read("\(signed).\(Base64URL.text(Data(code)))", [key])
            }
        }
    }

    @Test func `another key, another kind of key and a changed token are refused`() throws {
        let (key, other, rsa) = (TestKey.p256("e"), TestKey.p256("e"), try TestKey.rsa("e"))
        let token = try key.token(Self.right)
        #expect(throws: IDToken.Refusal.signature) { try Self.read(token, [other]) }
        #expect(throws: IDToken.Refusal.unknownKey) { try Self.read(token, [rsa]) }
        #expect(throws: IDToken.Refusal.unknownKey) { try Self.read(token, [TestKey.p256("f")]) }
        #expect(throws: IDToken.Refusal.unknownKey) { try Self.read(token, []) }
        let claims = TestKey.unsigned([:], Self.right.merging(["preferred_username": .text("admin")]) { $1 })
            .split(separator: ".")[1]
        let parts = token.split(separator: ".")
        #expect(throws: IDToken.Refusal.signature) { try Self.read("\(parts[0]).\(claims).\(parts[2])", [key]) }
        #expect(throws: IDToken.Refusal.signature) { try Self.read("\(parts[0]).\(parts[1]).", [key]) }
        #expect(throws: IDToken.Refusal.signature) { try Self.read("\(parts[0]).\(parts[1]).AAAA", [key]) }
    }

    @Test func `a token that names no key needs the only one of its kind`() throws {
        let (key, other) = (TestKey.p256("e"), TestKey.p256("f"))
        let token = try key.token(Self.right, header: ["kid": .null])
        #expect(try Self.read(token, [key, try TestKey.rsa("r")]).subject == "tk-1")
        #expect(throws: IDToken.Refusal.unknownKey) { try Self.read(token, [key, other]) }
    }

    @Test func `what is no token is malformed`() throws {
        let key = TestKey.p256("e")
        let token = try key.token(Self.right)
        let parts = token.split(separator: ".").map(String.init)
        let list = Base64URL.text(Data("[1]".utf8))
        for text in [
            "", "a", "a.b", "a.b.c", "\(token).x", "\(parts[0])=.\(parts[1]).\(parts[2])",
            "\(parts[0]).\(list).\(parts[2])",
            "\(list).\(parts[1]).\(parts[2])", "\(parts[0]).\(parts[1]).a b", String(repeating: "a", count: 40_000),
            try key.token(Self.right, header: ["crit": .list([.text("exp")])]),
        ] {
            #expect(throws: IDToken.Refusal.malformed, "\(text.prefix(60))") { try Self.read(text, [key]) }
        }
    }

    @Test func `keys of other kinds, of other uses and weak ones are left out`() throws {
        let weak = TestKey(id: "w", kind: .rsa(try .init(unsafeKeySize: .init(bitCount: 1024))))
        guard case .object(let right) = try TestKey.p256("e").entry() else { return }
        let entries: [JSON] = [
            try weak.entry(), .object(right.merging(["use": .text("enc")]) { $1 }),
            .object(right.merging(["alg": .text("RS256")]) { $1 }),
            .object(right.merging(["crv": .text("P-384")]) { $1 }),
            .object(right.merging(["x": .text("AAAA")]) { $1 }), .object(["kty": .text("oct"), "k": .text("AAAA")]),
            .null,
            .object(right),
        ]
        let set = Array(JSON.object(["keys": .list(entries)]).canonical.utf8)
        #expect(ProviderKey.read(set)?.map(\.id) == ["e"])
        #expect(ProviderKey.read(Array("{}".utf8)) == nil)
        #expect(ProviderKey.read(Array("khong".utf8)) == nil)
    }
}
