import EdXML
import Exchange
import Foundation
import Trust

/// What a package says, with the verdict on its XML signature.
struct InspectReport {
    /// The file as it was called.
    let file: String
    let inspected: InspectedPacket
    let signature: XMLSignature

    init(_ file: String, _ inspected: InspectedPacket, trust: TrustFolder, now: Date) async throws {
        self.file = file
        self.inspected = inspected
        guard inspected.packet.signature != .none else {
            self.signature = .absent
            return
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe)
        self.signature = await XMLSignature.check(bytes, trust: trust, claimedAt: inspected.packet.sentAt, now: now)
    }

    /// In the shape of `Samples/expected`, which `Samples/README.md` describes.
    var json: JSON {
        self.inspected.json(
            file: self.file,
            signature: .object([
                "verdict": .text(self.signature.verdict.status.rawValue),
                "reason": JSON(self.signature.verdict.reason?.rawValue),
            ]))
    }
}

/// For people: Vietnamese, one fact a line, oddities at the end.
extension InspectReport {
    var text: String {
        let packet = self.inspected.packet
        var lines = ["\(packet.kind.vietnamese.uppercased()): \(self.file.shown)"]
        lines.append(Self.fact("Nơi gửi", packet.from.shown))
        if let document = packet.document { lines += Self.document(document, in: packet) }
        if let status = packet.status { lines += Self.status(status) }
        for attachment in packet.attachments { lines.append(Self.fact("Tệp", attachment.shown)) }
        for hop in packet.trace {
            let at = hop.at.map { VietnamTime.shown($0) } ?? "không rõ lúc nào"
            lines.append(Self.fact("Đường đi", "\((hop.organ ?? "không rõ").shown), \(at)"))
        }
        lines.append(Self.fact("Chữ ký XML", self.signature.verdict.told))
        lines.append(Self.fact("Gói tin", "\(self.inspected.sizeBytes) byte, SHA-256 \(self.inspected.sha256)"))
        lines.append(packet.warnings.isEmpty ? "  ✓ Không có điểm bất thường." : "  Điểm bất thường:")
        for warning in packet.warnings {
            lines.append(
                "    ! \(warning.code.vietnamese) \(warning.code.english) [\(warning.code.rawValue), \(warning.place.shown), dòng \(warning.line)]"
            )
        }
        return lines.joined(separator: "\n")
    }

    private static func document(_ document: DocumentHeader, in packet: Packet) -> [String] {
        let first = packet.to.prefix(5).map { self.fact("Nơi nhận", $0.shown) }
        let signer = [document.signer?.competence, document.signer?.position, document.signer?.fullName]
        var lines = first
        if packet.to.count > 5 { lines.append(self.fact("", "… và \(packet.to.count - 5) nơi nhận khác")) }
        lines.append(self.fact("Số, ký hiệu", "\(document.code.text), ngày \(document.promulgationDate.shown)"))
        lines.append(self.fact("Loại văn bản", document.type.resolved?.name ?? document.type.name))
        lines.append(self.fact("Trích yếu", document.subject))
        lines.append(self.fact("Mã văn bản", document.id.text))
        let facts: [(String, String?)] = [
            ("Người ký", signer.compactMap { $0 }.joined(separator: " ")),
            ("Độ khẩn", document.urgency == .ordinary ? nil : document.urgency.vietnamese),
            ("Chỉ đạo", document.steering.vietnamese),
            ("Hạn trả lời", document.dueDate?.shown),
            ("Phạm vi", document.sphere),
            ("Lý do", packet.business?.reason),
            ("Về văn bản", packet.business?.documentID?.text),
            ("Liên hệ", packet.business?.staff?.shown),
        ]
        lines += facts.compactMap { name, text in text.flatMap { $0.isEmpty ? nil : self.fact(name, $0) } }
        lines += document.responseFor.map { self.fact("Trả lời", "\($0.code) của \($0.organ.text)") }
        lines +=
            packet.business?.receivers.map {
                self.fact($0.added ? "Thêm nơi nhận" : "Bớt nơi nhận", $0.organ.text)
            } ?? []
        lines +=
            packet.business?.replaces.map {
                self.fact("Thay thế", "\($0.documentID.text) tại \($0.organs.map(\.text).joined(separator: ", "))")
            } ?? []
        return lines
    }

    private static func status(_ report: StatusReport) -> [String] {
        var lines = [
            self.fact("Nơi nhận", report.responseFor.organ.text),
            self.fact("Trạng thái", "\(report.status.rawValue) \(report.status.vietnamese)"),
            self.fact(
                "Về văn bản", "\(report.responseFor.code), \(report.responseFor.documentID?.text ?? "không có mã")"),
            self.fact("Thời điểm", VietnamTime.shown(report.at)),
        ]
        if let description = report.description { lines.append(self.fact("Nội dung", description)) }
        if let staff = report.staff { lines.append(self.fact("Liên hệ", staff.shown)) }
        return lines
    }

    /// Names stand in a column of 16 signs.
    private static func fact(_ name: String, _ text: String) -> String {
        "  \(name)\(String(repeating: " ", count: max(0, 16 - name.count)))\(text.shown)"
    }
}

extension Organ {
    fileprivate var shown: String { [self.code.text, self.name].compactMap { $0 }.joined(separator: "  ") }
}

extension StaffInfo {
    fileprivate var shown: String {
        [self.staff, self.department, self.mobile, self.email].compactMap { $0 }.joined(separator: ", ")
    }
}

extension Attachment {
    fileprivate var shown: String {
        "\(self.name) (\(self.sizeBytes) byte\(self.unpacked ? ", đã giải nén" : "")), SHA-256 \(self.sha256)"
    }
}

extension SignatureVerdict {
    fileprivate var told: String { "\(self.vietnamese) [\(self.reason?.rawValue ?? self.status.rawValue)]" }
}
