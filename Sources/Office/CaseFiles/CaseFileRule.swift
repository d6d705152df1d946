import Exchange

/// Who may do what to a case file, and when. Who may see it at all is decided by `CaseFileStore`: its keeper (người lập), the head of the
/// keeper's unit, clerks and leaders.
///
/// Whoever sees a file sees the title line of each of its documents, because the index (mục lục) is a part of the file; a document itself is
/// opened only by those who may see it (`CaseDocument.isVisible`).
enum CaseFileRule {
    /// Why `person` may not do `act` now, or nil.
    static func refusal(_ act: CaseFile.Act, on file: CaseFile, by person: Person) -> Fault? {
        guard Self.states(act).contains(file.state) else {
            return .notAllowed(
                "Hồ sơ \(CaseFileWords.state(file.state).lowercased()) nên không làm được việc này.",
                "The case file is in the state \"\(file.state.rawValue)\", which does not allow \"\(act.rawValue)\".")
        }
        if file.transferID != nil {
            return .notAllowed(
                "Hồ sơ đang chờ nhận hoặc chờ quyết định theo biên bản nên không thay đổi được.",
                "The case file waits in a transfer.")
        }
        switch act {
        case .hold where file.dueOn == nil || file.heldUntil != nil:
            return .notAllowed(
                "Chỉ giữ lại một lần, và chỉ hồ sơ phải nộp lưu.",
                "Only files that are due are held back, and once.")
        case .drop: return Self.refusalToList(by: person)
        case .edit where file.state == .planned: return Self.refusalToList(by: person)
        case .reopen:
            return person.role == .leader || person.role == .head && person.unit.id == file.unit.id
                ? nil : Self.only("trưởng đơn vị của hồ sơ và lãnh đạo", "the head of the unit and leaders")
        case .edit, .open, .put, .takeOut, .close, .hold:
            return Self.isResponsible(person, for: file)
                ? nil : Self.only("người lập hồ sơ và trưởng đơn vị", "the keeper and the head of the unit")
        }
    }

    private static func states(_ act: CaseFile.Act) -> [CaseFile.State] {
        switch act {
        case .edit: [.planned, .open]
        case .drop, .open: [.planned]
        case .put, .takeOut, .close: [.open]
        case .reopen, .hold: [.closed]
        }
    }

    static func allowed(on file: CaseFile, by person: Person) -> [CaseFile.Act] {
        CaseFile.Act.allCases.filter { self.refusal($0, on: file, by: person) == nil }
    }

    static func isResponsible(_ person: Person, for file: CaseFile) -> Bool {
        person.role != .admin
            && (person.id == file.keeperID || person.role == .head && person.unit.id == file.unit.id)
    }

    /// Whether `person` may see the file itself, as `CaseFileStore` finds it; its line in the year's list everybody sees.
    static func isSeen(_ file: CaseFile, by person: Person) -> Bool {
        person.role == .clerk || person.role == .leader || self.isResponsible(person, for: file)
    }

    /// Who keeps the year's list (danh mục hồ sơ).
    static func refusalToList(by person: Person) -> Fault? {
        person.role == .clerk ? nil : Self.only("văn thư", "the clerk")
    }

    /// Who opens a file that the list does not name: whoever works on documents.
    static func refusalToBegin(by person: Person) -> Fault? {
        person.role == .admin
            ? .notAllowed("Quản trị không lập hồ sơ.", "Administrators keep no case files.") : nil
    }

    /// Why a document cannot be put into files, or nil: it is not in a register, or its content is sealed.
    static func refusalToFile(_ incoming: Incoming, by person: Person) -> Fault? {
        if let refusal = Self.refusalToBegin(by: person) { return refusal }
        if incoming.isShared { return .onlyShared }
        if incoming.closure == .withdrawn { return .closed(.withdrawn) }
        return [.received, .returned].contains(incoming.state) ? Self.notRegistered : nil
    }

    static func refusalToFile(_ outgoing: Outgoing, by person: Person) -> Fault? {
        if let refusal = Self.refusalToBegin(by: person) { return refusal }
        if outgoing.isShared { return .onlyShared }
        return outgoing.promulgationDate == nil ? Self.notRegistered : nil
    }

    static let notRegistered = Fault.notAllowed(
        "Văn bản chưa vào sổ hoặc chưa cấp số nên chưa đưa vào hồ sơ được.",
        "The document has no number of a register yet.")

    static func only(_ vietnamese: String, _ english: String) -> Fault {
        .notAllowed("Chỉ \(vietnamese) làm được việc này.", "Only \(english) may do this.")
    }
}

extension Fault {
    static let noSuchCaseFile = Fault(
        .notFound, vi: "Không có hồ sơ này, hoặc bạn không được xem.",
        en: "There is no such case file, or you may not see it.")

    static let staleCaseFile = Fault(
        .staleVersion, vi: "Hồ sơ vừa được thay đổi. Xem lại nội dung mới rồi làm lại thao tác của bạn.",
        en: "The case file has just been changed. Look at it again, then repeat your act.")
}
