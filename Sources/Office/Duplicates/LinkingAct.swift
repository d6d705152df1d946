import Exchange
import Foundation
import Storage
import Web

/// Gắn vào bản đã có: what waits becomes a further copy of a document of the register; 03 goes back, and 04 to 06 as far as that one has come.
struct LinkingAct: Sendable {
    let office: Office
    /// The registered document.
    let target: String
    /// The clerk confirms that signatures and addressee were checked, as for registering (NĐ 30/2020/NĐ-CP, Điều 21).
    let checked: Bool

    func link(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let office = self.office
        return try await office.act(by: person, once: form.once, on: id) { connection, now in
            guard let copy = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            guard form.version == copy.version else { throw Fault.stale }
            if let refusal = DuplicateRule.refusalToLink(copy, by: person) { throw refusal }
            guard self.checked else {
                throw FormFault("checked", "Xác nhận đã kiểm tra chữ ký số và nơi nhận trước khi gắn")
            }
            let registered = try DuplicateRule.target(
                self.target, among: try IncomingStore.duplicates(of: copy, in: connection), field: "to",
                in: connection)
            let replaced = try Replacement.linked(id, in: connection).replaces
            guard !replaced.contains(where: { $0.id == registered.id }) else {
                throw FormFault("to", "Văn bản này thay thế văn bản đã chọn: vào sổ mới, bản cũ tự hết hiệu lực")
            }
            try DuplicateLink.add(copy, to: registered, by: person, at: now, office: office, in: connection)
            return "/incoming/\(registered.id)"
        }
    }
}
