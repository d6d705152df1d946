import Exchange
import Storage
import Trust

/// Whether the signatures on a document make it equal to the paper: the person has signed first, the agency last, and both are sound
/// (NĐ 30/2020/NĐ-CP, Điều 5, 13, 17).
enum IssueSignatures {
    /// What keeps the document from being so, as a sentence for the clerk; nil when nothing does.
    static func doubt(about main: Attachment, _ verdict: FileVerdict?) -> String? {
        guard main.isPDF else { return self.notPDF }
        guard let verdict else {
            return "Chữ ký số của bản chính chưa kiểm tra xong: đợi một lát rồi mở lại trang này."
        }
        guard verdict.status == .valid, verdict.reason == nil else { return verdict.sentence }
        // An agency signs annexes alone, never a document.
        guard verdict.signatures.first?.isAgency == false else {
            return "Mới có chữ ký số của cơ quan, chưa có chữ ký số của người có thẩm quyền."
        }
        return nil
    }

    private static let notPDF = "Bản chính không phải tệp PDF nên không kiểm tra được chữ ký số."

    /// Of a document that goes out as soon as it comes: nobody has looked at it.
    static func doubt(aboutNew main: StoredFile) -> String {
        main.isPDF ? "Chữ ký số của bản chính mới chưa được kiểm tra." : self.notPDF
    }

    static func doubt(_ outgoing: String, in connection: Connection) throws -> String? {
        guard let main = try Attachment.issued(of: outgoing, in: connection).first(where: { $0.part == .main }) else {
            return nil
        }
        return self.doubt(about: main, try FileVerdict.all(of: outgoing, in: connection)[main.id])
    }
}
