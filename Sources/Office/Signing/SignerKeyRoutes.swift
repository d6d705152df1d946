import Exchange
import Foundation
import Hummingbird
import Storage
import Trust
import Web

/// The keys that sign: one's own, and the agency's with its seal.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET, POST | `/account/signing-key`, POST `…/end` | leaders, for themselves | 200, 303, 403, 422 |
/// | GET, POST | `/seal-key`, POST `…/end` | administrators, for the agency | the same |
struct SignerKeyRoutes: Sendable {
    let desk: SigningDesk

    /// Whose key a page is about.
    enum Owner: String, Sendable, CaseIterable {
        case person = "/account/signing-key"
        case agency = "/seal-key"

        var role: Role { self == .person ? .leader : .admin }

        func personID(_ visit: Visit) -> String? { self == .person ? visit.account.id : nil }
    }

    /// A key file takes some kilobytes, a picture some more.
    private static let maximumBytes = 2 << 20

    func add(to router: Router<OfficeContext>) {
        for owner in Owner.allCases {
            let path = RouterPath(owner.rawValue)
            router.get(path) { _, context -> Response in
                .page(try await self.page(owner, try context.signedIn(), nil).html)
            }
            router.post(path) { request, context -> Response in try await self.save(owner, request, context) }
            router.post("\(owner.rawValue)/end") { request, context -> Response in
                try await self.end(owner, request, context)
            }
        }
    }

    private func check(_ owner: Owner, _ visit: Visit) throws(Fault) {
        guard visit.account.role == owner.role, visit.person.deputy == nil else {
            throw .notAllowed(
                owner == .person
                    ? "Chỉ lãnh đạo ký văn bản mới dùng khóa ký số, và chỉ khóa của mình."
                    : "Chỉ quản trị đưa khóa của cơ quan vào.", "This key is not yours to set.")
        }
    }

    private func page(_ owner: Owner, _ visit: Visit, _ fault: FormFault?) async throws -> SignerKeyPage {
        let (desk, office) = (self.desk, self.desk.office)
        try self.check(owner, visit)
        let (shell, key) = try await office.database.read { connection in
            (
                try Shell.read(
                    visit, office: office, current: owner == .person ? .account : .sealKey, live: nil, in: connection),
                try SignerKeyRecord.present(of: owner.personID(visit), in: connection)
            )
        }
        let identity = office.identity
        var warnings: [SignerKeyWarning] = []
        if let key {
            warnings = await SignerKeyWarning.all(
                key.certificate,
                of: owner == .person ? (visit.account.fullName, nil) : (identity.name, identity.organ),
                trust: desk.trust, now: office.now())
        }
        return SignerKeyPage(
            shell: shell, owner: owner, key: key, warnings: warnings, hasTool: desk.tool != nil, token: desk.token,
            once: [RandomText.secret(), RandomText.secret()], now: office.now(), fault: fault)
    }

    private func save(_ owner: Owner, _ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        try self.check(owner, visit)
        var files: [String: Data] = [:]
        let fields = try await MultipartForm(maximumBytes: Self.maximumBytes, maximumFiles: 2).read(
            request, csrf: visit.csrf,
            open: { _ in Data() }, write: { $0.append(contentsOf: $1) },
            close: { data, part in if !data.isEmpty { files[part.name] = data } })
        do {
            return .seeOther(try await self.save(owner, fields, files, visit))
        } catch let fault as FormFault {
            return .page(try await self.page(owner, visit, fault).html, status: .unprocessableContent)
        }
    }

    private func save(
        _ owner: Owner, _ fields: FormFields, _ files: [String: Data], _ visit: Visit
    ) async throws -> String {
        let (desk, office) = (self.desk, self.desk.office)
        let form = try fields.token()
        if let answered = try await office.answer(to: form.once, of: visit.account) { return answered }
        let tool = try desk.required()
        let secret = fields.all("secret").first ?? ""
        let (file, image) = (files["file"], files["image"])
        let isToken = owner == .agency && fields.text("kind") == "token"
        let key: SignerKey
        if isToken {
            guard let token = desk.token else {
                throw FormFault("kind-token", "Máy chủ chưa được cấu hình thiết bị lưu khóa")
            }
            key = .token(token, pin: "")
        } else {
            guard let file else { throw FormFault("file", "Chọn tệp khóa PKCS#12 (.p12, .pfx)") }
            guard !secret.isEmpty else { throw FormFault("secret", "Ghi mật khẩu của tệp khóa") }
            key = .file(file, password: secret)
        }
        if owner == .agency, image == nil { throw FormFault("image", "Chọn hình con dấu (.png, nền trong suốt)") }
        let certificate = try await desk.unlocking("key-\(visit.account.id)") {
            try await tool.certificate(of: key, image: image)
        }
        let wanted: Signer.Role = owner == .person ? .person : .agency
        guard certificate.signer.role == wanted else {
            throw FormFault(
                "file",
                owner == .person
                    ? "Đây là chứng thư số của cơ quan; cần chứng thư số của cá nhân"
                    : "Đây là chứng thư số của cá nhân; cần chứng thư số của cơ quan")
        }
        return try await office.act(by: visit.account, once: form.once, on: "") { connection, now in
            try SignerKeyRecord.keep(
                certificate, of: owner.personID(visit), file: isToken ? nil : file, image: image,
                secrets: office.secrets, at: now, in: connection)
            try self.log(.signerKeySet, owner, certificate, visit, at: now, in: connection)
            return owner.rawValue
        }
    }

    private func end(_ owner: Owner, _ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        try self.check(owner, visit)
        let form = try await FormFields.read(request, csrf: visit.csrf).token()
        return .seeOther(
            try await self.desk.office.act(by: visit.account, once: form.once, on: "") { connection, now in
                let person = owner.personID(visit)
                if let key = try SignerKeyRecord.present(of: person, in: connection) {
                    _ = try SignerKeyRecord.end(of: person, at: now, in: connection)
                    try self.log(.signerKeyEnded, owner, key.certificate, visit, at: now, in: connection)
                }
                return owner.rawValue
            })
    }

    private func log(
        _ act: AdministrativeAct, _ owner: Owner, _ certificate: KeyCertificate, _ visit: Visit, at now: Date,
        in connection: Connection
    ) throws {
        let identity = self.desk.office.identity
        let subject = owner == .person ? (visit.account.id, visit.account.fullName) : ("agency", identity.name)
        try AdministrativeLog.add(
            act, to: subject, to: [("Chứng thư số", certificate.signer.name ?? ""), ("Nơi cấp", certificate.issuer)],
            by: visit.account, at: now, in: connection)
    }
}
