import Exchange

extension FieldReader {
    /// MessageHeader of a document package, edXML §2.3.
    func document(
        _ message: Element,
        sender: OrganCode,
        limits: ReadingLimits
    ) throws(Fault) -> DocumentHeader {
        let code = try self.documentCode(message)
        let date = try self.promulgationDate(message)
        let subject = try self.required("Subject", in: message)
        guard !SecrecyMark.isMarked(subject: subject.text) else {
            throw Fault.secret(place: subject.leaf.place, line: subject.leaf.line)
        }
        let id = try self.documentID(message)
        self.compare(id, at: message["DocumentId"], sender: sender, date: date, code: code)
        let other = message["OtherInfo"]
        if let sphere = other?["SphereOfPromulgation"], let text = sphere.text, SecrecyMark.isMarked(sphere: text) {
            throw Fault.secret(place: sphere.place, line: sphere.line)
        }
        return DocumentHeader(
            id: id,
            code: code,
            place: message.text("PromulgationInfo", "Place"),
            promulgationDate: date,
            type: self.type(message["DocumentType"], in: message),
            subject: subject.text,
            content: message.text("Content"),
            signer: self.signer(message["SignerInfo"]),
            dueDate: self.dueDate(message),
            toPlaces: message["ToPlaces"]?.all("Place").compactMap(\.text) ?? [],
            urgency: try self.urgency(other?["Priority"]),
            sphere: other?.text("SphereOfPromulgation"),
            typist: other?.text("TyperNotation"),
            promulgationAmount: self.amount(other?["PromulgationAmount"]),
            pageAmount: self.amount(other?["PageAmount"]),
            appendixes: other?["Appendixes"]?.all("Appendix").compactMap(\.text) ?? [],
            responseFor: try self.answers(message, limits: limits),
            steering: self.steering(message["SteeringType"]),
            direction: self.flag(other?["Direction"])
        )
    }

    private func documentCode(_ message: Element) throws(Fault) -> DocumentCode {
        guard let code = message["Code"] else {
            throw Fault.missing(place: "\(message.place)/Code/CodeNumber", line: message.line)
        }
        let number = try self.required("CodeNumber", in: code).text
        let notation = try self.required("CodeNotation", in: code).text
        return DocumentCode(number: number, notation: notation)
    }

    /// Before 2016 each receiver could have a deadline of its own; without a common one the earliest holds.
    private func dueDate(_ message: Element) -> CalendarDate? {
        self.date(message["DueDate"]) ?? message.all("To").compactMap { self.date($0["DueDate"]) }.min()
    }

    private func promulgationDate(_ message: Element) throws(Fault) -> CalendarDate {
        guard let info = message["PromulgationInfo"] else {
            throw Fault.missing(place: "\(message.place)/PromulgationInfo/PromulgationDate", line: message.line)
        }
        let (text, leaf) = try self.required("PromulgationDate", in: info)
        guard let date = CalendarDate(text) else { throw Fault.badFormat(place: leaf.place, line: leaf.line) }
        guard date <= self.today else { throw Fault.future(place: leaf.place, line: leaf.line) }
        return date
    }

    func documentID(_ element: Element) throws(Fault) -> DocumentID {
        let (text, leaf) = try self.required("DocumentId", in: element)
        guard let id = DocumentID(text) else { throw Fault.badFormat(place: leaf.place, line: leaf.line) }
        return id
    }

    /// The id stays opaque; that it disagrees with what stands beside it is worth a warning (edXML §1.6).
    private func compare(_ id: DocumentID, at leaf: Element?, sender: OrganCode, date: CalendarDate, code: DocumentCode)
    {
        guard let leaf else { return }
        let parts = id.text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let organ = OrganCode(parts[0]), let written = CalendarDate(parts[1]),
            parts[2].contains("/")
        else {
            self.findings.warn(.documentIDUnusual, place: leaf.place, line: leaf.line)
            return
        }
        let isSender = self.context.isSame(organ, sender)
        if !isSender || written != date || parts[2].normalized != code.text {
            self.findings.warn(.documentIDDiffers, place: leaf.place, line: leaf.line)
        }
    }

    /// Never a reason to refuse (edXML §2.5).
    private func type(_ element: Element?, in message: Element) -> DocumentType {
        let type = DocumentType(
            group: element?.text("Type").flatMap(Int.init),
            ordinal: element?.text("TypeDetail").flatMap(Int.init),
            name: element?.text("TypeName") ?? ""
        )
        if type.contradictsItself || type.name.isEmpty {
            let place = element?.place ?? "\(message.place)/DocumentType"
            self.findings.warn(.documentTypeUnusual, place: place, line: element?.line ?? message.line)
        }
        return type
    }

    private func signer(_ element: Element?) -> Signer? {
        guard let element else { return nil }
        let signer = Signer(
            competence: element.text("Competence"),
            position: element.text("Position"),
            fullName: element.text("FullName")
        )
        return signer == Signer() ? nil : signer
    }

    private func urgency(_ element: Element?) throws(Fault) -> Urgency {
        guard let element, let text = element.text else { return .ordinary }
        guard let number = Int(text) else { throw Fault.badFormat(place: element.place, line: element.line) }
        guard let urgency = Urgency(rawValue: number) else {
            throw Fault.outOfRange("Priority is a number from 0 to 4.", place: element.place, line: element.line)
        }
        return urgency
    }

    private func steering(_ element: Element?) -> Steering {
        guard let element, let text = element.text else { return .none }
        if let steering = Int(text).flatMap(Steering.init(rawValue:)) { return steering }
        self.findings.warn(.steeringTypeUnusual, place: element.place, line: element.line)
        return .none
    }

    /// edXML 1.12. Empty ones are gone already.
    private func answers(_ message: Element, limits: ReadingLimits) throws(Fault) -> [ResponseFor] {
        let elements = message.all("ResponseFor")
        guard elements.count <= limits.maxListEntries else {
            throw Fault.tooMany(
                "answered documents", vi: "văn bản được trả lời", limit: limits.maxListEntries,
                place: "\(message.place)/ResponseFor", line: message.line)
        }
        return elements.compactMap { element in
            guard let organ = element.text("OrganId").flatMap({ OrganCode($0) }), let code = element.text("Code") else {
                self.findings.warn(.responseForIncomplete, place: element.place, line: element.line)
                return nil
            }
            return ResponseFor(
                organ: organ,
                code: code,
                promulgationDate: self.date(element["PromulgationDate"]),
                documentID: self.optional(element["DocumentId"]) { DocumentID($0) }
            )
        }
    }
}
