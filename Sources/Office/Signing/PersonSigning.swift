import Exchange
import Foundation
import Storage
import Trust
import Web

/// Ký số: the signer approves a draft by signing its document with their own key (NĐ 30/2020/NĐ-CP, Điều 13.7).
struct PersonSigning: Sendable {
    let desk: SigningDesk

    /// What the form shows and the act needs.
    struct Draft: Sendable {
        let outgoing: Outgoing
        /// The document: the first file of the present version.
        let file: Attachment
        let key: SignerKeyRecord
    }

    /// Why `person` cannot sign `outgoing` here, or nil.
    static func refusal(_ outgoing: Outgoing, by person: Person) -> Fault? {
        if let refusal = OutgoingRule.refusal(.approve, on: outgoing, by: person) { return refusal }
        guard person.deputy == nil else {
            return .notAllowed(
                "Khóa ký số chỉ chủ khóa dùng: thôi làm thay rồi ký văn bản của mình.",
                "A key is its owner's alone; nobody signs with it in another's place.")
        }
        return nil
    }

    /// Throws what is missing.
    static func read(_ id: String, for person: Person, on day: CalendarDate, in connection: Connection) throws -> Draft
    {
        guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else { throw Fault.noSuchDocument }
        if let refusal = self.refusal(outgoing, by: person) { throw refusal }
        do {
            _ = try SigningAuthority.right(of: person.id, for: outgoing.typeName, on: day, in: connection)
        } catch let fault as FormFault {
            throw Fault.notAllowed(
                "\(fault.sentence): trả lại người soạn để trình người khác ký.",
                "The signer has no right to sign this document.")
        }
        guard let file = try DraftVersion.all(of: id, in: connection).first?.files.first, file.isPDF else {
            throw Fault.notAllowed(
                "Chỉ ký số được khi tệp đầu tiên của dự thảo là PDF: trả lại người soạn để xuất PDF.",
                "The first file of the draft is no PDF.")
        }
        guard let key = try SignerKeyRecord.present(of: person.id, in: connection) else {
            throw Fault.notAllowed(
                "Bạn chưa có khóa ký số: tải khóa lên ở “Tài khoản của tôi”.", "You have no key yet.")
        }
        return Draft(outgoing: outgoing, file: file, key: key)
    }

    func sign(
        _ id: String, at place: SignaturePlace, urgency: Urgency, hour: Int?, password: String, by person: Person,
        form: FormToken
    ) async throws -> String {
        let (desk, office) = (self.desk, self.desk.office)
        if let answered = try await office.answer(to: form.once, of: person) { return answered }
        let draft = try await office.database.read {
            try Self.read(id, for: person, on: office.today, in: $0)
        }
        guard draft.outgoing.version == form.version else { throw Fault.stale }
        let stamps = try DocumentStamps(draft.outgoing, urgency, hour: hour)
        let key = try draft.key.key(office.secrets, token: nil, secret: password)
        let image = try draft.key.image(office.secrets)
        let time = office.now()
        let signed = try await office.store.inStagingFolder { scratch in
            var request = SignatureRequest(
                field: "NguoiKy", name: person.fullName, time: time,
                appearance: image.map { .image($0) }
                    ?? .text(
                        ["Người ký: \(person.fullName)", "Thời gian ký: \(SignatureRequest.shown(time))"], size: 9,
                        isRight: false),
                page: place.page, box: place.box)
            let first = try await office.store.withFile(of: draft.file.hash) {
                try await PDFTools().words(of: $0, page: 0, scratch: scratch)
            }
            if let first {
                request.blanks = NumberBlanks.fields(on: first)
                let signature = place.page == 0 ? [place.box] : []
                request.marks = stamps.marks(on: first, beside: request.blanks.map(\.box) + signature)
            }
            let asked = request
            return try await desk.unlocking(draft.key.id) {
                try await desk.sign(draft.file, asked, with: key, in: scratch)
            }
        }
        guard signed.found.signatures.last?.signer?.role == .person else {
            throw FormFault("secret", "Đây là chứng thư số của cơ quan, không phải của cá nhân")
        }
        var acts = OutgoingActs(office: office)
        acts.approvedFiles = [signed.stored.hash]
        // Nobody exchanged the file meanwhile: that would be another version of the document.
        acts.withApproval = { connection, now in
            try DraftVersion.keepSigned(signed.stored, of: id, by: person, at: now, in: connection)
            try Timeline.add(
                .digitallySigned, to: id, by: person, at: now,
                detail: "\(draft.file.name), chứng thư của \(draft.key.certificate.signer.name ?? "")", in: connection)
        }
        return try await acts.approve(id, urgency: urgency, by: person, form: form)
    }
}
