import Exchange
import Foundation
import Storage
import Web

/// The agencies that somebody names as receivers (nơi nhận), as the directory knows them.
enum RecipientNames {
    static let maximum = 200

    /// In the order of their codes; throws what must be corrected in the field `recipients`.
    static func checked(
        _ codes: [String], own: OrganCode, today: CalendarDate, in connection: Connection
    ) throws -> [Directory.Entry] {
        guard (1...Self.maximum).contains(codes.count) else {
            throw FormFault("recipients", "Chọn ít nhất một nơi nhận, tối đa \(Self.maximum)")
        }
        return try Set(codes).sorted().map { text in
            guard OrganCode(text) != own else {
                throw FormFault("recipients", "Không gửi liên thông cho chính cơ quan mình")
            }
            guard let code = OrganCode(text), let organ = try Directory.entry(code, in: connection) else {
                throw FormFault("recipients", "Không có cơ quan mang mã “\(text)” trong danh bạ")
            }
            if organ.isClosed(on: today), let end = organ.validTo {
                let instead = organ.successor.map { ". Cơ quan kế thừa có mã \($0)" } ?? ""
                throw FormFault("recipients", "Mã \(organ.code) (\(organ.name)) đã đóng từ \(end.shown)\(instead)")
            }
            guard organ.code != own else {
                throw FormFault("recipients", "Không gửi liên thông cho chính cơ quan mình")
            }
            return organ
        }
    }

    static func save(
        _ organs: [Directory.Entry], of outgoing: String, as transport: Recipient.Transport = .none, at now: Date,
        in connection: Connection
    ) throws {
        for organ in organs {
            try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, added_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """, UniqueID.make(at: now), outgoing, organ.code, organ.name, transport, now)
        }
    }
}
