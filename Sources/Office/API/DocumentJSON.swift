import Exchange
import Foundation
import Storage

extension JSON {
    init(_ day: CalendarDate?) { self.init(day?.iso) }
    init(_ instant: Date?) { self.init(instant.map(Timestamp.text)) }
}

extension Unit {
    var json: JSON {
        .object(["id": .text(self.id), "name": .text(self.name), "shortName": .text(self.shortName)])
    }
}

extension Incoming {
    /// In a list.
    var json: JSON {
        .object([
            "id": .text(self.id), "state": .text(self.state.rawValue), "version": .number(self.version),
            "channel": .text(self.channel.rawValue), "documentId": JSON(self.documentID?.text),
            "organ": JSON(self.organ?.text), "organName": .text(self.organName), "code": .text(self.code.text),
            "date": JSON(self.promulgationDate), "type": .text(self.typeName), "subject": .text(self.subject),
            "urgency": .number(self.urgency.rawValue), "arrivedAt": JSON(self.arrivedAt),
            "number": JSON(self.number?.description), "enteredOn": JSON(self.enteredOn),
            "agencyDue": JSON(self.agencyDue), "leader": JSON(self.leaderName), "leadUnit": JSON(self.leadUnit),
            "leadPerson": JSON(self.leadPerson), "leadDue": JSON(self.leadDue),
            "replyRequired": .bool(self.replyRequired), "reminders": .number(self.reminders),
            "finishedAt": JSON(self.finishedAt), "asking": JSON(self.asking?.rawValue),
            "paperFollows": .bool(self.paperFollows), "closure": JSON(self.closure?.rawValue),
            "language": .text(self.metadata.language),
            "pages": JSON(self.metadata.pages), "copies": JSON(self.metadata.copies),
            "remark": .text(self.metadata.remark),
        ])
    }

    /// After an act.
    func standing(_ acts: [String]) -> JSON {
        .object([
            "id": .text(self.id), "state": .text(self.state.rawValue), "version": .number(self.version),
            "acts": .list(acts.map { .text($0) }),
        ])
    }
}

extension Outgoing {
    /// In a list.
    var json: JSON {
        .object([
            "id": .text(self.id), "state": .text(self.state.rawValue), "version": .number(self.version),
            "code": JSON(self.code?.text), "notation": .text(self.notation), "date": JSON(self.promulgationDate),
            "documentId": JSON(self.documentID?.text), "type": .text(self.typeName), "subject": .text(self.subject),
            "urgency": .number(self.urgency.rawValue), "circulation": JSON(self.circulation?.rawValue),
            "field": JSON(self.field.isEmpty ? nil : self.field),
            "due": JSON(self.due), "drafter": .text(self.drafterName),
            "unit": self.unit.json, "approver": .text(self.approverName), "initialler": JSON(self.initiallerName),
            "answers": JSON(self.answersID), "replaces": JSON(self.replacesID), "createdAt": JSON(self.createdAt),
            "approvedAt": JSON(self.approvedAt), "issueBy": JSON(self.issueBy), "publishedAt": JSON(self.publishedAt),
            "issueWay": .text((self.isPaperOnly ? IssueWay.paper : .exchange).rawValue),
            "paper": JSON(self.paper?.rawValue),
            "language": .text(self.metadata.language), "pages": JSON(self.metadata.pages),
            "copies": JSON(self.metadata.copies), "remark": .text(self.metadata.remark),
        ])
    }

    func standing(_ acts: [String]) -> JSON {
        .object([
            "id": .text(self.id), "state": .text(self.state.rawValue), "version": .number(self.version),
            "acts": .list(acts.map { .text($0) }),
        ])
    }
}

extension Dossier {
    /// The document with everything that its page shows, and what the caller may do.
    func json(_ acts: [String]) -> JSON {
        .object([
            "document": self.incoming.json, "acts": .list(acts.map { .text($0) }),
            "result": JSON(self.incoming.result), "backReason": JSON(self.incoming.backReason),
            "freeze": self.freeze?.json ?? .null, "isShared": .bool(self.incoming.isShared),
            "shares": .list(self.shares.map(\.json)),
            "lines": .list(self.receipts.lines.map(\.json)),
            "extensionRequests": .list(
                self.requests.map { request in
                    .object([
                        "id": .text(request.id), "line": .text(request.receiptID), "wanted": JSON(request.wanted),
                        "reason": .text(request.reason), "askedBy": .text(request.askedBy),
                    ])
                }),
            "opinions": .list(self.opinions.map(\.json)),
            // What was given back is sealed.
            "files": .list(self.incoming.closure == .withdrawn ? [] : self.files.map(\.json)),
            "timeline": .list(self.events.map(\.json)), "replies": .list(self.replies.map { .text($0.id) }),
            "caseFiles": .list(self.caseFiles.map { .text($0.id) }),
            "duplicates": .list(self.duplicates.map { .text($0.id) }),
            "copies": .list(self.copies.map { .text($0.incoming.id) }), "copyOf": JSON(self.copyOf?.id),
        ])
    }
}

extension Issue {
    func json(for person: Person) -> JSON {
        .object([
            "document": self.outgoing.json,
            "acts": .list(AllowedActs.on(self.outgoing, freeze: self.freeze, by: person).map { .text($0) }),
            "returnedReason": JSON(self.outgoing.returnedReason), "freeze": self.freeze?.json ?? .null,
            "isShared": .bool(self.outgoing.isShared), "shares": .list(self.shares.map(\.json)),
            "recipients": .list(self.progress.map(\.recipient.json)),
            "paperRecipients": .list(self.paper.map(\.json)), "files": .list(self.files.map(\.json)),
            "versions": .list(
                self.versions.map { version in
                    .object([
                        "number": .number(version.number), "madeBy": .text(version.madeBy),
                        "madeAt": JSON(version.madeAt), "note": .text(version.note),
                        "files": .list(version.files.map(\.json)),
                    ])
                }),
            "opinions": .list(self.opinions.map(\.json)), "timeline": .list(self.events.map(\.json)),
            "answers": .list(self.answers.map { .text($0.id) }),
            "caseFiles": .list(self.caseFiles.map { .text($0.id) }),
        ])
    }
}

extension Freeze {
    var json: JSON {
        .object([
            "reason": .text(self.reason), "by": .text(self.by), "at": JSON(self.at), "isOwn": .bool(self.isOwn),
        ])
    }
}

extension ViewShare {
    fileprivate var json: JSON {
        .object([
            "id": .text(self.id), "holder": .text(self.holder), "reason": .text(self.reason), "until": JSON(self.until),
            "by": .text(self.givenBy), "at": JSON(self.givenAt),
        ])
    }
}

extension Receipt {
    var json: JSON {
        .object([
            "id": .text(self.id), "parent": JSON(self.parentID), "unit": self.unit.json,
            "personId": JSON(self.personID), "person": JSON(self.personName), "part": .text(self.part.rawValue),
            "due": JSON(self.due), "state": .text(self.state.rawValue), "text": .text(self.text),
            "readAt": JSON(self.readAt), "finishedAt": JSON(self.finishedAt), "result": JSON(self.result),
            "reason": JSON(self.reason),
        ])
    }
}

extension OpinionRequest {
    var json: JSON {
        .object([
            "id": .text(self.id), "document": .text(self.documentID), "askedBy": .text(self.askedBy),
            "question": .text(self.question), "due": JSON(self.due), "askedAt": JSON(self.askedAt),
            "closedAt": JSON(self.closedAt), "summary": .text(self.summary),
            "opinions": .list(
                self.opinions.map { opinion in
                    .object([
                        "personId": .text(opinion.personID), "person": .text(opinion.person),
                        "answer": JSON(opinion.answer?.rawValue), "text": .text(opinion.text),
                        "answeredAt": JSON(opinion.answeredAt),
                    ])
                }),
        ])
    }
}

extension Attachment {
    var json: JSON {
        .object([
            "id": .text(self.id), "name": .text(self.name), "part": .text(self.part.rawValue),
            "type": .text(self.contentType), "sizeBytes": .number(self.sizeBytes), "sha256": .text(self.hash.hex),
        ])
    }
}

extension Event {
    var json: JSON {
        .object([
            "at": JSON(self.at), "kind": .text(self.kind.rawValue), "actor": .text(self.actor),
            "detail": .text(self.detail), "quote": JSON(self.quote),
        ])
    }
}

extension Recipient {
    var json: JSON {
        .object([
            "id": .text(self.id), "organ": .text(self.organ.text), "name": .text(self.name),
            "transport": .text(self.transport.rawValue),
            "status": JSON(self.status?.rawValue), "statusAt": JSON(self.statusAt),
            "asking": JSON(self.asking?.rawValue), "updating": JSON(self.updating?.rawValue),
            "closure": JSON(self.closure?.rawValue),
        ])
    }
}

extension PaperRecipient {
    fileprivate var json: JSON {
        .object([
            "id": .text(self.id), "name": .text(self.name),
            "sendings": .list(
                self.sendings.map { .object(["on": JSON($0.on), "way": .text($0.way.rawValue)]) }),
        ])
    }
}
