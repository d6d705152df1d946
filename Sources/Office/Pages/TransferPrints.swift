import Exchange
import Pages

/// Mục lục hồ sơ nộp lưu, or the list of what is to be destroyed: the seven columns of NĐ 30/2020/NĐ-CP, Phụ lục V.
struct TransferListPrint: Sendable {
    let shell: Shell
    let list: TransferList

    var html: HTML {
        let transfer = self.list.transfer
        var register = PrintedRegister(
            title: self.list.title, superior: self.shell.letterhead.first ?? "",
            body: self.shell.letterhead.last ?? "", year: transfer.sign.year,
            columns: TransferList.columns.map(\.printed),
            rows: self.list.standing.enumerated().map { index, line in
                TransferList.columns.map { $0.cell((index + 1, line)).html }
            }, mark: self.shell.printMark)
        register.span =
            "Kèm theo biên bản số \(transfer.sign.text), ngày \(transfer.madeOn.shown); \(self.list.standing.count) hồ sơ"
        register.signers = [("Người lập", transfer.maker), ("Người nhận", transfer.ender ?? "")]
        if transfer.purpose == .destruction { register.signers[1] = ("Người đứng đầu cơ quan", "") }
        return self.shell.page(
            "\(self.list.title), biên bản \(transfer.sign.text)",
            """
            \(trail("Biên bản \(transfer.sign.text)", href: "/transfers/\(transfer.id)"))\
            \(pageHead(self.list.title, count: self.list.standing.count, acts: printButton))\(register.html)
            """)
    }
}

/// Biên bản giao nhận hồ sơ, tài liệu (NĐ 30/2020/NĐ-CP, Phụ lục V), or biên bản hủy: with room for the pens.
struct TransferRecordPrint: Sendable {
    let shell: Shell
    let list: TransferList

    private var transfer: CaseTransfer { self.list.transfer }

    var html: HTML {
        let title = TransferWords.record(self.transfer.purpose)
        return self.shell.page(
            "\(title) \(self.transfer.sign.text)",
            """
            \(trail("Biên bản \(self.transfer.sign.text)", href: "/transfers/\(self.transfer.id)"))\
            \(pageHead(title, acts: printButton))
            <article class="register register--upright" tabindex="0" role="region" aria-label="\(title)">
            <header class="register__head"><div>\(self.shell.letterhead.first ?? "")<b>\(self.shell.letterhead.last ?? "")</b>\
            <div class="rule"></div></div><div><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><b>Độc lập - Tự do - Hạnh phúc</b>\
            <div class="rule"></div></div></header>
            <h2 class="register__title">\(title)</h2>
            <p class="register__span">Số \(self.transfer.sign.text), ngày \(self.transfer.madeOn.shown)</p>
            \(self.transfer.purpose == .destruction ? self.destruction : self.handOver)
            </article>
            """)
    }

    private var contents: HTML {
        """
        <p>Tổng số hồ sơ: <b>\(self.list.standing.count)</b>. Tổng số văn bản: <b>\(self.list.documents)</b>. \
        Tổng số tệp tin trong hồ sơ: <b>\(self.list.computerFiles)</b>.</p>
        """
    }

    private var handOver: HTML {
        let taker: HTML =
            self.transfer.purpose == .archive
            ? "Bên nhận: lưu trữ cơ quan, \(self.transfer.ender ?? "……………………")"
            : "Bên nhận: \(self.transfer.paper.isEmpty ? "……………………" : self.transfer.paper)"
        let block = self.transfer.note.isEmpty ? self.list.title.lowercased() : self.transfer.note
        let condition =
            self.transfer.purpose == .archive && !self.transfer.paper.isEmpty ? self.transfer.paper : "……………………"
        return """
            <p>Bên giao: \(self.transfer.maker), \(self.transfer.unitName)</p><p>\(taker)</p>
            <p>Thống nhất giao nhận tài liệu với những nội dung sau:</p>
            <p>1. Tên khối tài liệu: \(block)</p>
            <p>2. Thời gian của tài liệu: \(self.list.span)</p>
            <p>3. Thành phần, số lượng tài liệu điện tử:</p>\(self.contents)
            <p>4. Tình trạng tài liệu giao nộp: \(condition)</p>
            <p>Biên bản lập thành hai bản, bên giao giữ một bản, bên nhận giữ một bản.</p>
            \(Self.signatures("Đại diện bên giao", self.transfer.maker, "Đại diện bên nhận", self.transfer.purpose == .archive ? self.transfer.ender ?? "" : ""))
            """
    }

    private var destruction: HTML {
        """
        <p>Người đề nghị: \(self.transfer.maker), \(self.transfer.unitName)</p>
        <p>Căn cứ quyết định: \(self.transfer.paper.isEmpty ? "……………………" : self.transfer.paper)</p>
        <p>Hồ sơ hết thời hạn bảo quản theo danh mục kèm theo; thời gian của tài liệu: \(self.list.span)</p>\(self.contents)
        \(Self.signatures("Người đề nghị", self.transfer.maker, "Người đứng đầu cơ quan", ""))
        """
    }

    private static func signatures(_ left: String, _ leftName: String, _ right: String, _ rightName: String) -> HTML {
        let parts = [(left, leftName), (right, rightName)].map { office, name -> HTML in
            "<div><p><b>\(office)</b></p><p>\(name)</p></div>"
        }
        return "<div class=\"register__end\">\(parts)</div>"
    }
}
