import CSystemPostgreSQL
import Exchange
import Foundation

/// Where the servers are, as libpq reads it.
struct PostgreSQLAddress: Sendable {
    private let text: String

    /// How long what one side sends may go unread by the other before the connection is cut.
    static let silenceMilliseconds = 20_000

    /// Throws `Fault` (`invalid-request`) when libpq does not understand it. The text may hold a password: nothing of it is told.
    init(_ text: String) throws {
        let isAddress = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
        guard isAddress, let options = PQconninfoParse(text, nil) else {
            throw Fault(
                .invalidRequest,
                vi: "Địa chỉ cơ sở dữ liệu không đúng dạng postgres://máy1,máy2/tên.",
                en: "The address of the database is not of the form postgres://host1,host2/name.")
        }
        PQconninfoFree(options)
        self.text = text
    }

    /// Ours may be set otherwise by the address, but for the encoding.
    private var parameters: [(String, String)] {
        [
            ("connect_timeout", "5"), ("target_session_attrs", "read-write"), ("application_name", "lienthong"),
            // A peer that is gone without a word is found within half a minute.
            ("keepalives", "1"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "\(Self.silenceMilliseconds)"),
            ("dbname", self.text), ("client_encoding", "UTF8"),
        ]
    }

    /// Connects, each host in its turn. Throws `PostgreSQLCut` with what libpq says of each, which names hosts and never the password.
    func connect() throws -> OpaquePointer {
        let parameters = self.parameters
        let keys = Self.copies(parameters.map(\.0))
        let values = Self.copies(parameters.map(\.1))
        defer { for copy in keys + values { free(copy) } }
        guard let handle = PQconnectdbParams(keys.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1) else {
            throw PostgreSQLCut(description: "no memory")
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            let message = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
            PQfinish(handle)
            throw PostgreSQLCut(description: message.split(whereSeparator: \.isNewline).joined(separator: "; "))
        }
        return handle
    }

    /// With the nil that ends a list in C.
    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }
}
