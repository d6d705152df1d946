import EdXML
import Exchange
import Storage

/// What packages say of an issued document: the same in every package about it.
extension Outgoing {
    /// The header for `recipients`; throws `stale-version` while the document has no number.
    func header(
        to recipients: [Recipient], from identity: Office.Identity, in connection: Connection
    ) throws -> DocumentHeader {
        try self.header(places: recipients.map(\.name), from: identity, in: connection)
    }

    /// The document with its files and tasks for `organs`. `places`: every receiver, as printed (nơi nhận).
    func package(
        to organs: [Organ], places: [String], by person: Person, office: Office, in connection: Connection
    ) throws -> IssuedPackage {
        let packet = DocumentPacket(
            from: office.identity.organBlock,
            to: organs,
            header: try self.header(places: places, from: office.identity, in: connection),
            sentAt: office.now(),
            business: try Replacement.business(
                of: self, to: Set(organs.map(\.code)), staff: person.staffInfo, in: connection),
            attachments: []
        )
        return IssuedPackage(
            packet: packet, files: try IssuedPackage.File.issued(of: self.id, in: connection),
            annex: try TaskAnnex.of(self.id, office, in: connection))
    }

    /// The same; `places`: every receiver, as printed.
    func header(
        places: [String], from identity: Office.Identity, in connection: Connection
    ) throws -> DocumentHeader {
        guard let code = self.code, let date = self.promulgationDate, let documentID = self.documentID else {
            throw Fault.stale
        }
        return DocumentHeader(
            id: documentID,
            code: code,
            place: identity.place,
            promulgationDate: date,
            type: DocumentType.kind(named: self.typeName).map { DocumentType($0) }
                ?? DocumentType(group: DocumentType.Group.administrative.rawValue, ordinal: nil, name: self.typeName),
            subject: self.subject,
            signer: Signer(
                competence: self.signed?.competence, position: self.signerTitle, fullName: self.approverName),
            dueDate: self.due,
            // Who gets it on paper is a receiver like the others.
            toPlaces: places + (try PaperRecipient.names(of: self.id, in: connection)),
            urgency: self.urgency,
            sphere: self.circulation?.words,
            promulgationAmount: self.metadata.copies,
            pageAmount: self.metadata.pages,
            responseFor: try self.answered(in: connection),
            steering: self.steering
        )
    }

    private func answered(in connection: Connection) throws -> [ResponseFor] {
        guard let id = self.answersID,
            let incoming = try connection.row("\(Incoming.query) WHERE incoming.id = $1", id).map(Incoming.init),
            let organ = incoming.organ, !incoming.code.number.isEmpty
        else { return [] }
        return [
            ResponseFor(
                organ: organ, code: incoming.code.text, promulgationDate: incoming.promulgationDate,
                documentID: incoming.documentID
            )
        ]
    }
}

extension Recipient {
    /// Whether an update removed it and it gave the document back: it is no receiver (nơi nhận) any more. Who declined that still is.
    var hasLeft: Bool { self.isLeaving && self.closure != nil }

    var organBlock: Organ { Organ(code: self.organ, name: self.name) }
}

extension Person {
    /// Whom the other side may call.
    var staffInfo: StaffInfo {
        StaffInfo(department: self.unit.name, staff: self.fullName, mobile: nil, email: nil)
    }
}
