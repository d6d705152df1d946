import Exchange
import Foundation
import Gateway
import Storage
import Trust
import Web

/// Đóng dấu số: the clerk lets the agency sign what the person has signed, after it got its number; annexes in files of their own get number
/// and time in their corner (NĐ 30/2020/NĐ-CP, Điều 17.2, 32.2; PL I).
struct Sealing: Sendable {
    let desk: SigningDesk

    struct Document: Sendable {
        let outgoing: Outgoing
        /// The document, then its annexes.
        let files: [Attachment]
        let key: SignerKeyRecord
    }

    /// 36 mm: the seals of agencies of the state.
    static let sealPoints = 36 / 25.4 * 72

    /// Throws what is missing. What the clerk has attached goes before what stands in the draft.
    static func read(_ id: String, for person: Person, in connection: Connection) throws -> Document {
        guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else { throw Fault.noSuchDocument }
        if let refusal = OutgoingRule.refusal(.attach, on: outgoing, by: person) { throw refusal }
        guard let key = try SignerKeyRecord.present(of: nil, in: connection) else {
            throw Fault.notAllowed(
                "Cơ quan chưa có khóa ký số: quản trị đưa khóa vào ở “Con dấu số”.", "The agency has no key yet.")
        }
        let issued = try Attachment.issued(of: id, in: connection)
        let hasMain = issued.contains { $0.part == .main }
        let files =
            hasMain
            ? issued.sorted { $0.part == .main && $1.part != .main }
            : try DraftVersion.all(of: id, in: connection).first?.files ?? []
        guard files.first?.isPDF == true else {
            throw Fault.notAllowed(
                "Văn bản chưa có tệp PDF đã ký số để đóng dấu.", "There is no signed PDF to be sealed.")
        }
        return Document(outgoing: outgoing, files: files, key: key)
    }

    func seal(_ id: String, secret: String, by person: Person, form: FormToken) async throws -> String {
        let (desk, office) = (self.desk, self.desk.office)
        if let answered = try await office.answer(to: form.once, of: person) { return answered }
        let document = try await office.database.read { try Self.read(id, for: person, in: $0) }
        guard document.outgoing.version == form.version else { throw Fault.stale }
        let pin = document.key.sealedFile == nil ? desk.tokenPIN ?? secret : secret
        let key = try document.key.key(office.secrets, token: desk.token, secret: pin)
        guard let image = try document.key.image(office.secrets) else {
            throw FormFault("secret", "Khóa của cơ quan chưa có hình con dấu: báo quản trị")
        }
        let sealed = try await office.store.inStagingFolder { scratch in
            try await desk.unlocking(document.key.id) {
                var sealed: [SealedFile] = []
                for (index, file) in document.files.enumerated() {
                    guard file.isPDF else {
                        sealed.append(SealedFile(original: file, signed: nil))
                        continue
                    }
                    let signed = try await office.store.withFile(of: file.hash) { address in
                        index == 0
                            ? try await self.main(file, at: address, of: document, image, with: key, in: scratch)
                            : try await self.annex(file, at: address, of: document, with: key, in: scratch)
                    }
                    sealed.append(SealedFile(original: file, signed: signed))
                }
                return sealed
            }
        }
        return try await OutgoingActs(office: office).perform(
            .attach, on: id, by: person, form: form, naming: sealed.compactMap { $0.signed?.stored.hash }
        ) { connection, outgoing, now in
            try connection.execute(
                "UPDATE attachment SET removed_at = $1 WHERE document_id = $2 AND part <> 'draft' AND removed_at IS NULL",
                now, id)
            for (index, file) in sealed.enumerated() {
                let attachment = try Attachment.add(
                    to: id, part: index == 0 ? .main : .annex, name: file.original.name,
                    contentType: file.original.contentType,
                    sizeBytes: file.signed?.stored.sizeBytes ?? file.original.sizeBytes,
                    hash: file.signed?.stored.hash ?? file.original.hash, at: now, in: connection)
                guard file.original.isPDF else { continue }
                try FileVerdict.enqueue(file: attachment, in: connection)
                if let found = file.signed?.found {
                    try FileVerdict.keep(found, of: attachment, at: now, in: connection)
                }
            }
            try Timeline.add(
                .sealed, to: id, by: person, at: now,
                detail: sealed.filter { $0.signed != nil }.map(\.original.name).joined(separator: ", "), in: connection)
            let filesCame = office.filesCame
            connection.afterCommit { filesCame.wake() }
        }
    }

    private struct SealedFile: Sendable {
        let original: Attachment
        /// Nil: it goes as it is.
        let signed: SignedFile?
    }

    /// - Parameter address: where `file` lies.
    private func main(
        _ file: Attachment, at address: URL, of document: Document, _ image: Data, with key: SignerKey, in scratch: URL
    ) async throws -> SignedFile {
        let office = self.desk.office
        let present = try await self.desk.verdict(address)
        // The agency signs only what the competent person has signed (Điều 32.2.d).
        guard present.verdict.reason == .agencySignatureMissing else {
            throw FormFault(
                "secret",
                present.verdict.status == .valid
                    ? "Bản chính đã có chữ ký số của cơ quan"
                    : "Bản chính chưa có chữ ký số hợp lệ của người có thẩm quyền: \(present.verdict.vietnamese)")
        }
        let tools = PDFTools()
        let last = max(0, (try await tools.pages(of: address, scratch: scratch) ?? 1) - 1)
        let page = try await tools.words(of: address, page: last, scratch: scratch)
        var place =
            page.map { SignaturePlace(of: document.outgoing.approverName, on: $0, number: last) }?.box
            ?? .init(left: 300, top: 500, width: 128, height: 57)
        // Where the person's signature cannot be seen, the seal lies where it would be.
        place = .init(
            left: place.left + place.width / 3 - Self.sealPoints,
            top: place.top + place.height / 2 - Self.sealPoints / 2, width: Self.sealPoints, height: Self.sealPoints)
        var request = SignatureRequest(
            field: "CoQuan", name: office.identity.name, time: office.now(), appearance: .image(image), page: last,
            box: place)
        request.liesOverFirst = true
        request.fills = NumberBlanks.fills(document.outgoing)
        let signed = try await self.desk.sign(file, request, with: key, in: scratch)
        guard signed.found.verdict.reason == nil else {
            throw FormFault("secret", "Chứng thư số đang dùng không phải của cơ quan")
        }
        return signed
    }

    /// Nil for what the agency has signed already.
    private func annex(
        _ file: Attachment, at address: URL, of document: Document, with key: SignerKey, in scratch: URL
    ) async throws -> SignedFile? {
        let office = self.desk.office
        let present = try await self.desk.verdict(address)
        if present.verdict == .valid { return nil }
        let time = office.now()
        let width = try await PDFTools().words(of: address, page: 0, scratch: scratch)?.width ?? 595
        let line = "Số \(document.outgoing.code?.text ?? ""); \(SignatureRequest.shown(time))"
        let request = SignatureRequest(
            field: "CoQuan", name: office.identity.name, time: time,
            appearance: .text([line], size: 10, isRight: true), page: 0,
            box: .init(left: width - 320, top: 22, width: 300, height: 14))
        return try await self.desk.sign(file, request, with: key, in: scratch)
    }
}
