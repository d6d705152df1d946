import EdXML
import Exchange
import Foundation

/// Makes sound packages of every kind, the same for the same seed.
struct PacketMaker {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// xorshift64*.
    private mutating func next() -> UInt64 {
        self.state ^= self.state >> 12
        self.state ^= self.state << 25
        self.state ^= self.state >> 27
        return self.state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func below(_ count: Int) -> Int { Int(self.next() >> 33) % max(1, count) }
    mutating func pick<Value>(_ values: [Value]) -> Value { values[self.below(values.count)] }
    mutating func chance() -> Bool { self.below(2) == 0 }
    mutating func maybe<Value>(_ make: (inout PacketMaker) -> Value) -> Value? { self.chance() ? make(&self) : nil }
    mutating func some<Value>(upTo count: Int, _ make: (inout PacketMaker) -> Value) -> [Value] {
        (0..<self.below(count + 1)).map { _ in make(&self) }
    }

    private static let signs = Array("aĂâ ệỹđ Đ0189<>&\"'/.,;:-()]]>𠀋ễ\u{1F1FB}\u{1F1F3}ქ中")

    /// Trimmed, composed, not empty, of at most so many characters.
    mutating func text(_ characters: Int) -> String {
        let text = String((0..<self.below(characters)).map { _ in self.pick(Self.signs) }).normalized
        return text.isEmpty || text.uppercased() == "N/A" ? "x" : text
    }

    mutating func code() -> OrganCode {
        OrganCode(self.pick(["H", "G", "K"]) + "\(10 + self.below(90)).\(10 + self.below(90)).\(self.below(10_000))")!
    }

    mutating func organ() -> Organ {
        Organ(
            code: self.code(), name: self.text(200), inCharge: self.maybe { $0.text(500) },
            address: self.maybe { $0.text(500) }, email: self.maybe { "v\($0.below(99))@a.example" },
            telephone: self.maybe { $0.text(50) }, fax: self.maybe { $0.text(50) }, website: self.maybe { $0.text(100) }
        )
    }

    mutating func date() -> CalendarDate { CalendarDate(dayNumber: 15_000 + self.below(5000))! }
    mutating func id() -> DocumentID { DocumentID(self.text(200))! }

    mutating func answer() -> ResponseFor {
        ResponseFor(
            organ: self.code(), code: self.text(50), promulgationDate: self.maybe { $0.date() }, documentID: self.id())
    }

    mutating func header() -> DocumentHeader {
        DocumentHeader(
            id: self.id(), code: DocumentCode(number: self.text(11), notation: self.text(30)),
            place: self.maybe { $0.text(50) },
            promulgationDate: self.date(), type: DocumentType(self.pick(DocumentType.kinds)),
            subject: "Về việc " + self.text(400),
            content: self.maybe { $0.text(500) }, signer: Signer(competence: "KT.", fullName: self.text(50)),
            dueDate: self.maybe { $0.date() }, toPlaces: self.some(upTo: 4) { $0.text(150) },
            urgency: self.pick(Urgency.allCases), sphere: self.maybe { "Phạm vi " + $0.text(90) },
            typist: self.maybe { $0.text(10) }, promulgationAmount: self.maybe { $0.below(1000) },
            pageAmount: self.maybe { $0.below(1000) }, appendixes: self.some(upTo: 3) { $0.text(300) },
            responseFor: self.some(upTo: 3) { $0.answer() }, steering: self.pick([.none, .directive, .report]),
            direction: self.maybe { $0.chance() })
    }

    mutating func business() -> Business {
        var business = Business(
            kind: self.pick([.new, .recall, .update, .replacement]), reason: self.text(500), paper: self.chance())
        business.staff = self.maybe { StaffInfo(department: $0.text(200), mobile: $0.maybe { $0.text(50) }) }
        switch business.kind {
        case .recall:
            business.documentID = self.id()
        case .update:
            business.documentID = self.id()
            business.informationChanged = self.maybe { $0.chance() }
            business.receivers = self.some(upTo: 5) { .init(organ: $0.code(), added: $0.chance()) }
        case .replacement:
            business.replaces = [.init(documentID: self.id(), organs: [self.code()])]
            business.replaces += self.some(upTo: 3) { .init(documentID: $0.id(), organs: [$0.code(), $0.code()]) }
        case .new, .status:
            break
        }
        return business
    }

    mutating func packet() -> DocumentPacket {
        let files = ["giay-moi-hop.pdf", "du-thao-quy-che.docx", "ho-so-kem-theo.zip", "bieu-tong-hop.xlsx"]
        var receivers: [Organ] = [self.organ()]
        for organ in self.some(upTo: 12, { $0.organ() }) where !receivers.contains(where: { $0.code == organ.code }) {
            receivers.append(organ)
        }
        let chosen = self.pick(files)
        var attachments = [Self.attachment(chosen)]
        attachments += self.some(upTo: 2) { Self.attachment($0.pick(files)) }
        let sentAt = Date(timeIntervalSince1970: Double(1_500_000_000 + self.below(200_000_000)))
        return DocumentPacket(
            from: self.organ(), to: receivers, header: self.header(), sentAt: sentAt, business: self.business(),
            attachments: attachments)
    }

    private static func attachment(_ name: String) -> PacketAttachment {
        PacketAttachment(
            name: "Tệp \(name)", contentType: "application/octet-stream", file: Samples.url("documents/\(name)"))
    }
}
