import EdXML
import Exchange
import Foundation

/// Packages that differ in nothing but their number: one is written, the others are copies with another number in its place.
struct BenchPackage: Sendable {
    private let bytes: [UInt8]
    private let places: [Int]

    /// As many digits as every number has.
    private static let first = 100_000_000

    /// A new document of `from` to `to` with a file of `fileBytes`, which do not compress.
    init(from: OrganCode, to: OrganCode, fileBytes: Int, today: CalendarDate, now: Date) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        var generator = SystemRandomNumberGenerator()
        try Data((0..<fileBytes).map { _ in UInt8.random(in: 0...255, using: &generator) }).write(to: file)
        let code = DocumentCode(number: "\(Self.first)", notation: "DO")
        guard let id = DocumentID(organ: from, date: today, code: code) else {
            throw Fault(.internalFault, vi: "Mã văn bản sai.", en: "The document's id is wrong.")
        }
        var bytes: [UInt8] = []
        try PacketWriter.write(
            DocumentPacket(
                from: Organ(code: from, name: "Nơi gửi"), to: [Organ(code: to, name: "Nơi nhận")],
                header: DocumentHeader(
                    id: id, code: code, place: "Hà Nội",
                    promulgationDate: today, type: DocumentType(group: 2, ordinal: 18, name: "Công văn"),
                    subject: "Về việc đo sức tải của trục liên thông",
                    signer: Signer(competence: "TL.", position: "Chánh Văn phòng", fullName: "Lê Minh Họa")),
                sentAt: now, business: Business(kind: .new, reason: "Văn bản mới", paper: false),
                attachments: [PacketAttachment(name: "do-tai.bin", contentType: "application/octet-stream", file: file)]
            )
        ) { bytes.append(contentsOf: $0) }
        let mark = Array("\(Self.first)".utf8)
        self.places = bytes.indices.filter { bytes[$0] == mark[0] && bytes[$0...].starts(with: mark) }
        self.bytes = bytes
    }

    var sizeBytes: Int { self.bytes.count }

    /// The package with its own number, and the number by which it is known again in a document's id.
    func numbered(_ index: Int) -> (bytes: [UInt8], number: String) {
        let number = "\(Self.first + 1 + index)"
        var bytes = self.bytes
        for place in self.places { bytes.replaceSubrange(place..<place + number.utf8.count, with: number.utf8) }
        return (bytes, number)
    }
}
