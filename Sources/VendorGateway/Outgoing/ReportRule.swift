import Exchange
import Foundation
import Storage

/// Which status the agency may report about what came (edXML §4–5): one rule for folder, API and finished packages.
enum ReportRule {
    enum Verdict: Equatable {
        case goes
        /// Reported before in the same words, or without any: nothing is sent.
        case repetition(handover: String)
    }

    /// Statuses go forward only. The same status with another reason goes again: so one task of a directive is reported (docs/edxml.md, "Tasks in directives").
    /// Throws `status` when the status does not fit the arrival or comes too late, `missing-field` without the reason that it needs.
    static func judge(
        _ status: HandlingStatus, at instant: Date, reason: String?, on arrival: ArrivalRecord,
        in connection: Connection
    ) throws -> Verdict {
        guard self.fits(status, arrival) else { throw Fault.unfit(status, arrival.kind) }
        if status.needsReason, (reason ?? "").normalized.isEmpty { throw Fault.noReason(status) }
        let earlier = try connection.rows(
            """
            SELECT id, status, reported_at, description FROM handover WHERE arrival_id = $1 AND kind = 'status' ORDER BY seq LIMIT 500
            """, arrival.id
        ).map { row -> (id: String, status: HandlingStatus, at: Date, said: String) in
            (
                try row["id"], try row["status"], try row["reported_at"],
                (try row["description"] as String? ?? "").normalized
            )
        }
        switch self.verdict(status, at: instant, after: earlier.map { ($0.status, $0.at) }) {
        case .advanced: return .goes
        case .repetition:
            let said = (reason ?? "").normalized
            let same = earlier.filter { $0.status == status }
            guard let first = same.last(where: { $0.said == said }) ?? same.last else { return .goes }
            guard status.rank != nil, !said.isEmpty, first.said != said else { return .repetition(handover: first.id) }
            // Some senders take a status once more for the answer (edXML §5).
            guard try !arrival.isAskedBack(in: connection) else { throw Fault.askedBack(status) }
            return .goes
        case .history, .contradiction: throw Fault.tooLate(status, after: earlier.last?.status)
        }
    }

    /// 15 and 16 answer what asked for the document or changed it; 01 to 06 tell of the document itself; 13 is its issuer's word.
    static func fits(_ status: HandlingStatus, _ arrival: ArrivalRecord) -> Bool {
        let answersAsking = status == .agreed || status == .declined
        switch arrival.kind {
        case .new: return status.rank != nil
        case .update, .replacement: return status.rank != nil || answersAsking
        case .recall: return answersAsking
        case .status: return answersAsking && arrival.status == .takeBack
        }
    }

    private static func verdict(
        _ status: HandlingStatus, at instant: Date, after earlier: [(HandlingStatus, Date)]
    ) -> Handling.Verdict {
        guard status.rank != nil else {
            var asking = Asking.requested
            for (answer, _) in earlier { _ = asking.apply(answer, isRecall: false) }
            return asking.apply(status, isRecall: false)
        }
        var handling = Handling()
        for (status, at) in earlier { _ = handling.apply(status, at: at) }
        return handling.apply(status, at: instant)
    }
}

extension Fault {
    fileprivate static func unfit(_ status: HandlingStatus, _ kind: PackageKind) -> Fault {
        Fault(
            .status, vi: "Trạng thái \(status.rawValue) không dùng cho loại gói tin này (\(kind.rawValue)).",
            en: "The status \(status.rawValue) does not fit a package of the kind \(kind.rawValue).", place: "status")
    }

    fileprivate static func noReason(_ status: HandlingStatus) -> Fault {
        Fault(
            .missingField, vi: "Trạng thái \(status.rawValue) cần lý do.",
            en: "The status \(status.rawValue) needs a reason.", place: "reason")
    }

    fileprivate static func askedBack(_ status: HandlingStatus) -> Fault {
        Fault(
            .status,
            vi: "Nơi gửi đang xin lấy lại văn bản: trả lời 15 hoặc 16 trước rồi mới báo thêm \(status.rawValue).",
            en: "The sender asks the document back: answer with 15 or 16 before \(status.rawValue) is reported again.",
            place: "status")
    }

    fileprivate static func tooLate(_ status: HandlingStatus, after last: HandlingStatus?) -> Fault {
        Fault(
            .status, vi: "Không báo được \(status.rawValue): trước đó đã báo \(last?.rawValue ?? "trạng thái khác").",
            en: "The status \(status.rawValue) contradicts what was reported before.", place: "status")
    }
}
