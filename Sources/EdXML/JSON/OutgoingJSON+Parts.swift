import Exchange
import Foundation

/// The parts that documents and statuses share, and the Bussiness block.
extension OutgoingJSON {
    static let organKeys: Set<String> = [
        "organId", "organName", "organizationInCharge", "organAdd", "email", "telephone", "fax", "website",
    ]
    static let answerKeys: Set<String> = ["organId", "code", "promulgationDate", "documentId"]
    private static let staffKeys: Set<String> = ["department", "staff", "mobile", "email"]

    func organ(_ object: JSONObject?, _ name: String) -> Organ {
        guard let object else {
            self.top.missing(name)
            return Organ(code: .standIn)
        }
        return Organ(
            code: object.requiredValue("organId") { OrganCode($0) } ?? .standIn,
            name: object.required("organName"),
            inCharge: object.text("organizationInCharge"),
            address: object.text("organAdd"),
            email: object.text("email"),
            telephone: object.text("telephone"),
            fax: object.text("fax"),
            website: object.text("website")
        )
    }

    func answer(_ object: JSONObject) -> ResponseFor {
        ResponseFor(
            organ: object.requiredValue("organId") { OrganCode($0) } ?? .standIn,
            code: object.required("code") ?? "?",
            promulgationDate: object.value("promulgationDate") { CalendarDate($0) },
            documentID: object.requiredValue("documentId") { DocumentID($0) } ?? .standIn
        )
    }

    func staff(_ parent: JSONObject) -> StaffInfo? {
        parent.object("staff", keys: Self.staffKeys).map {
            StaffInfo(
                department: $0.text("department"), staff: $0.text("staff"), mobile: $0.text("mobile"),
                email: $0.text("email"))
        }
    }

    /// The block may be left out of a new document; a recall or an update is about the document in the header unless it says otherwise
    /// (edXML §3).
    func business(_ kind: PackageKind, about id: DocumentID) -> Business {
        guard
            let block = self.top.object(
                "business",
                keys: [
                    "docType", "reason", "documentId", "documentInfo", "documentReceiver", "receivers", "staff",
                    "paper",
                    "replaces",
                ])
        else {
            return Business(kind: kind, reason: kind == .new ? Self.newReason : nil, paper: false)
        }
        if let number = block.number("docType"), number != kind.documentType {
            _ = block.wrong("docType", "docType does not fit kind", "không khớp với kind") as Int?
        }
        let isAboutAnother = kind == .recall || kind == .update
        return Business(
            kind: kind,
            reason: block.text("reason") ?? (kind == .new ? Self.newReason : nil),
            documentID: block.value("documentId") { DocumentID($0) } ?? (isAboutAnother ? id : nil),
            informationChanged: block.flag("documentInfo"),
            receiversChanged: block.flag("documentReceiver"),
            receivers: block.objects("receivers", keys: ["organId", "receiverType"]).map { receiver in
                if !receiver.has("receiverType") { receiver.missing("receiverType") }
                return Business.ReceiverChange(
                    organ: receiver.requiredValue("organId") { OrganCode($0) } ?? .standIn,
                    added: receiver.flag("receiverType") ?? true)
            },
            staff: self.staff(block),
            paper: block.flag("paper") ?? false,
            replaces: block.objects("replaces", keys: ["documentId", "organIds"]).map { self.replacement($0) }
        )
    }

    private static let newReason = "Văn bản mới"

    private func replacement(_ object: JSONObject) -> Business.Replacement {
        let organs = object.texts("organIds")
        if organs.isEmpty { object.missing("organIds") }
        return Business.Replacement(
            documentID: object.requiredValue("documentId") { DocumentID($0) } ?? .standIn,
            organs: organs.compactMap { text in
                OrganCode(text) ?? object.wrong("organIds", "this is no code of an agency", "không phải mã cơ quan")
            })
    }

    /// From the first entry of `trace`: an instant as `inspect --json` prints it.
    func sentAt() -> Date {
        let first = self.top.objects("trace", keys: ["organId", "timestamp"]).first
        return first?.value("timestamp") { Self.instant($0) } ?? self.now
    }

    /// Reads `2024-03-12T16:30:00+07:00` and the same without zone, as Vietnam time.
    static func instant(_ text: String) -> Date? {
        VietnamTime.instant(packet: text.hasSuffix("+07:00") ? String(text.dropLast(6)) : text)
    }
}
