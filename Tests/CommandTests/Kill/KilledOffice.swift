import Exchange
import Foundation
import Office
import Storage
import Synchronization
import Testing

/// The office of H29 as a process that is killed and started again at the same address, with people who have tokens.
final class KilledOffice: Sendable {
    /// Of the pages and the API.
    let address: String
    let data: URL
    private let arguments: [String]
    private let folder: URL
    private let process: Mutex<Command>

    /// Who works in it: user names, which are their tokens' names too.
    static let people: [(name: String, role: Role)] = [
        ("vanthu1", .clerk), ("vanthu2", .clerk), ("vanthu3", .clerk), ("vanthu4", .clerk), ("lanhdao1", .leader),
        ("lanhdao2", .leader), ("lanhdao3", .leader), ("truongphong", .head), ("chuyenvien1", .officer),
        ("chuyenvien2", .officer),
    ]

    static func token(of name: String) -> String { "office-token-of-\(name)-0123456789" }

    init(hub: KilledHub, folder: URL) async throws {
        self.data = folder.appending(path: "office")
        self.folder = folder
        try await Self.prepare(self.data)
        self.arguments = [
            "office", "serve", "--data", self.data.path, "--organ", "H29", "--hub", hub.url.absoluteString,
            "--hub-ca", hub.authority.path,
        ]
        let first = try Self.start(self.arguments, "127.0.0.1:0", folder)
        self.address = String(try await first.ready().dropFirst("ready ".count))
        self.process = Mutex(first)
    }

    private static func start(_ arguments: [String], _ address: String, _ folder: URL) throws -> Command {
        try Command(
            arguments + ["--listen", address], environment: ["LIENTHONG_TOKEN": KilledClient.token(of: "H29")],
            folder: folder)
    }

    /// SIGKILL; then it must come back, whatever it was doing, after `body`. Somebody else's connection may hold the port for a moment.
    func killAndRestart(_ body: () async throws -> Void = {}) async throws {
        let old = self.process.withLock { $0 }
        old.send(signal: SIGKILL)
        _ = try await old.result()
        try await body()
        var errors = ""
        for _ in 0..<50 {
            let next = try Self.start(self.arguments, self.address.replacing("http://", with: ""), self.folder)
            if try await next.ready().hasPrefix("ready ") { return self.process.withLock { $0 = next } }
            errors = try await next.result().errors
            try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("the office does not start again: \(errors)")
        throw CocoaError(.executableNotLoadable)
    }

    func stop() async throws -> Command.Result { try await self.process.withLock { $0 }.stop() }

    /// Its rows, beside the running office.
    func rows<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        let database = try Database.open(file: self.data.appending(path: "office.sqlite"))
        let value = try await database.read(body)
        try database.close()
        return value
    }

    /// The agency with its people, each with a token for today and tomorrow.
    private static func prepare(_ data: URL) async throws {
        let now = Date()
        let database = try OfficeServer.openDatabase(in: data)
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
