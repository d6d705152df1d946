import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Testing
import Trust

@testable import Office
import Web

/// An office of its own for one test: its database in memory (or on PostgreSQL, `TestEngine`), files in a temporary folder, one person of each role
/// in two units.
struct TestOffice: Sendable {
    let office: Office
    let client: any TestClientProtocol

    static let roles: [Role] = [.clerk, .leader, .head, .officer, .admin]

    /// Runs `body` with an office; nothing of it stays.
    static func with(
        maximumUploadBytes: Int = 35 << 20, trust: TrustFolder = .empty, signing: SigningTool? = nil,
        sealToken: SignerToken? = nil, sealPIN: String? = nil, signOn: SignOnProvider? = nil,
        publicFigures: Bool = false,
        now: @escaping @Sendable () -> Date = { Date() },
        _ body: @Sendable (TestOffice) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "office-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = OfficeConfiguration(
            dataFolder: folder, organ: try #require(OrganCode("H29")), hub: nil, maximumUploadBytes: maximumUploadBytes,
            trust: trust, signing: signing, sealToken: sealToken, sealPIN: sealPIN, logger: Logger(label: "test"),
            now: now)
        configuration.publicFigures = publicFigures
        let settings = configuration
        try await Turn.take {
            try await TestEngine.withOfficeDatabase { database in
                try await Self.seed(database)
                try await Self.serve(database, settings, signOn: signOn, body)
            }
        }
    }

    /// Runs `body` with an office on `database`, which other offices of the same folder may use too.
    /// - Parameter content: where its files lie, or are staged when the database keeps them; nil: in the data folder itself.
    static func serve(
        _ database: Database, _ configuration: OfficeConfiguration, content: URL? = nil,
        signOn: SignOnProvider? = nil, _ body: @Sendable (TestOffice) async throws -> Void
    ) async throws {
        var configuration = configuration
        let folder = configuration.dataFolder
        let office = Office(
            identity: .init(
                organ: configuration.organ, name: "UBND TP. Hồ Chí Minh", letterhead: ["", "UBND"],
                abbreviation: "UBND", place: "TP. HCM", contact: ""
            ),
            database: database,
            store: try await ContentPlace.settle(
                configuration.content, of: .office,
                staging: ContentStore(folder: content ?? folder, shared: database.engine == .postgreSQL), in: database),
            changes: ChangeFeed(), wakeGateway: {}, now: configuration.now, workingDays: OfficeCalendar(),
            secrets: try SealedSecrets(dataFolder: folder)
        )
        // Many tests at once: a probe may wait long for the disk.
        configuration.healthDeadlineMilliseconds = 60_000
        let router = OfficeServer.router(office, configuration, provider: signOn)
        try await Application(router: router).test(.router) { client in
            try await body(TestOffice(office: office, client: client))
        }
    }

    /// What every test begins with.
    static func seed(_ database: Database) async throws {
        try await database.write { connection in
            try Schema.install(in: connection)
            let units = [
                Unit(id: "A", name: "Phòng A", shortName: "A"), Unit(id: "B", name: "Phòng B", shortName: "B"),
            ]
            for (index, unit) in units.enumerated() {
                try PersonStore.save(unit: unit, sort: index, in: connection)
                for role in Self.roles {
                    let id = "\(role.rawValue)-\(unit.id)"
                    let person = Person(
                        id: id, userName: id, fullName: "Người \(id)", title: RoleWords.name(role), unit: unit,
                        role: role
                    )
                    try PersonStore.add(person, passwordHash: "", in: connection)
                }
            }
            guard let sender = OrganCode("G22") else { return }
            try Directory.save(
                code: sender, oldCode: "000.00.00.G22", name: "Văn phòng Chính phủ", shortName: "VPCP",
                kind: "ministry", validTo: nil,
                successor: nil, in: connection
            )
        }
    }

    /// The cookie and the form secret of somebody who has signed in.
    func session(_ id: String) async throws -> (cookie: String, csrf: String) {
        let now = self.office.now()
        return try await self.office.database.write { connection in
            let token = try Sessions.open(personID: id, at: now, in: connection)
            let visit = try Sessions.visit(token: token, at: now, in: connection)
            return ("\(SessionGate.cookie)=\(token)", visit?.csrf ?? "")
        }
    }

    /// A document arrives from G22; returns the office's id of it.
    func arrival(
        number: String = "123", delivery: String = UUID().uuidString, files: [ReceivedFile] = [],
        urgency: Urgency = .ordinary, business: Business? = nil
    ) async throws -> String {
        let organ = try #require(OrganCode("G22"))
        let today = self.office.today
        let code = DocumentCode(number: number, notation: "VPCP-KSTT")
        let id = try #require(DocumentID(organ: organ, date: today, code: code))
        let header = DocumentHeader(
            id: id, code: code, promulgationDate: today, type: DocumentType(group: 2, ordinal: 18, name: "Công văn"),
            subject: "V/v thử nghiệm liên thông", urgency: urgency, steering: .directive
        )
        let packet = Packet(
            kind: .new, from: Organ(code: organ, name: "Văn phòng Chính phủ"), to: [self.office.identity.organBlock],
            document: header, business: business
        )
        let package = ReceivedPackage(
            deliveryID: delivery, packageID: UUID().uuidString, hash: ContentHash(of: Data(delivery.utf8)),
            packet: packet, files: files
        )
        let office = self.office
        try await office.database.write { try GatewayLink(office: office).events.received($0, package) }
        return try await office.database.read { connection in
            try connection.row("SELECT id FROM incoming WHERE delivery_id = $1", delivery)?["id"] ?? ""
        }
    }

    /// Sends a form as a person; the version is the document's own.
    func post(
        _ path: String, as person: String, version: Int, once: String = RandomText.secret(),
        _ fields: [String: String] = [:]
    ) async throws -> TestResponse {
        try await self.send(path, as: person, version: version, once: once, fields.map { ($0, $1) })
    }

    /// The same for forms whose names repeat; a field that is given stands in front of the form's own.
    func send(
        _ path: String, as person: String, version: Int, once: String = RandomText.secret(),
        _ fields: [(String, String)]
    ) async throws -> TestResponse {
        let session = try await self.session(person)
        let pairs = fields + [("csrf", session.csrf), ("once", once), ("version", String(version))]
        let body = pairs.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        return try await self.client.execute(
            uri: path, method: .post,
            headers: [.cookie: session.cookie, .contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: body)
        )
    }

    func get(_ path: String, as person: String) async throws -> TestResponse {
        let session = try await self.session(person)
        return try await self.client.execute(uri: path, method: .get, headers: [.cookie: session.cookie])
    }

    /// State and version of an incoming document.
    func state(_ id: String) async throws -> (state: InternalState, version: Int) {
        try await self.office.database.read { connection in
            guard let row = try connection.row("SELECT state, version FROM incoming WHERE id = $1", id) else {
                throw Fault.noSuchDocument
            }
            return (try row["state"], try row["version"])
        }
    }

    /// The codes that wait to go back, in order.
    func queued() async throws -> [String] {
        try await self.office.database.read { connection in
            try connection.rows("SELECT status FROM gateway_outbox WHERE kind = 'status' ORDER BY seq LIMIT 100").map {
                row -> String in try row["status"]
            }
        }
    }
}
