package import Foundation
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

/// The authorities we trust (chứng thư gốc tin cậy), read from a folder of PEM files.
///
/// Roots are the certificates in `trusted-roots.pem`; where there is no such file, every certificate of an authority that
/// has signed itself. All other certificates only help to build chains. Revocation lists (`BEGIN X509 CRL`) count wherever
/// they stand; keys and other blocks are passed over. The folder is read once: make a new value to see its changes.
package struct TrustFolder: Sendable {
    private let roots: [Certificate]
    private let intermediates: [Certificate]
    private let revocationLists: [RevocationList]

    /// Trusts nobody: every sound signature is `untrusted-issuer` or `self-signed`.
    package static let empty = TrustFolder(roots: [], intermediates: [], revocationLists: [])

    private init(roots: [Certificate], intermediates: [Certificate], revocationLists: [RevocationList]) {
        self.roots = roots
        self.intermediates = intermediates
        self.revocationLists = revocationLists
    }

    /// Reads `*.pem` and `*.crt` of `folder`, not of folders within. Throws `TrustError` with the file that cannot be read.
    package init(_ folder: URL) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        } catch {
            throw TrustError(.file, "The trust folder \"\(folder.path)\" cannot be read.")
        }
        var named: [Certificate] = []
        var others: [Certificate] = []
        var lists: [RevocationList] = []
        for name in names where name.hasSuffix(".pem") || name.hasSuffix(".crt") {
            for block in try Self.blocks(folder.appending(path: name)) {
                if block.discriminator == "X509 CRL" {
                    lists.append(try Self.parsed(name) { try RevocationList(derEncoded: block.derBytes) })
                } else if block.discriminator == "CERTIFICATE" {
                    let certificate = try Self.parsed(name) { try Certificate(derEncoded: block.derBytes) }
                    if name == Self.rootsName { named.append(certificate) } else { others.append(certificate) }
                }
            }
        }
        let hasRootsFile = names.contains(Self.rootsName)
        self.roots = hasRootsFile ? named : others.filter(\.isRoot)
        self.intermediates = hasRootsFile ? others : others.filter { !$0.isRoot }
        self.revocationLists = lists
    }

    private static let rootsName = "trusted-roots.pem"

    private static func blocks(_ file: URL) throws -> [PEMDocument] {
        guard let text = try SecretFile.read(file) else { return [] }
        return try Self.parsed(file.lastPathComponent) { try PEMBlocks.read(text) }
    }

    private static func parsed<Value>(_ name: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch {
            throw TrustError(.unreadable, "The file \"\(name)\" of the trust folder holds something unreadable.")
        }
    }

    /// From `leaf` to a root, or nil when there is no way at `time`. `others` came with the signature.
    func chain(
        from leaf: Certificate, others: [Certificate], for purpose: CertificatePurpose = .signing, at time: Date
    ) async -> [Certificate]? {
        let (roots, intermediates) = (CertificateStore(self.roots), CertificateStore(self.intermediates + others))
        let result: CertificateValidationResult
        switch purpose {
        case .signing:
            var verifier = Verifier(rootCertificates: roots) { RFC5280Policy(fixedExpiryValidationTime: time) }
            result = await verifier.validate(leaf: leaf, intermediates: intermediates)
        case .timeStamping:
            var verifier = Verifier(rootCertificates: roots) {
                RFC5280Policy(fixedExpiryValidationTime: time)
                TimeStampingPolicy()
            }
            result = await verifier.validate(leaf: leaf, intermediates: intermediates)
        }
        guard case .validCertificate(let chain) = result else { return nil }
        return Array(chain)
    }

    /// The earliest revocation in the chain; nil when no list speaks against it.
    func revocation(in chain: [Certificate]) -> Date? {
        zip(chain, chain.dropFirst()).compactMap { certificate, authority in
            self.revocationLists
                .filter { $0.issuer == authority.subject && $0.isSigned(by: authority) }
                .compactMap { $0.revocation(of: certificate.serialNumber) }
                .min()
        }.min()
    }
}

extension Certificate {
    fileprivate var isRoot: Bool {
        guard self.subject == self.issuer else { return false }
        guard case .isCertificateAuthority? = try? self.extensions.basicConstraints else { return false }
        return true
    }
}
