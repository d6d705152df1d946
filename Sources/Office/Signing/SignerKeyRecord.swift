import Exchange
import Foundation
import Storage
import Trust

/// A key that signs in this office (khóa ký số): a person's, or the agency's with its seal. The password of the file is kept nowhere.
struct SignerKeyRecord: Sendable {
    let id: String
    /// The PKCS#12 file, sealed under `keys/master.key`; nil: the key is in the device that the configuration names.
    let sealedFile: String?
    /// The picture of signature or seal (PNG), sealed; nil: a text stands there.
    let sealedImage: String?
    let certificate: KeyCertificate

    static let migration = Migration(
        "office 0220 keys that sign",
        sql: """
            CREATE TABLE signer_key (
                id TEXT NOT NULL PRIMARY KEY,
                -- Null: the agency's.
                person_id TEXT REFERENCES person (id),
                -- Null: in the device; or ended.
                sealed_file TEXT,
                sealed_image TEXT,
                -- Base64 of DER; the others one a line.
                certificate TEXT NOT NULL,
                other_certificates TEXT NOT NULL,
                added_at TEXT NOT NULL,
                ended_at TEXT
            );
            CREATE UNIQUE INDEX signer_key_owner ON signer_key (COALESCE(person_id, '')) WHERE ended_at IS NULL;
            """
    )

    /// The key of a person, or of the agency (nil); nil where there is none.
    static func present(of person: String?, in connection: Connection) throws -> SignerKeyRecord? {
        try connection.row(
            "SELECT * FROM signer_key WHERE COALESCE(person_id, '') = $1 AND ended_at IS NULL", person ?? ""
        ).map(SignerKeyRecord.init)
    }

    private init(_ row: Row) throws {
        let (own, others): (String, String) = (try row["certificate"], try row["other_certificates"])
        func bytes(_ text: some StringProtocol) -> [UInt8] { Data(base64Encoded: String(text)).map(Array.init) ?? [] }
        guard let certificate = KeyCertificate(der: bytes(own), others: others.split(separator: "\n").map(bytes)) else {
            throw Fault(
                .internalFault, vi: "Không đọc được chứng thư của khóa ký số.",
                en: "The certificate of a signing key cannot be read.")
        }
        self.id = try row["id"]
        self.sealedFile = try row["sealed_file"]
        self.sealedImage = try row["sealed_image"]
        self.certificate = certificate
    }

    /// Takes the place of the key from before, whose file is gone then.
    static func keep(
        _ certificate: KeyCertificate, of person: String?, file: Data?, image: Data?, secrets: SealedSecrets,
        at now: Date, in connection: Connection
    ) throws {
        _ = try self.end(of: person, at: now, in: connection)
        let id = UniqueID.make(at: now)
        try connection.execute(
            """
            INSERT INTO signer_key (id, person_id, sealed_file, sealed_image, certificate, other_certificates, added_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            id, person, try file.map { try secrets.seal($0.base64EncodedString(), of: "\(id)-file") },
            try image.map { try secrets.seal($0.base64EncodedString(), of: "\(id)-image") },
            Data(certificate.der).base64EncodedString(),
            certificate.others.map { Data($0).base64EncodedString() }.joined(separator: "\n"), now)
    }

    /// Whether there was one.
    static func end(of person: String?, at now: Date, in connection: Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE signer_key SET ended_at = $2, sealed_file = NULL, sealed_image = NULL
            WHERE COALESCE(person_id, '') = $1 AND ended_at IS NULL
            """, person ?? "", now) == 1
    }

    /// The picture; nil where there is none.
    func image(_ secrets: SealedSecrets) throws -> Data? {
        try self.sealedImage.flatMap { Data(base64Encoded: try secrets.open($0, of: "\(self.id)-image")) }
    }

    /// What signs, with the password or PIN that somebody typed. Throws `no-token` when the configuration names no device any more.
    func key(_ secrets: SealedSecrets, token: SignerToken?, secret: String) throws -> SignerKey {
        if let sealed = self.sealedFile {
            let file = Data(base64Encoded: try secrets.open(sealed, of: "\(self.id)-file")) ?? Data()
            return .file(file, password: secret)
        }
        guard let token else { throw SigningFailure.noToken }
        return .token(token, pin: secret)
    }
}
