import Exchange
import Foundation
import Storage
import Trust
import Web

/// What this office signs with (ký số): the program, whom it trusts, the device with the agency's key.
struct SigningDesk: Sendable {
    let office: Office
    /// Nil: pyHanko is not installed. Then documents are signed elsewhere, and the pages say so.
    let tool: SigningTool?
    let trust: TrustFolder
    /// Nil: only the lists of `trust` count.
    let revocation: RevocationReader?
    /// Where the agency's key is, when it is in a device.
    let token: SignerToken?
    /// Nil: asked for at each signing.
    let tokenPIN: String?
    /// Of guesses at passwords of keys.
    let guesses = SignInGuard()

    init(office: Office, _ configuration: OfficeConfiguration) {
        self.office = office
        self.tool = configuration.signing
        self.trust = configuration.trust
        self.revocation = configuration.revocation
        self.token = configuration.sealToken
        self.tokenPIN = configuration.sealPIN
    }

    /// Throws `tool-missing`.
    func required() throws(Fault) -> SigningTool {
        guard let tool = self.tool else {
            throw Fault(
                .toolMissing,
                vi: "Máy chủ chưa cài công cụ ký số (pyHanko). Ký ở nơi khác rồi đính kèm, hoặc báo quản trị.",
                en: "pyHanko is not installed: see docs/signatures.md.")
        }
        return tool
    }

    /// Does what needs the secret of a key; a wrong one counts as a guess. Throws what must be corrected in the form.
    func unlocking<Result: Sendable>(
        _ owner: String, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        let now = self.office.now()
        let attempt = try self.guesses.begin(owner, field: "secret", at: now)
        do {
            let result = try await body()
            self.guesses.succeeded(attempt)
            return result
        } catch let failure as SigningFailure {
            if failure != .wrongSecret { self.guesses.takeBack(attempt) }
            throw FormFault(failure.field, "\(failure.vietnamese) (\(failure.rawValue))")
        } catch {
            self.guesses.takeBack(attempt)
            throw error
        }
    }

    /// The verdict on a file.
    func verdict(_ file: URL) async throws -> PDFSignatures {
        try await PDFSignatureChecker(trust: self.trust, revocation: self.revocation).check(
            file, now: self.office.now())
    }

    /// Which signatures must be valid before anything is kept.
    enum Judging: Sendable {
        case all
        /// The one that was just made: of a file whose doubt somebody has answered for.
        case own
    }

    /// Signs `file`; the signed bytes are in the store when this returns, with the verdict on them. Nothing is kept of what is not valid.
    func sign(
        _ file: Attachment, _ request: SignatureRequest, with key: SignerKey, in scratch: URL
    ) async throws -> SignedFile {
        let stored = StoredFile(
            name: file.name, contentType: file.contentType, sizeBytes: file.sizeBytes, hash: file.hash)
        return try await self.sign(stored, request, with: key, in: scratch)
    }

    /// The same for any file of the store.
    func sign(
        _ file: StoredFile, _ request: SignatureRequest, with key: SignerKey, in scratch: URL,
        judging: Judging = .all
    ) async throws -> SignedFile {
        let target = scratch.appending(path: "\(RandomText.secret()).pdf")
        let tool = try self.required()
        try await self.office.store.withFile(of: file.hash) {
            try await tool.sign($0, into: target, request, with: key)
        }
        let found = try await self.verdict(target)
        // Where stamps are asked for, nothing is kept without a good one.
        if tool.stamps != nil, found.signatures.last?.stamp?.standing != .proven {
            throw SigningFailure.stampUnsound
        }
        let own = found.signatures.last?.verdict.status
        guard found.verdict.status == .valid || (judging == .own && own == .valid) else {
            throw FormFault("secret", "Chữ ký vừa tạo chưa đạt nên chưa lưu: \(found.verdict.vietnamese)")
        }
        let bytes = try Data(contentsOf: target, options: .mappedIfSafe)
        let hash = try await self.office.store.keep { stored in try bytes.withUnsafeBytes { try stored.write($0) } }
        let stored = StoredFile(name: file.name, contentType: file.contentType, sizeBytes: bytes.count, hash: hash)
        return SignedFile(stored: stored, found: found)
    }
}

/// A file that was signed here.
struct SignedFile: Sendable {
    let stored: StoredFile
    let found: PDFSignatures
}

extension SigningFailure {
    /// Where the form is to be corrected.
    fileprivate var field: String {
        switch self {
        case .noSuchPage, .rotatedPage: "page"
        case .unreadableKey: "file"
        case .unreadableImage, .opaqueImage: "image"
        default: "secret"
        }
    }
}
