import Exchange
import Foundation
import Gateway
import Storage
import Trust

/// The keys of an office that serves its database with others (khóa của các nút): all must have the same `keys/`, also where each has a data
/// folder of its own. Who made new ones could not open what others sealed, and would sign what nobody else confirms.
struct NodeKeys {
    /// Under which the access log is signed.
    let access: VerifyingKey
    /// With which calls of webhooks are signed.
    let calls: WebhookSecret

    /// SQLite has the table too, without a row.
    static let migration = Migration(
        "office 0510 create node_keys",
        sql: """
            CREATE TABLE node_keys (
                only_one BIGINT NOT NULL PRIMARY KEY CHECK (only_one = 1),
                -- What the keys of the first node are known by, sealed under its master key.
                sealed TEXT NOT NULL
            );
            """
    )

    private static let name = "node_keys"

    /// Writes them into a database that knows none yet, or compares them with those of the first node. Throws `conflict` when they are others.
    ///
    /// - Parameter secrets: seal under `keys/master.key`.
    func settle(under secrets: SealedSecrets, in connection: Connection) throws {
        let sign = ContentHash(of: Data((self.access.pem + self.calls.text).utf8)).hex
        guard let row = try connection.row("SELECT sealed FROM node_keys LIMIT 1") else {
            try connection.execute(
                "INSERT INTO node_keys (only_one, sealed) VALUES (1, $1)", try secrets.seal(sign, of: Self.name))
            return
        }
        let opened: String?
        do { opened = try secrets.open(try row["sealed"], of: Self.name) } catch is Fault { opened = nil }
        guard opened == sign else {
            throw Fault(
                .conflict,
                vi:
                    "Thư mục keys/ của nút này khác các nút đã chạy với cơ sở dữ liệu: chép keys/ của nút đầu tiên sang rồi chạy lại.",
                en:
                    "keys/ of this node are not those of the nodes that have served the database: copy them from the first node.",
                place: "keys")
        }
    }
}
