import EdXML
import Exchange
import Foundation
import Gateway
import Storage
import Testing

/// One agency's software: tries everything again until it is answered, and writes down what it saw.
struct KilledClient: Sendable {
    let organ: String
    let client: HubClient
    private let store: ContentStore

    static func token(of organ: String) -> String { "token-of-\(organ.lowercased())-0123456789" }

    init(_ organ: String, _ hub: KilledHub, folder: URL) throws {
        self.organ = organ
        self.client = try HubClient(
            endpoint: HubEndpoint(url: hub.url, token: Self.token(of: organ), trustedRoots: hub.authority))
        self.store = try ContentStore(folder: folder.appending(path: "client-\(UUID().uuidString)"))
    }

    func run(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            try await self.client.shutdown()
            throw error
        }
        try await self.client.shutdown()
    }

    /// New documents one after the other, each with `file`; now and then one that was sent before.
    func send(
        _ name: String, to organs: [String], _ load: Load, _ history: History, file: URL = Self.usualFile
    ) async throws {
        var number = 0
        var last: [UInt8]?
        while true {
            while load.isBehind(organs) { try await Task.sleep(for: .milliseconds(5)) }
            guard load.begin() else { return }
            number += 1
            let package = try Self.document("\(name)\(number)", to: organs, file: file)
            let id = Self.id("\(name)\(number)")
            let receipt = try await self.persisting { try await self.client.send(bytes: package) }
            history.accepted(id, receipt: receipt.json)
            if let last, number % 5 == 0 {
                let again = try await self.persisting { try await self.client.send(bytes: last) }
                history.accepted(Self.id("\(name)\(number - 1)"), receipt: again.json)
            }
            last = package
            load.sent()
        }
    }

    /// Takes documents, answers 01 and 03, then acknowledges.
    func receive(until isDone: () -> Bool, _ history: History, _ load: Load) async throws {
        while !isDone() {
            let page = try await self.persisting { try await self.client.inbox(after: 0, waitSeconds: 1) }
            for item in page.items {
                let document = try #require(item.documentId)
                let staged = try await self.downloaded(item)
                for status in [HandlingStatus.arrived, .accepted] {
                    let report = try Self.status(status, of: document, from: self.organ)
                    _ = try await self.persisting { try await self.client.send(bytes: report) }
                }
                try await self.acknowledge(item)
                history.delivered(
                    document, to: self.organ, delivery: item.deliveryId, isSound: staged.hash.hex == item.sha256)
                load.received(by: self.organ)
            }
        }
    }

    /// Takes the statuses that come back, in the order of the inbox.
    func follow(until isDone: () -> Bool, _ history: History, _ load: Load) async throws {
        while !isDone() {
            let page = try await self.persisting { try await self.client.inbox(after: 0, waitSeconds: 1) }
            for item in page.items {
                let status = try await self.status(item)
                try await self.acknowledge(item)
                history.reported(status, of: try #require(item.documentId), by: item.from)
                load.followed()
            }
        }
    }

    /// The code that a status package reports.
    func status(_ item: InboxItem) async throws -> String {
        let bytes = try await self.persisting {
            let staged = try self.store.stage()
            try await self.client.download(item, into: staged)
            return try Data(contentsOf: staged.url)
        }
        let packet = try PacketReader.read(Array(bytes), today: VietnamTime.date(Date()))
        return packet.status?.status.rawValue ?? ""
    }

    /// Only the hash leaves the closure: the file itself is not needed any more.
    struct Downloaded: Sendable {
        let hash: ContentHash
    }

    func downloaded(_ item: InboxItem) async throws -> Downloaded {
        try await self.persisting {
            let staged = try self.store.stage()
            try await self.client.download(item, into: staged)
            return Downloaded(hash: staged.hash)
        }
    }

    func acknowledge(_ item: InboxItem) async throws {
        let hash = try #require(ContentHash(hex: item.sha256))
        try await self.persisting {
            try await self.client.acknowledge(deliveryID: item.deliveryId, hash: hash, outcome: .done)
        }
    }

    /// Until it is answered: a hub that is away for a minute is away for good.
    func persisting<Value>(_ body: () async throws -> Value) async throws -> Value {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await body()
            } catch let fault as Fault where fault.isTransient && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private static let day = CalendarDate("2024-03-12")!

    static func id(_ number: String) -> String { "G22,2024/03/12,\(number)/VPCP-KSTT" }

    static let usualFile = Samples.url("documents/giay-moi-hop.pdf")

    static func document(_ number: String, to organs: [String], file: URL = Self.usualFile) throws -> [UInt8] {
        let sender = try #require(OrganCode("G22"))
        let code = DocumentCode(number: number, notation: "VPCP-KSTT")
        var bytes: [UInt8] = []
        try PacketWriter.write(
            DocumentPacket(
                from: Organ(code: sender, name: "Văn phòng Chính phủ"),
                to: try organs.map { Organ(code: try #require(OrganCode($0)), name: "Cơ quan nhận") },
                header: DocumentHeader(
                    id: try #require(DocumentID(organ: sender, date: Self.day, code: code)), code: code,
                    place: "Hà Nội",
                    promulgationDate: Self.day, type: DocumentType(group: 2, ordinal: 18, name: "Công văn"),
                    subject: "Thử giết trục khi đang gửi", signer: Signer(fullName: "Lê Minh Họa")),
                sentAt: Date(timeIntervalSince1970: 1_723_700_000),
                attachments: [
                    PacketAttachment(
                        name: "giay-moi-hop.pdf", contentType: "application/pdf",
                        file: file)
                ])
        ) { bytes.append(contentsOf: $0) }
        return bytes
    }

    private static func status(_ status: HandlingStatus, of document: String, from organ: String) throws -> [UInt8] {
        let id = try #require(DocumentID(document))
        return try PacketWriter.bytes(
            of: StatusPacket(
                from: Organ(code: try #require(OrganCode(organ)), name: "Cơ quan báo"),
                report: StatusReport(
                    responseFor: ResponseFor(
                        organ: try #require(OrganCode("G22")), code: String(document.split(separator: ",")[2]),
                        promulgationDate: Self.day, documentID: id),
                    status: status,
                    at: Date(timeIntervalSince1970: 1_723_700_000 + (status == .arrived ? 0 : 60)))))
    }
}
