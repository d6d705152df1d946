// API: PrintedRegister(title:superior:body:year:columns:rows:mark:).html, PrintedRegister.Column(title, centred:).

/// A register (sổ đăng ký văn bản) as it is printed: A4 landscape, numbered columns, head and mark repeated on every sheet.
///
/// The columns are law (NĐ 30/2020/NĐ-CP, Phụ lục IV: ten in each register) and come from the caller; this only draws
/// them.
package struct PrintedRegister: Sendable {
    package struct Column: Sendable {
        let title: String
        let isCentred: Bool

        /// Numbers and dates are centred and never wrap.
        package init(_ title: String, centred: Bool = false) {
            self.title = title
            self.isCentred = centred
        }
    }

    let title: String
    let superior: String
    let body: String
    let year: Int
    let columns: [Column]
    let rows: [[HTML]]
    let mark: String
    /// "Từ ngày … đến ngày …; từ số … đến số …".
    package var span: HTML?
    /// The volume in the head: "Quyển số 03".
    package var volume: String?
    /// Who signs below: office in capitals and name, left and right.
    package var signers: [(office: String, name: String)] = []

    /// `superior` may be empty. Each row has one cell for each column; columns without a cell stay blank. `mark` says who prints it and when.
    package init(
        title: String, superior: String, body: String, year: Int, columns: [Column], rows: [[HTML]], mark: String
    ) {
        self.title = title
        self.superior = superior
        self.body = body
        self.year = year
        self.columns = columns
        self.rows = rows
        self.mark = mark
    }

    package var html: HTML {
        """
        <article class="register" tabindex="0" role="region" aria-label="\(self.title)">
        <header class="register__head"><div>\(self.superior)<b>\(self.body)</b><div class="rule"></div></div>\
        <div>\(self.volume.html { "<b>\($0)</b>" })\(Words.year(self.year))</div></header>
        <h2 class="register__title">\(self.title)</h2>\(self.span.html { "<p class=\"register__span\">\($0)</p>" })
        <table><caption class="unseen">\(self.title)</caption><thead><tr>\(self.heads)</tr>\
        <tr aria-hidden="true">\(self.numbers)</tr></thead>
        <tbody>\(self.rows.map(self.row))</tbody>
        <tfoot><tr><td colspan="\(self.columns.count)">\(self.mark)</td></tr></tfoot></table>
        \(self.end, if: !self.signers.isEmpty)
        </article>
        """
    }

    private var heads: [HTML] { self.columns.map { "<th scope=\"col\">\($0.title)</th>" } }

    private var numbers: [HTML] { self.columns.indices.map { "<th>(\($0 + 1))</th>" } }

    private func row(_ cells: [HTML]) -> HTML {
        let written = self.columns.enumerated().map { index, column -> HTML in
            let content: HTML = index < cells.count ? cells[index] : ""
            return "<td\(" class=\"c\"", if: column.isCentred)>\(content)</td>"
        }
        return "<tr>\(written)</tr>\n"
    }

    private var end: HTML {
        let parts = self.signers.enumerated().map { index, signer -> HTML in
            let day: HTML = index == 0 ? "<i>\(Words.blankDate(self.year))</i>" : ""
            return "<div><p>\(day)<br><b>\(signer.office)</b></p><p>\(signer.name)</p></div>"
        }
        return "<div class=\"register__end\">\(parts)</div>"
    }
}
