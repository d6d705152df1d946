import Exchange
import Web

/// The words of tasks in directives.
enum TaskWords {
    static let title = "Nhiệm vụ đã giao"
    static let standing = "Thường xuyên"

    static let emptiness =
        "Ghi nhiệm vụ ở trang của văn bản chỉ đạo, điều hành: việc gì, cơ quan nào chủ trì, đến khi nào."

    static let atMost = "tối đa \(Reason.shown(DirectiveTask.maximumCharacters)) ký tự"

    static func comesBack(_ comesBack: DirectiveTask.ComesBack) -> String {
        switch comesBack {
        case .report: "Báo cáo"
        case .document: "Văn bản"
        case .figure: "Số liệu"
        case .nothing: "Không phải gửi"
        }
    }

    static func act(_ act: TaskAct) -> String {
        switch act {
        case .edit: "Sửa"
        case .remove: "Xóa"
        case .finish: "Xác nhận xong"
        case .changeDeadline: "Đổi hạn"
        case .reopen: "Mở lại"
        case .withdraw: "Rút"
        }
    }

    static func due(_ due: CalendarDate?) -> String { due?.shown ?? Self.standing.lowercased() }

    static func state(_ state: TaskState) -> String {
        state.isWithdrawn ? "Đã rút" : BoardWords.part(state.part)
    }

    /// How far whoever leads has come, in the four steps.
    static func step(_ state: TaskState) -> String {
        if state.isConfirmed { return "người chỉ đạo xác nhận" }
        return state.step?.name ?? "Chưa tiếp nhận"
    }

    /// For the timeline: `2, Sở Ví dụ chủ trì, hạn 31/12/2026`.
    static func told(_ ordinal: Int, lead: String, due: CalendarDate?) -> String {
        "\(ordinal), \(lead) chủ trì, \(due.map { "hạn \($0.shown)" } ?? Self.due(nil))"
    }

    static let steeringIsNeeded = FormFault(
        "steering", "Dự thảo có nhiệm vụ nên phải là văn bản chỉ đạo, điều hành gửi liên thông: xóa nhiệm vụ trước")

    static func recipientIsNeeded(_ name: String) -> FormFault {
        FormFault("recipients", "\(name) chủ trì hoặc phối hợp một nhiệm vụ của dự thảo: sửa nhiệm vụ trước")
    }
}

extension Fault {
    static let noSuchTask = Fault(.notFound, vi: "Không có nhiệm vụ này.", en: "There is no such task.")
}
