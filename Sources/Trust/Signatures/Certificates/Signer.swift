package import Exchange
import SwiftASN1
import X509

/// Who signed (người ký), as the certificate says.
package struct Signer: Sendable, Equatable {
    /// The two signatures of a document (Nghị định 30/2020/NĐ-CP điều 5, 13.7, 17.2).
    package enum Role: String, Sendable {
        /// The competent person (người có thẩm quyền).
        case person
        /// The agency (cơ quan, tổ chức).
        case agency
    }

    /// Common name: of the person or of the agency.
    package let name: String?
    package let organization: String?
    /// The agency's code, when the certificate carries one as its serial number.
    package let organCode: OrganCode?
    package let role: Role

    init(_ certificate: Certificate) {
        let subject = certificate.subject
        self.name = Self.value(.RDNAttributeType.commonName, in: subject)
        self.organization = Self.value(.RDNAttributeType.organizationName, in: subject)
        let code = Self.value(Self.serialNumber, in: subject).flatMap { OrganCode($0) }
        self.organCode = code.flatMap { $0.form == .opaque ? nil : $0 }
        self.role = Self.role(name: self.name, organization: self.organization, code: self.organCode)
    }

    /// The certificate of an agency carries the agency's code, or bears the agency's name twice: as holder and as organisation.
    private static func role(name: String?, organization: String?, code: OrganCode?) -> Role {
        if code != nil { return .agency }
        guard let name, let organization else { return .person }
        return name.normalized == organization.normalized ? .agency : .person
    }

    private static let serialNumber: ASN1ObjectIdentifier = [2, 5, 4, 5]

    /// The first part of `name` of that type that is not empty.
    static func value(_ type: ASN1ObjectIdentifier, in name: DistinguishedName) -> String? {
        for part in name {
            for attribute in part where attribute.type == type {
                if let text = String(attribute.value), !text.isEmpty { return text }
            }
        }
        return nil
    }
}
