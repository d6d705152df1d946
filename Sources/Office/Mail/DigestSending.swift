import Exchange
import Foundation
import Logging
import ServiceLifecycle
import Storage

/// Sends everybody who wants it one mail a working day (thư tổng hợp), from the hour that the administrator set, and on the first working day of week
/// and month the report of the one before (báo cáo tuần, tháng). One after the other; a stop of the office waits only for the answer to a mail that has
/// gone out whole.
struct DigestSending: Service {
    let office: Office
    let sender: MailAddress
    /// Throws `MailFailure`: `SMTPClient.send`.
    let send: @Sendable (MailMessage) async throws -> Void
    var lease = Lease.alone
    let logger: Logger

    private static let pause = Duration.seconds(60)

    func run() async throws {
        try await self.office.database.write { [lease] connection in
            try lease.check(in: connection)
            try DigestRecord.settle(in: connection)
        }
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    while try await self.sendNext() { try Task.checkCancellation() }
                    try await Task.sleep(for: Self.pause)
                } catch is CancellationError {
                    return
                } catch let lost as LeaseLost {
                    throw lost
                } catch {
                    self.logger.error("mails of the day not sent", metadata: ["error": "\(error)"])
                    // Cancelled: the loop ends.
                    try? await Task.sleep(for: Self.pause)
                }
            }
        }
    }

    /// Sends one that is due; false when none is, or when no mail goes now.
    func sendNext() async throws -> Bool {
        let (office, now, today) = (self.office, self.office.now(), self.office.today)
        let isWorkingDay = office.calendar.isWorkingDay(today)
        let reports = ReportPeriod.due(on: today, calendar: office.calendar)
        let claim = try await self.keep { [lease] connection -> DigestRecord? in
            // A node that takes the job over gives up what was claimed, so that it never goes twice. What became of a mail is kept all the same.
            try lease.check(in: connection)
            try DigestRecord.end(before: today, in: connection)
            let parts = VietnamTime.parts(now)
            let minute = try NoticeSettings.read(in: connection).digestMinute
            guard isWorkingDay, parts.hour * 60 + parts.minute >= minute else { return nil }
            return try DigestRecord.claim(on: today, reports: reports, at: now, in: connection)
        }
        guard let claim else { return false }
        do {
            guard
                let mail = try await
                    (claim.kind == .day
                    ? self.mail(for: claim, at: now) : self.report(for: claim, at: now))
            else {
                try await self.keep { try claim.empty(at: now, in: $0) }
                return true
            }
            try await self.send(mail)
        } catch {
            let failure =
                error as? MailFailure
                ?? MailFailure(
                    kind: .message,
                    description: error is CancellationError ? "the office stopped" : SMTPReply.visible("\(error)"))
            self.logger.warning(
                "mail not sent",
                metadata: ["kind": "\(claim.kind)", "person": "\(claim.personID)", "error": "\(failure)"])
            try await self.keep { try claim.failed(failure, reports: reports, at: now, in: $0) }
            return failure.kind != .server
        }
        try await self.keep { try claim.sent(at: now, in: $0) }
        if let report = claim.report { self.note(report, of: claim, at: now) }
        return true
    }

    /// A task of its own, which a stop does not cancel: it would not be known what became of the mail.
    private func keep<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        let database = self.office.database
        return try await Task { try await database.write(body) }.value
    }

    /// What goes by mail is taken along as from the page (`RecordAccess`).
    private func note(_ report: ReportPeriod, of claim: DigestRecord, at now: Date) {
        var entry = AccessEntry(.exported, personID: claim.personID, address: "", at: now)
        entry.detail = "MAIL \(PeriodReportRoutes.path)?\(report.query)"
        self.office.access.record(entry)
    }

    /// The report of a period with its spreadsheet; nil when the person may not read it any more.
    private func report(for claim: DigestRecord, at now: Date) async throws -> MailMessage? {
        guard let period = claim.report, let receiver = MailAddress(claim.address) else { return nil }
        let office = self.office
        let read = try await office.database.read { connection -> (Person, PeriodReport, String?)? in
            guard let person = try PersonStore.person(claim.personID, in: connection),
                PeriodReportRule.refusal(of: person) == nil
            else { return nil }
            return (
                person,
                try PeriodReport.read(
                    period, of: PeriodReportRule.unit(of: person), today: claim.day, calendar: office.calendar,
                    in: connection),
                try NoticeSettings.read(in: connection).publicAddress
            )
        }
        guard let (person, report, address) = read else { return nil }
        let table = PeriodReportTable(
            report: report, letterhead: office.identity.letterhead, taker: person.signature, now: now)
        let bytes = try await blocking { try table.workbook().bytes() }
        return MailMessage(
            sender: self.sender, senderName: office.identity.name, receiver: receiver,
            subject: MailWords.subject(period), text: MailWords.text(report, to: person, address: address), date: now,
            id: "report \(claim.kind.rawValue) \(claim.period.iso) \(claim.personID)",
            attachment: .init(name: "\(table.name).xlsx", type: Workbook.type, bytes: bytes))
    }

    /// The mail of the day; nil when there is nothing to tell.
    private func mail(for claim: DigestRecord, at now: Date) async throws -> MailMessage? {
        let office = self.office
        let sender = self.sender
        return try await office.database.read { connection in
            guard let person = try PersonStore.person(claim.personID, in: connection),
                let receiver = MailAddress(claim.address)
            else { return nil }
            let digest = try Digest.read(for: person, office: office, in: connection)
            guard !digest.isEmpty else { return nil }
            let address = try NoticeSettings.read(in: connection).publicAddress
            return MailMessage(
                sender: sender, senderName: office.identity.name, receiver: receiver,
                subject: MailWords.subject(digest, on: claim.day),
                text: MailWords.text(digest, to: person, at: now, address: address), date: now,
                id: "digest \(claim.day.iso) \(claim.personID)")
        }
    }
}
