import Exchange
import Web

/// The words of tasks in directives.
enum TaskWords {
    static let title = "Nhiệm vụ đã giao"
    static let standing = "Thường xuyên"
    static let confirmed = "người chỉ đạo xác nhận"

    static let emptiness =
        "Ghi nhiệm vụ ở trang của văn bản chỉ đạo, điều hành: việc gì, cơ quan nào chủ trì, đến khi nào."

    static let atMost = "tối đa \(DirectiveTask.maximumCharacters.shown) ký tự"

    static func comesBack(_ comesBack: DirectiveTask.ComesBack) -> String {
        switch comesBack {
        case .report: "Báo cáo"
        case .document: "Văn bản"
        case .figure: "Số liệu"
        case .nothing: "Không phải gửi"
        }
    }

    /// What an act on a task is called that stands at `state`.
    static func act(_ act: TaskAct, on state: TaskState) -> String {
        switch act {
        case .edit: "Sửa"
        case .remove: "Xóa"
        case .finish: "Xác nhận xong"
        case .changeDeadline: "Đổi hạn"
        case .stopClock: "Dừng tính hạn"
        case .resumeClock: "Tính hạn tiếp"
        case .grant: "Đồng ý gia hạn"
        case .refuse: "Không gia hạn"
        case .reopen where state.isReturned: "Giao lại"
        case .reopen: "Mở lại"
        case .withdraw: "Rút"
        }
    }

    /// The way back, which says what is not done.
    static func back(_ act: TaskAct, on state: TaskState) -> String {
        switch act {
        case .edit: "Quay lại, chưa lưu"
        case .remove: "Quay lại, chưa xóa"
        case .finish: "Quay lại, chưa xác nhận"
        case .changeDeadline: "Quay lại, chưa đổi"
        case .stopClock: "Quay lại, chưa dừng"
        case .resumeClock: "Quay lại, chưa tính tiếp"
        case .grant, .refuse: "Quay lại, chưa trả lời"
        case .reopen where state.isReturned: "Quay lại, chưa giao"
        case .reopen: "Quay lại, chưa mở"
        case .withdraw: "Quay lại, chưa rút"
        }
    }

    /// Beside a task, and in the list that goes along.
    static let stopped = "Dừng tính hạn"

    static func stop(_ kind: TaskStop.Kind) -> String {
        switch kind {
        case .opinion: "Chờ ý kiến cơ quan khác"
        case .papers: "Chờ hồ sơ, số liệu"
        case .decision: "Chờ cấp trên quyết định"
        case .force: "Sự kiện bất khả kháng"
        case .other: "Lý do khác"
        }
    }

    /// `Dừng tính hạn từ 27/11/2026, chờ hồ sơ, số liệu: “…”; hạn khi dừng 30/11/2026`
    static func told(_ stop: TaskStop) -> String {
        "\(Self.stopped) từ \(stop.on.shown), \(Self.stop(stop.kind).lowercased()): “\(stop.reason)”; hạn khi dừng \(stop.due.shown)"
    }

    static func field(_ field: String) -> String { field.isEmpty ? "không ghi" : "“\(field)”" }

    static func due(_ due: CalendarDate?) -> String { due?.shown ?? Self.standing.lowercased() }

    /// The deadline of a task, also of one whose clock stands still.
    static func dueNow(_ task: DirectiveTask) -> String {
        task.stop.map { "\(Self.stopped.lowercased()), hạn khi dừng \($0.due.shown)" } ?? Self.due(task.due)
    }

    static func state(_ state: TaskState) -> String {
        if state.isWithdrawn { return "Đã rút" }
        return state.isReturned ? "Chủ trì trả lại" : BoardWords.part(state.part)
    }

    /// `xin gia hạn đến 31/12/2026`
    static func report(_ kind: TaskReport.Kind, _ due: CalendarDate?) -> String {
        "\(kind.name)\(due.map { " \($0.shown)" } ?? "")"
    }

    static let annex = "Danh mục nhiệm vụ (kèm theo)"

    // What no status can say: they go from receiver to sender
    static let tellByUpdate =
        "Cơ quan chủ trì chưa tự biết: văn thư bấm “Gửi cập nhật…” ở văn bản để gửi danh mục nhiệm vụ hiện nay, hoặc báo bằng văn bản."

    /// How far whoever leads has come, in the four steps.
    static func step(_ state: TaskState) -> String {
        if state.isConfirmed { return Self.confirmed }
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
