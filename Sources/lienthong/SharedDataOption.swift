import ArgumentParser
import Exchange
import Foundation
import Hub
import Office
import Storage
import VendorGateway

/// Where the data of a server are: its folder and, where several nodes share one, its database on PostgreSQL.
struct SharedDataOption: ParsableArguments {
    @Option(name: .customLong("data"), help: "Thư mục dữ liệu. The data folder.")
    var data: String
    @Option(
        name: .customLong("database"),
        help:
            "Cơ sở dữ liệu PostgreSQL (postgres://…), thay cho tệp SQLite; hoặc biến LIENTHONG_DATABASE. A database on PostgreSQL."
    )
    var database: String?

    var folder: URL { URL(fileURLWithPath: self.data, isDirectory: true) }

    /// A password in it is not for the list of processes: then the environment, or a file of libpq (`~/.pgpass`).
    var address: String? { Self.address(self.database) }

    /// What was given, else what the environment says. An empty setting is none; servers refuse it.
    static func address(_ given: String?) -> String? {
        let address = given ?? ProcessInfo.processInfo.environment["LIENTHONG_DATABASE"]
        return address?.isEmpty == true ? nil : address
    }

    /// Throws `not-found` when the folder is missing, unless `isFirst`: a mistyped name must not make a new, empty hub.
    func openHub(isFirst: Bool = false) throws -> Database {
        guard isFirst || self.address != nil || FileManager.default.fileExists(atPath: self.folder.path) else {
            throw Fault(
                .notFound, vi: "Không có thư mục \"\(self.data)\".", en: "There is no folder \"\(self.data)\".")
        }
        return try HubDatabase.open(in: self.folder, at: self.address)
    }

    func openOffice() throws -> Database { try OfficeServer.openDatabase(in: self.folder, at: self.address) }

    func openGateway() throws -> Database { try GatewayServer.openDatabase(in: self.folder, at: self.address) }

    /// Of a hub.
    var administration: Administration {
        get throws { try Administration(folder: self.folder, database: self.address) }
    }

    /// Throws `invalid-request`: our backups copy a database file of SQLite.
    func refusePostgreSQL() throws {
        guard self.address != nil else { return }
        throw Fault(
            .invalidRequest,
            vi:
                "Lệnh này chỉ sao lưu và phục hồi tệp SQLite (hub.sqlite, office.sqlite, gateway.sqlite). Với PostgreSQL: pg_basebackup (hoặc pg_dump, pg_restore) cho cơ sở dữ liệu, rồi mới chép thư mục dữ liệu.",
            en:
                "This command is about the file of SQLite (hub.sqlite, office.sqlite, gateway.sqlite). On PostgreSQL copy the database with pg_basebackup (or pg_dump and pg_restore), and the data folder after it.",
            place: "database")
    }
}
