import Exchange
import Storage

/// What a system calls one attempt to hand something over (`Idempotency-Key`): under one key one thing is taken.
struct HandoverKey: Sendable, Equatable {
    let system: String
    let key: String

    /// Binds the key to the handover; the same again changes nothing. Throws `conflict`.
    func bind(to handover: String, in connection: Connection) throws {
        let row = try connection.row(
            "SELECT handover_id FROM handover_key WHERE system_id = $1 AND key = $2", self.system, self.key)
        if let known: String = try row?["handover_id"] {
            guard known == handover else {
                throw Fault(
                    .conflict, vi: "Idempotency-Key này đã được dùng cho việc gửi khác.",
                    en: "This Idempotency-Key was used for something else.", place: "Idempotency-Key")
            }
            return
        }
        try connection.execute(
            "INSERT INTO handover_key (system_id, key, handover_id) VALUES ($1, $2, $3)", self.system, self.key,
            handover)
    }
}
