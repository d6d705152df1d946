/// An agency as a directory knows it (cơ quan trong danh bạ).
package struct DirectoryEntry: Sendable, Equatable {
    /// Mã định danh (Quyết định 20/2020/QĐ-TTg), or an opaque code.
    package var code: OrganCode
    /// The code of QCVN 102:2016; both codes name the same agency.
    package var oldCode: OrganCode?
    package var name: String
    package var shortName: String?
    /// `ministry`, `province`, `other`: a word of the directory, not of ours.
    package var kind: String
    /// The agency above it.
    package var parent: OrganCode?
    /// First day on which the code is good; nil: always was.
    package var validFrom: CalendarDate?
    /// Last day on which the code is good; nil: open.
    package var validTo: CalendarDate?
    /// Who does its work after `validTo` (cơ quan kế thừa); several when it was split (chia, tách).
    package var successors: [OrganCode]
    package var email: String?

    package init(
        code: OrganCode,
        oldCode: OrganCode? = nil,
        name: String,
        shortName: String? = nil,
        kind: String,
        parent: OrganCode? = nil,
        validFrom: CalendarDate? = nil,
        validTo: CalendarDate? = nil,
        successors: [OrganCode] = [],
        email: String? = nil
    ) {
        self.code = code
        self.oldCode = oldCode
        self.name = name
        self.shortName = shortName
        self.kind = kind
        self.parent = parent
        self.validFrom = validFrom
        self.validTo = validTo
        self.successors = successors
        self.email = email
    }

    /// As the directory file has them; nil when there is none.
    package var successorText: String? {
        self.successors.isEmpty ? nil : self.successors.map(\.text).joined(separator: " ")
    }

    /// Whether it may send and receive on `today`.
    package func isOpen(on today: CalendarDate) -> Bool {
        if let validFrom = self.validFrom, today < validFrom { return false }
        if let validTo = self.validTo, validTo < today { return false }
        return true
    }
}
