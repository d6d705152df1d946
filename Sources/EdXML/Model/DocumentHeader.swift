package import Exchange

/// What a document package says about its document (MessageHeader, edXML table 1).
package struct DocumentHeader: Sendable, Equatable {
    /// 1.14: in a recall or an update the id of the document that it is about (edXML §3).
    package var id: DocumentID
    /// 1.3: số, ký hiệu.
    package var code: DocumentCode
    /// 1.4.1: địa danh.
    package var place: String?
    /// 1.4.2: ngày ban hành.
    package var promulgationDate: CalendarDate
    /// 1.5: loại văn bản.
    package var type: DocumentType
    /// 1.6: trích yếu nội dung.
    package var subject: String
    /// 1.7: usually a copy of the subject.
    package var content: String?
    /// 1.8.
    package var signer: Signer?
    /// 1.9: hạn trả lời, hạn xử lý.
    package var dueDate: CalendarDate?
    /// 1.10: nơi nhận as printed; says nothing about routing.
    package var toPlaces: [String]
    /// 1.11.1; ordinary when the package does not say.
    package var urgency: Urgency
    /// 1.11.2: phạm vi lưu hành.
    package var sphere: String?
    /// 1.11.3: ký hiệu người soạn thảo.
    package var typist: String?
    /// 1.11.4: số bản phát hành.
    package var promulgationAmount: Int?
    /// 1.11.5: số trang.
    package var pageAmount: Int?
    /// 1.11.6: names of annexes (phụ lục).
    package var appendixes: [String]
    /// 1.12: the documents that this one answers.
    package var responseFor: [ResponseFor]
    /// 1.13; none when the package does not say or says 0.
    package var steering: Steering
    /// Direction, an extension of the vendor's library whose meaning is not settled; nil when the package does not say.
    package var direction: Bool?

    package init(
        id: DocumentID,
        code: DocumentCode,
        place: String? = nil,
        promulgationDate: CalendarDate,
        type: DocumentType,
        subject: String,
        content: String? = nil,
        signer: Signer? = nil,
        dueDate: CalendarDate? = nil,
        toPlaces: [String] = [],
        urgency: Urgency = .ordinary,
        sphere: String? = nil,
        typist: String? = nil,
        promulgationAmount: Int? = nil,
        pageAmount: Int? = nil,
        appendixes: [String] = [],
        responseFor: [ResponseFor] = [],
        steering: Steering = .none,
        direction: Bool? = nil
    ) {
        self.id = id
        self.code = code
        self.place = place
        self.promulgationDate = promulgationDate
        self.type = type
        self.subject = subject
        self.content = content
        self.signer = signer
        self.dueDate = dueDate
        self.toPlaces = toPlaces
        self.urgency = urgency
        self.sphere = sphere
        self.typist = typist
        self.promulgationAmount = promulgationAmount
        self.pageAmount = pageAmount
        self.appendixes = appendixes
        self.responseFor = responseFor
        self.steering = steering
        self.direction = direction
    }
}

/// Who signed the document, as the package says it (SignerInfo, edXML 1.8). Proves nothing: signatures stand in the
/// files.
package struct Signer: Sendable, Equatable {
    /// Quyền hạn: TM., Q., KT., TL., TUQ.
    package var competence: String?
    /// Chức vụ.
    package var position: String?
    package var fullName: String?

    package init(competence: String? = nil, position: String? = nil, fullName: String? = nil) {
        self.competence = competence
        self.position = position
        self.fullName = fullName
    }
}

/// Another document that a package refers to (ResponseFor, edXML 1.12 and §4.1).
package struct ResponseFor: Sendable, Equatable {
    /// In a document: who issued the answered one. In a status: to whom the status goes.
    package var organ: OrganCode
    /// Number and notation in one text, `267/VPCP-TTĐT`.
    package var code: String
    package var promulgationDate: CalendarDate?
    package var documentID: DocumentID?

    package init(
        organ: OrganCode,
        code: String,
        promulgationDate: CalendarDate? = nil,
        documentID: DocumentID? = nil
    ) {
        self.organ = organ
        self.code = code
        self.promulgationDate = promulgationDate
        self.documentID = documentID
    }
}
