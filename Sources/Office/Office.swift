import EdXML
package import Exchange
package import Foundation
import Gateway
package import Storage
import Trust
import Web

/// One agency's document management: its database, its files, who it is, and the rules of acting in it.
package struct Office: Sendable {
    package let identity: Identity
    package let database: Database
    /// Its files.
    package let store: KeptContent
    let changes: ChangeFeed
    /// Tells the gateway that something waits to be sent.
    let wakeGateway: @Sendable () -> Void
    package let now: @Sendable () -> Date
    let workingDays: OfficeCalendar
    /// What must be read again and tells nobody anything who has the database alone.
    let secrets: SealedSecrets
    /// Wakes whoever looks at the signatures on files that have come.
    let filesCame = WakeSignal()
    /// Wakes whoever brings the search up to date.
    let searchWork = WakeSignal()
    /// Wakes whoever counts the pages of files in case files.
    let filesFiled = WakeSignal()
    /// Wakes whoever reads files for it.
    let filesToRead = WakeSignal()

    /// Wakes whoever tells of notices outside the page.
    let noticesCame = WakeSignal()

    /// How pages were answered, for Prometheus.
    let answers = AnswerMetrics()
    /// Who opened what, before it is written.
    let access = AccessQueue()
    /// Draws the first pages of PDFs.
    let firstPages = FirstPages()

    /// Who this office is in the exchange and on paper.
    package struct Identity: Sendable {
        package let organ: OrganCode
        /// Full name, as in the directory.
        package let name: String
        /// The two lines of the letterhead: the superior body (may be empty) and the body itself.
        package let letterhead: [String]
        /// Chữ viết tắt tên cơ quan, as in its notations: `VPCP`, `UBND`.
        package let abbreviation: String
        /// Địa danh, as printed before the date.
        package let place: String
        /// The person and the address for the help text of the sign-in page.
        package let contact: String

        package init(
            organ: OrganCode, name: String, letterhead: [String], abbreviation: String, place: String, contact: String
        ) {
            self.organ = organ
            self.name = name
            self.letterhead = letterhead
            self.abbreviation = abbreviation
            self.place = place
            self.contact = contact
        }

        var organBlock: Organ { Organ(code: self.organ, name: self.name) }
    }

    /// The working days of now.
    var calendar: WorkingCalendar { self.workingDays.now }

    package var today: CalendarDate { VietnamTime.date(self.now()) }
}

extension Office {
    /// Does one act of a person: everything of it in one transaction, and once only.
    ///
    /// `token` comes with the form. When the same form arrives again (double click, lost answer), nothing is done and the first
    /// answer is given again.
    ///
    /// - Parameters:
    ///   - document: whose pages are told that something changed.
    ///   - files: content that was kept for this act and that its rows name. It was there before they did, and a sweep of another node may have taken it
    ///     meanwhile: then it throws `interrupted`, and nothing is done. Whoever keeps content for an act says so here.
    ///   - body: checks the rule, changes the rows, returns the page to show next.
    func act(
        by person: Person,
        once token: String,
        on document: String,
        naming files: [ContentHash] = [],
        _ body: @escaping @Sendable (Connection, Date) throws -> String
    ) async throws -> String {
        let now = self.now()
        let (changes, wake, store) = (self.changes, self.wakeGateway, self.store)
        let (search, reading, notices) = (self.searchWork, self.filesToRead, self.noticesCame)
        return try await self.database.write { connection in
            if let used = try connection.row(
                "SELECT location FROM form_use WHERE token = $1 AND person_id = $2", token, person.id
            ) {
                return try used["location"]
            }
            try Secrecy.check(document, for: person, in: connection)
            let mark = try SearchIndex.mark(in: connection)
            let location = try Self.unlessHeld(document, in: connection) { try body(connection, now) }
            try store.confirm(files, in: connection)
            try SearchIndex.settle(since: mark, in: connection)
            try connection.execute(
                "INSERT INTO form_use (token, person_id, location, used_at) VALUES ($1, $2, $3, $4)",
                token, person.id, location, now
            )
            if let deputy = person.deputy {
                try connection.execute(
                    """
                    INSERT INTO act_in_place (id, at, delegation_id, person_id, place_of, document_id, location)
                    VALUES ($1, $2, $3, $4, $5, $6, $7)
                    """, UniqueID.make(at: now), now, deputy.delegationID, deputy.id, person.id, document, location)
            }
            try changes.tell(document, in: connection)
            connection.afterCommit {
                wake()
                search.wake()
                reading.wake()
                notices.wake()
            }
            return location
        }
    }

    /// What `body` answers, unless `document` is frozen or destroyed. Who may not see it is told that it is not there, and who may not do this is told
    /// that, as of any other document: the body knows, so its refusal goes first. Whatever it did goes with the transaction.
    private static func unlessHeld(
        _ document: String, in connection: Connection, _ body: () throws -> String
    ) throws -> String {
        do {
            try Freeze.check(document, in: connection)
            try Destruction.check(document, in: connection)
        } catch let held as Fault {
            do { _ = try body() } catch let refusal as Fault where [.notFound, .notAllowed].contains(refusal.code) {
                throw refusal
            } catch { throw held }
            throw held
        }
        return try body()
    }

    /// Whoever does a job beside the pages looks for work.
    func wakeJobs() {
        self.wakeGateway()
        for signal in [self.filesCame, self.searchWork, self.filesFiled, self.filesToRead, self.noticesCame] {
            signal.wake()
        }
    }

    /// The answer that a form got when it was sent before; nil the first time.
    func answer(to token: String, of person: Person) async throws -> String? {
        try await self.database.read { connection in
            try connection.row("SELECT location FROM form_use WHERE token = $1 AND person_id = $2", token, person.id)?[
                "location"]
        }
    }
}

extension Fault {
    /// What the page says when a rule forbids an act. A refusal is told, never silently ignored (lessons Q8).
    static func notAllowed(_ vietnamese: String, _ english: String) -> Fault {
        Fault(.notAllowed, vi: vietnamese, en: english)
    }

    static let stale = Fault(
        .staleVersion,
        vi: "Văn bản vừa được người khác thay đổi. Xem lại nội dung mới rồi làm lại thao tác của bạn.",
        en: "Somebody else has just changed the document. Look at it again, then repeat your act."
    )

    static let noSuchView = Fault.notAllowed(
        "Danh mục này không thuộc vai trò của bạn.", "This view does not belong to your role.")
    static let administratorsWork = Fault.notAllowed(
        "Quản trị không xử lý văn bản.", "Administrators do not work on documents.")
    static let deputyReads = Fault.notAllowed(
        "Người làm thay không xem hộ được.", "A deputy's look is not the other's reading.")
    static let passwordIsFirst = Fault.notAllowed(
        "Đổi mật khẩu do quản trị cấp rồi mới làm việc khác được.", "The first password must be changed.")

    static let noSuchDocument = Fault(
        .notFound,
        vi: "Không có văn bản này, hoặc bạn không được giao xem.",
        en: "There is no such document, or you may not see it."
    )
}
