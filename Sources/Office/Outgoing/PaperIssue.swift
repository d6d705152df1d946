import Exchange
import Foundation
import Storage
import Web

/// Phát hành bản giấy: the clerk confirms that the paper was signed by hand, sealed and issued. No package is made, no electronic
/// signature is asked for; a scan is kept when it was attached (NĐ 30/2020/NĐ-CP, Điều 17, 18).
struct PaperIssue: Sendable {
    let office: Office

    /// Why the act cannot go through the exchange, or nil.
    static func refusal(_ outgoing: Outgoing) -> Fault? {
        outgoing.isPaperOnly
            ? .notAllowed(
                "Văn bản chỉ phát hành bản giấy: không gửi, cập nhật hay thu hồi qua trục liên thông.",
                "The document is issued on paper only and never enters the exchange.")
            : nil
    }

    func publish(_ id: String, isConfirmed: Bool, by person: Person, form: FormToken) async throws -> String {
        let office = self.office
        return try await OutgoingActs(office: office).perform(.publish, on: id, by: person, form: form) {
            connection, outgoing, now in
            guard outgoing.isPaperOnly else { throw Fault.stale }
            guard isConfirmed else {
                throw FormFault("on-paper", "Đánh dấu xác nhận bản giấy đã ký, đóng dấu và phát hành")
            }
            let names = try PaperRecipient.names(of: id, in: connection)
            try connection.execute("UPDATE outgoing SET published_at = $1 WHERE id = $2", now, id)
            try Timeline.add(.issuedOnPaper, to: id, by: person, at: now, detail: "\(names.count)", in: connection)
            try Publishing(office: office).answer(with: outgoing, by: person, at: now, in: connection)
        }
    }
}
