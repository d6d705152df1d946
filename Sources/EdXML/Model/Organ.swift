package import Exchange
package import Foundation

/// An agency as a package names it (khối thông tin cơ quan, edXML §2.4): the code counts, the rest is for people.
package struct Organ: Sendable, Equatable {
    /// OrganId.
    package var code: OrganCode
    /// OrganName.
    package var name: String?
    /// OrganizationInCharge: the name of the body above it (cơ quan chủ quản).
    package var inCharge: String?
    /// OrganAdd.
    package var address: String?
    package var email: String?
    package var telephone: String?
    package var fax: String?
    package var website: String?

    package init(
        code: OrganCode,
        name: String? = nil,
        inCharge: String? = nil,
        address: String? = nil,
        email: String? = nil,
        telephone: String? = nil,
        fax: String? = nil,
        website: String? = nil
    ) {
        self.code = code
        self.name = name
        self.inCharge = inCharge
        self.address = address
        self.email = email
        self.telephone = telephone
        self.fax = fax
        self.website = website
    }
}

/// Whom to call about a package (người phụ trách, edXML 2.2.5).
package struct StaffInfo: Sendable, Equatable {
    package var department: String?
    package var staff: String?
    package var mobile: String?
    package var email: String?

    package init(department: String? = nil, staff: String? = nil, mobile: String? = nil, email: String? = nil) {
        self.department = department
        self.staff = staff
        self.mobile = mobile
        self.email = email
    }
}

/// One station on the way of a package (TraceHeader, edXML 2.1): the sender writes the first, each hub adds one.
package struct TraceHop: Sendable, Equatable {
    /// As written: codes of hubs are of no known form. Nil where it is missing or says `null`.
    package var organ: String?
    package var at: Date?

    package init(organ: String? = nil, at: Date? = nil) {
        self.organ = organ
        self.at = at
    }
}
