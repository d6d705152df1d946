import Foundation
import Trust

/// What a provider says of whoever signed in there (mã định danh, OpenID Connect Core §2), after everything about it was checked.
struct IDToken: Sendable, Equatable {
    /// `sub`: the account at the provider, never given to another.
    let subject: String
    /// The claim that names the person; nil when the token has none.
    let name: String?
    /// As it came.
    let text: String
    /// `amr`: how they proved who they are (RFC 8176).
    let methods: [String]

    /// Whether the provider says that it asked for more than a password.
    var hasSecondFactor: Bool { !Self.strongMethods.isDisjoint(with: self.methods) }

    /// RFC 8176: several factors, a smart card with its PIN. A one-time code or a key in hardware (`otp`, `hwk`) may have been the only one.
    private static let strongMethods: Set = ["mfa", "sc"]

    /// What a token is held to.
    struct Expected: Sendable {
        let issuer: String
        let client: String
        let nonce: String
        /// The claim that names the person.
        let nameClaim: String
        let now: Date
    }

    /// Why a token does not count; the raw value stands in the log.
    enum Refusal: String, Error, CaseIterable {
        case malformed, algorithm, signature, issuer, audience, expired, nonce, subject
        case unknownKey = "unknown-key"
        case authorizedParty = "authorized-party"
        case issuedAt = "issued-at"
        case notYet = "not-yet"
    }

    /// Which key a token names, before anything of it is believed.
    struct Header: Sendable, Equatable {
        let algorithm: TokenAlgorithm
        let keyID: String?

        /// Throws `malformed` or `algorithm`.
        init(_ text: String) throws(Refusal) { self = try Parts(text).header }

        fileprivate init(_ claims: [String: Claim]) throws(Refusal) {
            guard case .text(let name)? = claims["alg"], let algorithm = TokenAlgorithm(rawValue: name) else {
                throw .algorithm
            }
            // What must be understood and is not known here (RFC 7515 §4.1.11).
            guard claims["crit"] == nil else { throw .malformed }
            self.algorithm = algorithm
            self.keyID = claims["kid"]?.text
        }

        func fits(_ key: ProviderKey) -> Bool {
            key.algorithm == self.algorithm && (self.keyID == nil || key.id == self.keyID)
        }
    }

    /// For clocks that differ.
    static let skewSeconds: TimeInterval = 60
    /// A token comes straight from the provider: one that is older was not made for this sign-in.
    static let ageSeconds: TimeInterval = 600
    private static let maximumBytes = 32 * 1024

    /// Reads a token and checks it (OpenID Connect Core §3.1.3.7).
    init(_ text: String, signedBy keys: [ProviderKey], _ expected: Expected) throws(Refusal) {
        let parts = try Parts(text)
        let fitting = keys.filter(parts.header.fits)
        // Without a name the key must be the only one of its kind.
        guard !fitting.isEmpty, parts.header.keyID != nil || fitting.count == 1 else { throw .unknownKey }
        guard fitting.contains(where: { $0.isValid(parts.signature, of: parts.signed) }) else { throw .signature }
        let claims = parts.claims
        guard claims["iss"]?.text == expected.issuer else { throw .issuer }
        let audience = claims["aud"]?.texts ?? []
        guard audience.contains(expected.client) else { throw .audience }
        let party = claims["azp"]
        guard party?.text == expected.client || (party == nil && audience.count == 1) else { throw .authorizedParty }
        try Self.checkTimes(claims, at: expected.now.timeIntervalSince1970)
        guard let nonce = claims["nonce"]?.text, constantTimeEqual(nonce, expected.nonce) else { throw .nonce }
        guard let subject = claims["sub"]?.text, (1...255).contains(subject.utf8.count),
            subject.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw .subject }
        self.text = text
        self.subject = subject
        self.name = claims[expected.nameClaim]?.text
        self.methods = claims["amr"]?.texts ?? []
    }

    private static func checkTimes(_ claims: [String: Claim], at now: TimeInterval) throws(Refusal) {
        guard let end = claims["exp"]?.number, now < end + self.skewSeconds else { throw .expired }
        guard let made = claims["iat"]?.number, made <= now + self.skewSeconds,
            now - made <= self.ageSeconds + self.skewSeconds
        else { throw .issuedAt }
        if let start = claims["nbf"] {
            guard let start = start.number, start <= now + self.skewSeconds else { throw .notYet }
        }
    }

    /// The three parts of a signed token in compact form (RFC 7515 §7.1).
    private struct Parts {
        let header: Header
        let claims: [String: Claim]
        let signature: Data
        /// What the signature stands for.
        let signed: Data

        init(_ text: String) throws(Refusal) {
            guard text.utf8.count <= IDToken.maximumBytes else { throw .malformed }
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, let header = Self.claims(parts[0]) else { throw .malformed }
            // Said first of an unsigned token: that is what is wrong with it.
            self.header = try Header(header)
            guard let claims = Self.claims(parts[1]), let signature = Base64URL.bytes(parts[2]) else {
                throw .malformed
            }
            self.claims = claims
            self.signature = signature
            self.signed = Data("\(parts[0]).\(parts[1])".utf8)
        }

        private static func claims(_ part: Substring) -> [String: Claim]? {
            guard let bytes = Base64URL.bytes(part) else { return nil }
            // What is no object of JSON has no claims.
            return try? JSONDecoder().decode([String: Claim].self, from: bytes)
        }
    }
}

/// The value of a claim, as far as one is asked for.
private enum Claim: Decodable, Sendable {
    case text(String)
    case number(Double)
    case list([String])
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let list = try? container.decode([String].self) {
            self = .list(list)
        } else {
            self = .other
        }
    }

    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    var number: Double? {
        if case .number(let number) = self { return number }
        return nil
    }

    /// One text or several.
    var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .list(let list): list
        case .number, .other: []
        }
    }
}
