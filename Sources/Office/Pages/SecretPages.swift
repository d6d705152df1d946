import Exchange
import Pages
import Web

/// The secret documents that somebody may see: of the books they keep, and those whose paper they have.
struct SecretListPage: Sendable {
    let shell: Shell
    let documents: [SecretDocument]
    let total: Int
    /// Of the list of all: how many end soon or are over; nil in the list of those.
    let ending: Int?
    let today: CalendarDate
    /// From 1.
    let pageNumber: Int
    /// In which the reader keeps an open secret book.
    let directions: [Register.Direction]

    static let size = 50

    var html: HTML {
        let acts = self.directions.map { direction -> HTML in
            button(
                "\(SecrecyWords.title(direction))…", href: "/secrets/new?direction=\(direction.rawValue)",
                main: direction == self.directions.first)
        }
        let lead =
            "Văn bản trong sổ mật bạn giữ và văn bản có bản giấy đã giao cho bạn. Người khác chỉ thấy số trong sổ."
        guard let ending = self.ending else { return self.endingList }
        let due: HTML =
            ending == 0
            ? ""
            : notice(
                .near,
                "<b>\(ending) văn bản</b> còn không quá \(SecretProtection.noticeDays) ngày bảo vệ hoặc đã hết thời hạn: <a href=\"/secrets?view=ending\">xem và xử lý</a>."
            )
        return self.shell.page(
            SecrecyWords.list,
            """
            \(pageHead(SecrecyWords.list, count: self.total, lead: lead, acts: "\(acts)"))\(due)
            \(self.documents.isEmpty
                ? empty("Không có văn bản mật nào", "Văn bản mật bạn ghi vào sổ hoặc được giao giữ bản giấy hiện ở đây.")
                : self.table)
            \(pager(page: self.pageNumber, size: Self.size, total: self.total) { "/secrets?page=\($0)" })
            """)
    }

    private var endingList: HTML {
        let lead =
            "Còn không quá \(SecretProtection.noticeDays) ngày bảo vệ, hoặc đã hết mà chưa ghi giải mật. Mở văn bản để ghi gia hạn hoặc giải mật."
        return self.shell.page(
            SecrecyWords.ending,
            """
            \(trail(SecrecyWords.list, href: "/secrets"))
            \(pageHead(SecrecyWords.ending, count: self.total, lead: lead))
            \(self.documents.isEmpty
                ? empty("Không có văn bản mật nào sắp hết thời hạn", "Văn bản mật sắp hết thời hạn bảo vệ hiện ở đây.") : self.table)
            \(pager(page: self.pageNumber, size: Self.size, total: self.total) { "/secrets?view=ending&page=\($0)" })
            """)
    }

    /// Nobody else has the paper.
    static let keeper: HTML = "Văn thư giữ sổ"

    private var table: HTML {
        ListTable(
            caption: SecrecyWords.list,
            columns: [
                .init("Số trong sổ", .number), .init("Văn bản", .subject), .init("Nơi gửi, nơi nhận"),
                .init("Bảo vệ đến", .when), .init("Người giữ bản giấy"),
            ],
            rows: self.documents.map { document in
                .init([
                    ListTable.number(document.number.description, Shown.date(document.enteredOn)),
                    ListTable.subject(
                        document.name, href: "/secrets/\(document.id)",
                        under: [
                            secrecyStamp(SecrecyWords.standing(document.standing)), Shown.urgency(document.urgency),
                            "\(document.bookTitle)",
                        ]),
                    "\(document.parties)", SecretHistory.until(document, on: self.today),
                    document.isOut ? "\(document.holderName)" : Self.keeper,
                ])
            }
        ).html
    }
}

/// One line of a secret register.
struct SecretPage: Sendable {
    let shell: Shell
    let document: SecretDocument
    /// Whether the reader keeps its book.
    let isKept: Bool
    let today: CalendarDate
    let changes: [SecrecyChange]
    let protections: [SecretProtection]
    /// As far as the reader may see them.
    let handovers: [SecretHandover]

    var html: HTML {
        let document = self.document
        let path = "/secrets/\(document.id)"
        let acts: HTML =
            self.isKept
            ? """
            \(button("\(SecrecyWords.handover)…", href: "\(path)/hand-over", main: true))\
            \(button("\(SecrecyWords.change)…", href: "\(path)/secrecy"))\
            \(button("\(SecrecyWords.protection)…", href: "\(path)/protection"), if: document.standing != nil)\
            \(button("Sửa dòng…", href: "\(path)/edit"))
            """ : ""
        return self.shell.page(
            document.title,
            """
            \(trail(SecrecyWords.list, href: "/secrets"))
            \(pageHead(document.title, acts: acts))
            \(self.ending)\(notice(.plain, "\(document.standing == nil ? SecrecyWords.lifted : SecrecyWords.onPaper)"))
            <section class="sheet sheet--pad" aria-label="Dòng trong sổ"><dl class="given">\
            <dt>Độ mật</dt><dd>\(secrecyStamp(SecrecyWords.standing(document.standing)))</dd>\
            <dt>Bảo vệ đến</dt><dd>\(SecretHistory.until(document, on: self.today))</dd>\
            <dt>Độ khẩn</dt><dd>\(OutgoingWords.urgency(document.urgency))</dd>\
            <dt>Sổ</dt><dd>\(document.bookTitle)</dd>\
            <dt>Số trong sổ</dt><dd>\(document.number)</dd>\
            <dt>Ngày vào sổ</dt><dd>\(Shown.date(document.enteredOn))</dd>\
            <dt>\(SecrecyWords.parties(document.direction))</dt><dd>\(document.parties)</dd>\
            <dt>Số, ký hiệu</dt><dd>\(document.code.shown)</dd>\
            <dt>Ngày văn bản</dt><dd>\(Shown.date(document.documentDate))</dd>\
            <dt>Loại văn bản</dt><dd>\(document.typeName.isEmpty ? "Không ghi" : document.typeName)</dd>\
            <dt>Trích yếu</dt><dd>\(document.subject.isEmpty ? "Không ghi" : document.subject)</dd>\
            <dt>Người ký</dt><dd>\(document.signer.isEmpty ? "Không ghi" : document.signer)</dd>\
            <dt>Số lượng bản</dt><dd>\(document.copies.map(String.init) ?? "Không ghi")</dd>\
            <dt>Người giữ bản giấy</dt><dd>\(self.holder)</dd>\
            <dt>Ghi chú</dt><dd>\(document.note.isEmpty ? "Không ghi" : document.note)</dd></dl></section>
            \(SecretHistory.changes(self.changes))\(SecretHistory.protections(self.protections))\(SecretHistory.handovers(self.handovers, isWhole: self.isKept))
            """)
    }

    /// What is to be done before the time of protection ends, and after.
    private var ending: HTML {
        guard let days = self.document.protectedDays(on: self.today),
            let words = SecrecyWords.ending(days, until: self.document.protectedUntil)
        else { return "" }
        return notice(days < 0 ? .bad : .near, "\(words)")
    }

    private var holder: HTML {
        guard self.document.isOut else { return SecretListPage.keeper }
        guard let passed = self.document.passedOn else { return "\(self.document.holderName)" }
        return "\(self.document.holderName), từ ngày \(Shown.date(passed))"
    }
}
