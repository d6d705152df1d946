import Exchange
import Foundation
import Office
import Storage
import Testing

/// The office of H29, which is killed and started again at the same address, with people who have tokens.
struct KilledOffice: Sendable {
    let data: URL
    /// On PostgreSQL, where its files are kept too; nil: all lies in `data`.
    let database: String?
    private let server: KilledServer

    /// Of the pages and the API.
    var address: String { self.server.address }

    /// Who works in it: user names, which are their tokens' names too.
    static let people: [(name: String, role: Role)] = [
        ("vanthu1", .clerk), ("vanthu2", .clerk), ("vanthu3", .clerk), ("vanthu4", .clerk), ("lanhdao1", .leader),
        ("lanhdao2", .leader), ("lanhdao3", .leader), ("truongphong", .head), ("chuyenvien1", .officer),
        ("chuyenvien2", .officer),
    ]

    static func token(of name: String) -> String { "office-token-of-\(name)-0123456789" }

    init(hub: KilledHub, folder: URL, database: String? = nil) async throws {
        self.data = folder.appending(path: "office")
        self.database = database
        try await Self.prepare(self.data, database)
        self.server = try await KilledServer(
            [
                "office", "serve", "--data", self.data.path, "--organ", "H29", "--hub", hub.url.absoluteString,
                "--hub-ca", hub.authority.path,
            ] + (database == nil ? [] : ["--content", "database"]),
            environment: [
                "LIENTHONG_TOKEN": KilledClient.token(of: "H29"), "LIENTHONG_DATABASE": database,
            ].compactMapValues { $0 }, folder: folder)
    }

    /// What it did alone for all nodes it may do again at once: its leases would end after half a minute.
    func killAndRestart(_ body: () async throws -> Void = {}) async throws {
        try await self.server.killAndRestart {
            if self.database != nil {
                let shared = try self.open()
                _ = try await shared.write { try $0.execute("DELETE FROM lease") }
                try shared.close()
            }
            try await body()
        }
    }

    func stop() async throws -> Command.Result { try await self.server.stop() }

    /// Its rows, beside the running office.
    func rows<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        let database = try self.open()
        let value = try await database.read(body)
        try database.close()
        return value
    }

    private func open() throws -> Database {
        try self.database.map { try Database.open(postgres: $0) }
            ?? Database.open(file: self.data.appending(path: "office.sqlite"))
    }

    /// The agency with its people, each with a token for today and tomorrow.
    private static func prepare(_ data: URL, _ address: String?) async throws {
        let now = Date()
        let database = try OfficeServer.openDatabase(in: data, at: address)
        let setup = AgencySetup(
            identity: Office.Identity(
                organ: try #require(OrganCode("H29")), name: "UBND Thành phố Hồ Chí Minh",
                letterhead: ["", "ỦY BAN NHÂN DÂN"], abbreviation: "UBND", place: "TP. Hồ Chí Minh",
                contact: "Hỏi văn thư."
            ),
            units: [Unit(id: "A", name: "Phòng A", shortName: "A")],
            people: Self.people.map { name, role in
                AgencySetup.Newcomer(
                    userName: name, fullName: "Nguyễn Thị Mẫu \(name)", title: role == .leader ? "Chủ tịch" : "Cán bộ",
                    role: role, unit: "A", password: "mật khẩu dài của \(name)")
            })
        try await setup.apply(to: database, at: now)
        let end = try #require(CalendarDate(dayNumber: VietnamTime.date(now).dayNumber + 1))
        try await database.write { connection in
            for (name, _) in Self.people {
                try connection.execute(
                    """
                    INSERT INTO access_token (id, token_hash, person_id, name, reads_only, created_at, ends_on)
                    SELECT 'token-' || id, $2, id, 'Phần mềm thử', 0, $3, $4 FROM person WHERE user_name = $1
                    """, name, ContentHash(of: Data(Self.token(of: name).utf8)), now, end)
            }
        }
        try database.close()
    }
}
