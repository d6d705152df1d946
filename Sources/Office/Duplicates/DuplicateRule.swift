import Exchange
import Storage
import Web

/// Who may link what has come to a document of the register, and to which.
enum DuplicateRule {
    /// What a form asks when something may be in the register already.
    static let fields: Set<String> = ["despite-duplicate", "duplicate-reason", "link-to"]

    /// Why `person` may not link it, or nil: the same as for registering it.
    static func refusalToLink(_ incoming: Incoming, by person: Person) -> Fault? {
        if let closure = incoming.closure { return .closed(closure) }
        guard incoming.state == .received else {
            return .notAllowed(
                "Chỉ gắn được văn bản đang chờ vào sổ.", "Only what waits to be registered can be linked.")
        }
        // Some senders take a further 03 for a yes (edXML §5).
        guard incoming.asking != .requested, incoming.updateID == nil else {
            return .notAllowed(
                "Nơi gửi đang yêu cầu thu hồi hoặc cập nhật văn bản này: trả lời trước rồi mới gắn.",
                "Its sender asks it back or corrects it: answer that first.")
        }
        return person.role == .clerk
            ? nil : .notAllowed("Chỉ văn thư gắn được vào bản đã có.", "Only the clerk may link a copy.")
    }

    /// The document of the register that was chosen; throws `FormFault` for `field` when it cannot have this copy now.
    static func target(
        _ id: String, among twins: [Incoming], field: String, in connection: Connection
    ) throws -> Incoming {
        guard let target = twins.first(where: { $0.id == id && $0.number != nil }) else {
            throw FormFault(field, "Chọn văn bản đã vào sổ trong danh sách")
        }
        // Some senders take a further 03 for a yes (edXML §5).
        guard target.asking != .requested else {
            throw FormFault(
                field,
                "Nơi gửi đang xin lấy lại văn bản số đến \(target.number?.description ?? ""): trả lời yêu cầu đó trước")
        }
        try Freeze.check(target.id, in: connection)
        return target
    }

    /// Why what may be in the register already is registered anew: the timeline keeps it. Throws `FormFault` when it is too short or too long.
    static func check(reason: String) throws(FormFault) {
        try Reason.check(reason, "vào sổ mới", field: "duplicate-reason")
    }
}
