import AsyncHTTPClient
import Exchange
import Foundation
import Storage
import NIOCore
import NIOHTTP1
import Testing

/// One person of an office, through its API: tries each act again, under the same key, until it is answered.
struct OfficeCaller: Sendable {
    let office: KilledOffice
    let name: String

    /// What an act left: the document and its version.
    struct Standing: Sendable, Equatable {
        let id: String
        let version: Int
        let state: String
    }

    /// A file that goes with an act.
    static let file = "%PDF-1.7\n" + String(repeating: "Nội dung thử nghiệm. ", count: 200)

    /// Does an act; `withFile`: as a form with a file.
    @discardableResult
    func act(
        _ path: String, key: String, version: Int? = nil, _ fields: [String: String] = [:], withFile: Bool = false
    ) async throws -> Standing {
        let answer = try await self.answer(self.request(path, key: key, version: version, fields, withFile: withFile))
        let document = try #require(answer["document"], "\(path): \(answer.canonical)")
        return Standing(
            id: try #require(document["id"]?.string), version: try #require(document["version"]?.number),
            state: try #require(document["state"]?.string))
    }

    private func request(
        _ path: String, key: String, version: Int?, _ fields: [String: String], withFile: Bool = false
    ) -> HTTPClientRequest {
        var fields = fields
        fields["version"] = version.map { String($0) }
        var request = HTTPClientRequest(url: "\(self.office.address)/api/v1/\(path)")
        request.method = .POST
        request.headers = [
            "Authorization": "Bearer \(KilledOffice.token(of: self.name))", "Idempotency-Key": key,
            "Content-Type": withFile ? "multipart/form-data; boundary=ranh" : "application/json",
        ]
        let body =
            withFile
            ? Self.form(fields, key: key) : JSON.object(fields.mapValues { JSON.text($0) }).canonical
        request.body = .bytes(ByteBuffer(string: body))
        return request
    }

    func read(_ path: String) async throws -> JSON {
        var request = HTTPClientRequest(url: "\(self.office.address)/api/v1/\(path)")
        request.headers = ["Authorization": "Bearer \(KilledOffice.token(of: self.name))"]
        return try await self.answer(request)
    }

    /// Until it is answered: an office that is away for two minutes is away for good. Refused here is refused for good.
    private func answer(
        _ request: HTTPClientRequest, expecting statuses: [Int] = [200, 201]
    ) async throws -> JSON {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            var answered: (status: Int, body: [UInt8])?
            do {
                let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
                let body = try await response.body.collect(upTo: 1 << 20)
                answered = (Int(response.status.code), Array(body.readableBytesView))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // The office was killed: nobody knows whether the act was done.
            }
            switch answered?.status {
            case nil, 429, 503: try await Task.sleep(for: .milliseconds(50))
            default:
                let text = String(decoding: answered?.body ?? [], as: UTF8.self)
                try #require(answered.map { statuses.contains($0.status) } == true, "\(request.url): \(text)")
                return try #require(JSON(utf8: answered?.body ?? []), "\(request.url): \(text)")
            }
        }
        Issue.record("the office does not answer")
        throw CocoaError(.fileReadUnknown)
    }

    /// The bytes of a form with one file; the file is another one for each key.
    private static func form(_ fields: [String: String], key: String) -> String {
        let parts = fields.sorted { $0.key < $1.key }.map { name, value in
            "--ranh\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        return parts.joined()
            + "--ranh\r\nContent-Disposition: form-data; name=\"file\"; filename=\"van-ban.pdf\"\r\n\r\n\(Self.file)\(key)\r\n--ranh--\r\n"
    }
}

extension OfficeCaller {
    /// What people of an office do with one outgoing document, from the draft until it is issued to G22; answers what each act left.
    ///
    /// - Parameter known: what the acts left when they were done before: the same requests are sent again, byte for byte.
    static func issue(_ subject: String, _ people: OfficePeople, known: [Standing] = []) async throws -> [Standing] {
        let draft = try await people.officer.act(
            "outgoing", key: "\(Self.key(subject))-draft",
            [
                "type": "Công văn", "subject": subject, "notation": "UBND-A", "urgency": "0", "steering": "1",
                "approver": people.leaderID, "recipients": "G22",
            ], withFile: true)
        var left = [draft]
        let steps: [(who: OfficeCaller, act: String, fields: [String: String])] = [
            (people.officer, "submit", [:]), (people.leader, "approve", [:]), (people.clerk, "number", [:]),
            (people.clerk, "attach", [:]),
            (people.clerk, "publish", ["anyway": "yes", "reason": "Tệp thử nghiệm chưa ký số."]),
        ]
        for (index, step) in steps.enumerated() {
            let before = known.isEmpty ? left[index] : known[index]
            left.append(
                try await step.who.act(
                    "outgoing/\(draft.id)/\(step.act)", key: "\(Self.key(subject))-\(step.act)",
                    version: before.version,
                    step.fields, withFile: step.act == "attach"))
        }
        return left
    }

    /// A subject as a part of a key, which is ASCII.
    static func key(_ subject: String) -> String { subject.utf8.map { String($0, radix: 16) }.joined() }

    /// The clerk registers a document that came through the hub and submits it, the leader directs it.
    static func handle(_ id: String, version: Int, _ people: OfficePeople) async throws {
        let path = "incoming/\(id)"
        let registered = try await people.clerk.act(
            "\(path)/register", key: "\(id)-register", version: version, ["checked": "yes"])
        let submitted = try await people.clerk.act(
            "\(path)/submit", key: "\(id)-submit", version: registered.version, ["leader": people.leaderID])
        try await people.leader.act(
            "\(path)/direct", key: "\(id)-direct", version: submitted.version,
            ["text": "Giao Phòng A xử lý.", "lead": "A"])
    }

    /// The clerk enters a document that came on paper.
    func enter(_ subject: String, number: Int) async throws -> Standing {
        try await self.act("incoming", key: "\(Self.key(subject))-enter", Self.entry(subject, number))
    }

    /// The code with which the office refuses to enter one (422).
    func refusal(ofEntering subject: String, number: Int) async throws -> String? {
        let request = self.request(
            "incoming", key: "\(Self.key(subject))-enter", version: nil, Self.entry(subject, number))
        return try await self.answer(request, expecting: [422])["code"]?.string
    }

    private static func entry(_ subject: String, _ number: Int) -> [String: String] {
        let today = VietnamTime.date(Date()).iso
        return [
            "channel": "paper", "issuer": "Sở Mẫu", "number": String(number), "notation": "SM", "date": today,
            "arrived": today, "type": "Công văn", "subject": subject, "urgency": "0",
        ]
    }
}

/// Who works together.
struct OfficePeople: Sendable {
    let clerk: OfficeCaller
    let leader: OfficeCaller
    let officer: OfficeCaller
    let leaderID: String

    init(_ office: KilledOffice, clerk: String, leader: String, officer: String = "chuyenvien1") async throws {
        self.clerk = OfficeCaller(office: office, name: clerk)
        self.leader = OfficeCaller(office: office, name: leader)
        self.officer = OfficeCaller(office: office, name: officer)
        self.leaderID = try #require(
            try await office.rows { connection in
                try connection.row("SELECT id FROM person WHERE user_name = $1", leader)?["id"]
            })
    }
}
