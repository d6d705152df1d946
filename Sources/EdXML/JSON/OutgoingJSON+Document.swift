import Exchange
import Foundation

extension OutgoingJSON {
    /// `document`. Without `documentId` the id is made of code, date and number (edXML §1.6).
    func header(from sender: OrganCode, isNew: Bool) -> DocumentHeader {
        let present = self.top.object("document", keys: Self.documentKeys)
        if present == nil { self.top.missing("document") }
        let object = present ?? JSONObject(nil, path: "document", keys: [], list: FaultList())
        let code = DocumentCode(
            number: object.required("codeNumber") ?? "?", notation: object.required("codeNotation") ?? "?")
        let today = VietnamTime.date(self.now)
        let date = object.requiredValue("promulgationDate") { CalendarDate($0) } ?? today
        if date > today { self.list.add(Fault.future(place: object.place("promulgationDate"), line: nil)) }
        let made = DocumentID(organ: sender, date: date, code: code)
        let id = object.value("documentId") { DocumentID($0) } ?? made
        if id == nil, !object.has("documentId") { object.missing("documentId") }
        let signer = self.signer(object)
        if signer == nil, isNew, present != nil { object.missing("signer") }
        return DocumentHeader(
            id: id ?? .standIn,
            code: code,
            place: object.text("place"),
            promulgationDate: date,
            type: self.type(object),
            subject: object.required("subject") ?? "?",
            content: object.text("content"),
            signer: signer,
            dueDate: object.value("dueDate") { CalendarDate($0) },
            toPlaces: object.texts("toPlaces"),
            urgency: self.coded("priority", in: object, Urgency.init(rawValue:)) ?? .ordinary,
            sphere: object.text("sphereOfPromulgation"),
            typist: object.text("typerNotation"),
            promulgationAmount: self.coded("promulgationAmount", in: object) { $0 >= 0 ? $0 : nil },
            pageAmount: self.coded("pageAmount", in: object) { $0 >= 0 ? $0 : nil },
            appendixes: object.texts("appendixes"),
            responseFor: object.objects("responseFor", keys: Self.answerKeys).map { self.answer($0) },
            steering: self.coded("steeringType", in: object, Steering.init(rawValue:)) ?? .none,
            direction: object.flag("direction")
        )
    }

    private static let documentKeys: Set<String> = [
        "documentId", "codeNumber", "codeNotation", "place", "promulgationDate", "documentType", "subject", "content",
        "signer",
        "dueDate", "toPlaces", "priority", "sphereOfPromulgation", "typerNotation", "promulgationAmount", "pageAmount",
        "appendixes", "direction", "responseFor", "steeringType",
    ]

    /// A number that stands for something; outside of its list it is told.
    private func coded<Value>(_ key: String, in object: JSONObject, _ read: (Int) -> Value?) -> Value? {
        guard let number = object.number(key) else { return nil }
        if let value = read(number) { return value }
        self.list.add(Fault.outOfRange("The number is outside of its list.", place: object.place(key), line: nil))
        return nil
    }

    private func signer(_ object: JSONObject) -> Signer? {
        object.object("signer", keys: ["competence", "position", "fullName"]).map {
            Signer(competence: $0.text("competence"), position: $0.text("position"), fullName: $0.required("fullName"))
        }
    }

    /// The name decides (edXML §2.5).
    private func type(_ object: JSONObject) -> DocumentType {
        guard let type = object.object("documentType", keys: ["type", "typeDetail", "typeName", "resolved"]) else {
            object.missing("documentType")
            return DocumentType(group: nil, ordinal: nil, name: "?")
        }
        return DocumentType(
            group: type.number("type"), ordinal: type.number("typeDetail"), name: type.required("typeName") ?? "?")
    }

    /// `files` in their order, named and described by the entries of `attachments`, where there are any.
    func attachments(_ files: [URL]) -> [PacketAttachment] {
        let entries = self.top.objects(
            "attachments",
            keys: [
                "contentId", "name", "description", "contentType", "encodedContentType", "unpacked", "size", "sha256",
            ])
        if !entries.isEmpty, entries.count != files.count {
            self.list.add(
                Fault.unpaired("There are as many files as entries in attachments.", place: "attachments", line: nil))
        }
        return files.enumerated().map { index, file in
            let entry = index < entries.count ? entries[index] : nil
            let name = entry?.text("name") ?? file.lastPathComponent
            return PacketAttachment(
                name: name,
                contentType: entry?.text("contentType") ?? ContentType.guess(name),
                description: entry?.text("description"),
                file: file)
        }
    }
}

/// MIME types by the suffix of a name.
enum ContentType {
    static func guess(_ name: String) -> String { self.known[FileName.suffix(name)] ?? "application/octet-stream" }

    private static let office = "application/vnd.openxmlformats-officedocument."
    private static let known = [
        "pdf": "application/pdf", "doc": "application/msword", "xls": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint", "docx": Self.office + "wordprocessingml.document",
        "xlsx": Self.office + "spreadsheetml.sheet", "pptx": Self.office + "presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "zip": "application/zip", "txt": "text/plain", "xml": "application/xml", "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png", "tif": "image/tiff", "tiff": "image/tiff",
    ]
}
