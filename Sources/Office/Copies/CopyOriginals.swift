import Exchange
import Foundation
import Storage
import Trust
import Web

/// What an electronic copy is made of: the PDFs of an electronic document, or the scans of a paper (NĐ 30/2020/NĐ-CP, Điều 25).
struct CopyOriginals: Sendable {
    struct File: Sendable {
        let attachment: Attachment
        /// Nil: not looked at yet.
        let status: SignatureVerdict.Status?
        /// Why its signatures do not prove that it is the original; nil when they do, and of a scan, which has none.
        let doubt: String?
        /// What its scan falls short of; nil when nothing is to be said.
        let shortfall: String?
    }

    let source: DocumentCopy.Source
    let files: [File]
    let key: SignerKeyRecord

    /// Throws why nothing can be copied here, or `not-found`.
    static func read(
        _ direction: Register.Direction, _ id: String, by person: Person, identity: Office.Identity,
        in connection: Connection
    ) throws -> CopyOriginals {
        let source = try CopyRule.source(direction, id, by: person, identity: identity, in: connection)
        guard let key = try SignerKeyRecord.present(of: nil, in: connection) else {
            throw Fault.notAllowed(
                "Cơ quan chưa có khóa ký số: quản trị đưa khóa vào ở “Con dấu số”.", "The agency has no key yet.")
        }
        let attachments: [Attachment]
        let isScan: Bool
        switch direction {
        case .incoming:
            attachments = try Attachment.all(of: id, in: connection)
            isScan = try IncomingStore.any(id, in: connection)?.channel != .hub
        case .outgoing:
            attachments = try Attachment.issued(of: id, in: connection)
            isScan = try OutgoingStore.find(id, for: person, in: connection)?.isPaperOnly == true
        }
        let verdicts = try FileVerdict.all(of: id, in: connection)
        let files = attachments.filter(\.isPDF).prefix(CopyFile.maximum).map { file in
            File(
                attachment: file, status: verdicts[file.id]?.status,
                doubt: self.doubt(verdicts[file.id], isScan: isScan),
                shortfall: verdicts[file.id]?.scan?.shortfall)
        }
        guard !files.isEmpty else {
            throw Fault.notAllowed(
                "Văn bản không có tệp PDF để sao điện tử: số hóa văn bản giấy thành PDF, hoặc sao ra giấy.",
                "The document has no PDF: only a PDF is signed.")
        }
        return CopyOriginals(source: source, files: Array(files), key: key)
    }

    /// The agency vouches for a copy: it must know that the original is one (Điều 5, 25). Of a scan the clerk has seen the paper.
    static func doubt(_ verdict: FileVerdict?, isScan: Bool) -> String? {
        guard !isScan else { return verdict?.status == .invalid ? verdict?.sentence : nil }
        guard let verdict else { return "Chữ ký số chưa kiểm tra xong: đợi một lát rồi mở lại trang này." }
        return verdict.status == .valid && verdict.reason == nil ? nil : verdict.sentence
    }

    /// Those that were chosen, in their own order; throws what must be corrected.
    func chosen(_ ids: [String]) throws(FormFault) -> [File] {
        let chosen = self.files.filter { ids.contains($0.attachment.id) }
        guard !chosen.isEmpty, chosen.count == Set(ids).count else {
            throw FormFault("originals", "Chọn ít nhất một tệp PDF trong danh sách")
        }
        return chosen
    }

    /// What is to be told of the doubts about `files`, a file a sentence; nil when there is none.
    static func doubts(_ files: [File]) -> String? {
        let told = files.compactMap { file in file.doubt.map { "\(file.attachment.name): \($0)" } }
        return told.isEmpty ? nil : told.joined(separator: " ")
    }
}
