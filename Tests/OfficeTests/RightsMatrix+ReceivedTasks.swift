import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Office

extension MatrixState {
    /// A document in progress that gives one task to us: unit A leads it, unit B supports.
    static let ofReceivedTasks: [MatrixState] = [
        Self.received("Được giao nhiệm vụ, chưa tiếp nhận", []),
        Self.received("Được giao nhiệm vụ, đã tiếp nhận", [("accept", "clerk-A", [:])]),
        Self.received(
            "Được giao nhiệm vụ, đã giao đơn vị phối hợp",
            [("accept", "clerk-A", [:]), ("give", "leader-A", ["unit": "B", "support": "A"])]),
        Self.received(
            "Được giao nhiệm vụ, đã báo hoàn thành",
            [("accept", "clerk-A", [:]), ("finish", "officer-A", ["text": "Đã gửi báo cáo."])]),
    ]

    private static func received(_ title: String, _ steps: [(String, String, [String: String])]) -> MatrixState {
        MatrixState(title: title, kind: "incoming", isOfTasks: true) { test, number in
            let id = try await test.taskArrival(number)
            for (act, person, fields) in steps {
                let answer = try await test.post(
                    "/incoming/\(id)/received-tasks/\(try await test.task(of: id))/\(act)", as: person,
                    version: try await test.state(id).version, fields)
                #expect(answer.status == .seeOther, "\(act): \(answer.status)")
            }
            return id
        }
    }
}

extension TestOffice {
    /// An incoming document that unit A works on and unit B supports, with one task of ours that is due in twenty days.
    func taskArrival(_ number: Int) async throws -> String {
        let due = try #require(CalendarDate(dayNumber: self.office.today.dayNumber + 20))
        let row = try ReceivedTaskTests.row(1, "Rà soát thủ tục hành chính", due: due)
        return try await self.incoming(
            number, until: .inProgress, files: [try await ReceivedTaskTests.annex([row], self)])
    }

    /// What an act on a task that was given to us needs.
    func receivedTaskFields(of act: APIAct) -> [String: JSON] {
        let reason = JSON.text("Vì lý do thử nghiệm đủ dài.")
        switch act.path.split(separator: "/").last {
        case "give": return ["unit": .text("A")]
        case "progress", "finish", "report-part": return ["text": .text("Đã gửi báo cáo số 12/BC-UBND.")]
        case "ask-extension": return ["due": .text(self.day(40)), "reason": reason]
        case "return": return ["reason": reason]
        default: return [:]
        }
    }
}
