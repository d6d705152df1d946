import Exchange
import Pages
import Trust

/// What was found about the signatures on the files of a document, and about the scans of a paper.
struct SignaturePanel: Sendable {
    let files: [Attachment]
    /// By the file's id.
    let verdicts: [String: FileVerdict]
    /// Nil: a document of ours, before and after it is issued.
    let channel: Channel?
    /// Whether something stands above the panel.
    var isSection = true

    private var pdfs: [Attachment] { self.files.filter(\.isPDF) }

    /// The panel of a document's page; follows the check by itself.
    var panel: HTML {
        guard !self.pdfs.isEmpty else { return "<div id=\"chu-ky\"></div>" }
        return Pages.panel("Chữ ký số", id: "chu-ky", section: self.isSection, self.items)
    }

    /// The same for a form, above the box in which the clerk confirms to have looked.
    var list: HTML {
        guard !self.pdfs.isEmpty else { return "" }
        return "<hr><h2>Chữ ký số</h2>\(self.items)"
    }

    private var items: HTML {
        "<ul class=\"links\">\(self.pdfs.map(self.item))\(self.remark.html { "<li>\($0)</li>" })</ul>"
    }

    private func item(_ file: Attachment) -> HTML {
        guard let verdict = self.verdicts[file.id] else {
            return "<li data-verdict=\"\">\(file.name): \(Mark(.go, "Đang kiểm tra").html)</li>"
        }
        let kind: Mark.Kind =
            switch verdict.status {
            case .valid: .done
            case .invalid: .late
            case .unverifiable, .absent: .near
            }
        let signers = verdict.signatures.map { signature -> HTML in
            let who = signature.signer ?? "Không đọc được người ký"
            let at: HTML = signature.signedAt.html { ", ký lúc \(Shown.moment($0))" }
            let doubt: HTML =
                signature.status == .valid ? "" : ". \(FileVerdict.sentence(signature.status, signature.reason))"
            return """
                <br><span class="small">\(signature.isAgency ? "Cơ quan" : "Cá nhân"): \(who)\(at)\(doubt)\
                \(Self.stamp(signature))\(Self.revocation(signature))</span>
                """
        }
        return """
            <li data-verdict="\(verdict.status.rawValue)">\(file.name)<br>\
            \(Mark(kind, verdict.sentence, big: true, wrap: true).html)\(signers)\(Self.scan(verdict))</li>
            """
    }

    private static func stamp(_ signature: FileVerdict.Signature) -> HTML {
        guard let stamp = signature.stamp else { return "" }
        let at: HTML = stamp.time.html { "\(Shown.moment($0))" }
        let by: HTML = stamp.authority.html { ", \($0)" }
        return switch stamp.standing {
        case .proven: "<br>Dấu thời gian: \(at)\(by)"
        case .untrusted:
            "<br>Dấu thời gian: \(at)\(by), không do tổ chức được tin cậy cấp nên không chứng minh thời điểm ký"
        case .broken: "<br>Dấu thời gian: không khớp hoặc bị hỏng\(by)"
        }
    }

    private static func revocation(_ signature: FileVerdict.Signature) -> HTML {
        switch signature.revocation {
        case nil: ""
        case .notAsked: "<br>Thu hồi chứng thư số: chưa hỏi"
        case .good: "<br>Thu hồi chứng thư số: chưa bị thu hồi"
        case .revoked:
            "<br>Thu hồi chứng thư số: đã bị thu hồi\(signature.revokedAt.html { " lúc \(Shown.moment($0))" })"
        case .unavailable: "<br>Thu hồi chứng thư số: không hỏi được"
        }
    }

    /// A hint: the original may be all that there is.
    private static func scan(_ verdict: FileVerdict) -> HTML {
        (verdict.scan?.shortfall).html { "<br><span class=\"small\" data-scan>\($0)</span>" }
    }

    /// QĐ 28/2018/QĐ-TTg, Điều 5: without a valid signature a document is for reference only.
    private var remark: HTML? {
        guard self.channel != nil else {
            return """
                <span class="small quiet">Người có thẩm quyền ký số trước, cơ quan ký sau cùng; đủ hai chữ ký hợp lệ thì văn bản có giá trị như bản \
                giấy.</span>
                """
        }
        // The scan of a paper is no original, and what was not looked at proves nothing.
        guard self.channel == .hub, let main = self.pdfs.first, let verdict = self.verdicts[main.id],
            verdict.status != .valid, verdict.reason != .toolMissing, verdict.reason != .toolFailed
        else { return nil }
        return """
            <span class="small quiet">Văn bản chưa có chữ ký số hợp lệ chỉ để biết, tham khảo. Kiểm tra trước khi vào sổ; trả lại nơi gửi nếu \
            sai.</span>
            """
    }
}
