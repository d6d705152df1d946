import EdXML
import Exchange
import Storage
import Web

/// What may be kept of a document that a clerk enters (bản quét): PDFs, as scans are (NĐ 30/2020/NĐ-CP, PL I, II.I.2), pictures, and documents of an
/// office that came by e-mail; each must be what its name says.
enum EnteredFiles {
    /// What must be corrected, of the first of `files` that is nothing of the kind; nil when all are right.
    static func fault(of files: [StoredFile], in store: KeptContent) async throws -> FormFault? {
        for file in files {
            let head: [UInt8]
            do {
                head = try await store.open(file.hash).piece(at: 0, count: PDFMark.reach)
            } catch let fault as Fault where fault.code == .notFound {
                // A sweep has just taken it: the act that names it is refused.
                continue
            }
            guard !self.isRight(head, as: file.contentType) else { continue }
            return FormFault(
                "file",
                "Tệp “\(file.name)” không đúng loại như tên tệp, hoặc không thuộc loại nhập được: \(Self.kinds)")
        }
        return nil
    }

    /// For people.
    static let kinds = "PDF, ảnh jpg, png, hoặc docx, xlsx, pptx, odt, ods"

    private static func isRight(_ head: [UInt8], as type: String) -> Bool {
        let kind = FileKind(head: head)
        switch kind {
        case .program: return false
        case .unmarked: return type == "application/pdf" && PDFMark.stands(in: head)
        case .known, .container: return type != "application/zip" && kind.label(declared: type) == type
        }
    }
}
