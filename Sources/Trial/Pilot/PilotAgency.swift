package import Exchange
package import Foundation

/// One side of the pilot, as its people know it.
package struct PilotAgency: Sendable {
    package let organ: OrganCode
    package let name: String
    /// The address of its office.
    package let url: URL
    /// By role: `clerk`, `leader`, `head`, `officer`.
    package let people: [String: User]

    package struct User: Sendable {
        package let user: String
        package let password: String
        package let fullName: String
        package let title: String

        package init(user: String, password: String, fullName: String, title: String) {
            self.user = user
            self.password = password
            self.fullName = fullName
            self.title = title
        }
    }

    package init(organ: OrganCode, name: String, url: URL, people: [String: User]) {
        self.organ = organ
        self.name = name
        self.url = url
        self.people = people
    }

    func user(_ role: String) throws -> User {
        guard let user = self.people[role] else { throw StoryError("\(self.organ) has no \(role)") }
        return user
    }
}

/// One step that was verified where it must be visible.
package struct PilotStep: Sendable, Encodable {
    package let step: String
    package let at: String
    package let from: String
    package let to: String
    package let documentId: String?
    package let status: String?
    package let ok: Bool
    /// The story for people; not part of the JSON line.
    package let told: String

    private enum CodingKeys: String, CodingKey {
        case step, at, from, to, documentId, status, ok
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.step, forKey: .step)
        try container.encode(self.at, forKey: .at)
        try container.encode(self.from, forKey: .from)
        try container.encode(self.to, forKey: .to)
        try container.encode(self.documentId, forKey: .documentId)
        try container.encode(self.status, forKey: .status)
        try container.encode(self.ok, forKey: .ok)
    }
}
