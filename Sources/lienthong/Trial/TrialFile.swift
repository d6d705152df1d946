import Exchange
import Foundation
import Trial
import Trust
import Yams

/// The plan of a trial as it stands in a YAML file. Paths are relative to the file. A key that is not known is an error: a misspelt one must not be
/// ignored.
struct TrialFile {
    let plan: TrialPlan
    let offices: [(organ: String, office: OfficePeople.Office)]
    /// The PDF that offices of ours publish.
    let document: URL?

    /// Throws `not-found` or `invalid-request`.
    init(path: String) throws {
        let url = URL(fileURLWithPath: path)
        let text: String
        do { text = try String(contentsOf: url, encoding: .utf8) } catch {
            throw Fault(.notFound, vi: "Không đọc được \(path).", en: "\(path) cannot be read.")
        }
        let root: TrialSettings
        do { root = TrialSettings(try Yams.load(yaml: text), at: "", folder: url.deletingLastPathComponent()) } catch {
            throw Fault(.invalidRequest, vi: "\(path) không phải YAML.", en: "\(path) is no YAML: \(error)")
        }
        try root.allow([
            "hub", "hub-ca", "wait-seconds", "large-file", "document", "tester", "sides", "expired",
            "switched-off-seconds", "hub-off",
        ])
        let sides = try root.list("sides")
        guard sides.count == 2 else {
            throw TrialSettings.fault("sides", "cần đúng hai bên", "needs exactly two entries")
        }
        let tester = try root.group("tester")
        try tester.allow(["organ", "name", "token-file"])
        guard let hub = URL(string: try root.text("hub")), ["http", "https"].contains(hub.scheme) else {
            throw TrialSettings.fault("hub", "không phải địa chỉ", "is no address")
        }
        guard let token = try tester.secret("token-file") else {
            throw TrialSettings.fault("tester.token-file", "bị thiếu", "is missing")
        }
        self.plan = TrialPlan(
            hub: hub, authority: root.path("hub-ca"),
            tester: .init(organ: try tester.organ(), name: try tester.text("name"), token: token),
            sides: try sides.map { side in
                try side.allow(["organ", "name", "token-file", "office"])
                return .init(organ: try side.organ(), name: try side.text("name"), token: try side.secret("token-file"))
            },
            waitSeconds: try root.number("wait-seconds") ?? 120, sendsLarge: try root.truth("large-file") ?? true,
            expired: try root.optionalGroup("expired").map { expired in
                try expired.allow(["certificate", "key"])
                return .init(certificate: try expired.file("certificate"), key: try expired.file("key"))
            }, offSeconds: try root.number("switched-off-seconds"),
            switchesHub: try root.truth("hub-off") ?? false)
        self.document = root.path("document")
        self.offices = try sides.compactMap { side in
            guard let office = try side.optionalGroup("office") else { return nil }
            guard root.path("document") != nil else { throw TrialSettings.fault("document", "bị thiếu", "is missing") }
            let organ = try side.organ()
            return (organ.text, try office.office(of: organ, named: try side.text("name")))
        }
    }
}

/// One mapping of the file.
struct TrialSettings {
    private let members: [String: Any]
    private let place: String
    private let folder: URL

    init(_ value: Any?, at place: String, folder: URL) {
        self.members = value as? [String: Any] ?? [:]
        self.place = place
        self.folder = folder
    }

    static func fault(_ key: String, _ vietnamese: String, _ english: String) -> Fault {
        Fault(.invalidRequest, vi: "Kế hoạch: \(key) \(vietnamese).", en: "The plan: \(key) \(english).", place: key)
    }

    private func key(_ name: String) -> String { self.place.isEmpty ? name : "\(self.place).\(name)" }

    func allow(_ keys: Set<String>) throws {
        if let odd = self.members.keys.sorted().first(where: { !keys.contains($0) }) {
            throw Self.fault(self.key(odd), "không có trong kế hoạch", "is not known")
        }
    }

    func text(_ name: String) throws -> String {
        guard let value = self.members[name] as? String, !value.isEmpty else {
            throw Self.fault(self.key(name), "bị thiếu hoặc không phải chữ", "is missing or no text")
        }
        return value
    }

    func number(_ name: String) throws -> Int? {
        guard let value = self.members[name] else { return nil }
        guard let number = value as? Int, (1...86_400).contains(number) else {
            throw Self.fault(self.key(name), "phải là số từ 1 đến 86400", "must be a number from 1 to 86400")
        }
        return number
    }

    func truth(_ name: String) throws -> Bool? {
        guard let value = self.members[name] else { return nil }
        guard let truth = value as? Bool else {
            throw Self.fault(self.key(name), "phải là true hoặc false", "must be true or false")
        }
        return truth
    }

    func organ() throws -> OrganCode {
        guard let code = OrganCode(try self.text("organ")) else {
            throw Self.fault(self.key("organ"), "không phải mã định danh cơ quan", "is no agency code")
        }
        return code
    }

    func path(_ name: String) -> URL? {
        (self.members[name] as? String).map { URL(fileURLWithPath: $0, relativeTo: self.folder) }
    }

    func file(_ name: String) throws -> URL {
        guard let file = self.path(name) else { throw Self.fault(self.key(name), "bị thiếu", "is missing") }
        return file
    }

    /// The first line of a file; nil when the key is missing.
    func secret(_ name: String) throws -> String? {
        guard let file = self.path(name) else { return nil }
        guard let text = try? String(contentsOf: file, encoding: .utf8), let line = text.split(separator: "\n").first
        else {
            throw Self.fault(self.key(name), "không đọc được", "cannot be read")
        }
        return String(line)
    }

    func group(_ name: String) throws -> TrialSettings {
        guard let group = try self.optionalGroup(name) else {
            throw Self.fault(self.key(name), "bị thiếu", "is missing")
        }
        return group
    }

    func optionalGroup(_ name: String) throws -> TrialSettings? {
        guard let value = self.members[name] else { return nil }
        guard value is [String: Any] else {
            throw Self.fault(self.key(name), "phải là một nhóm khóa", "must be a mapping")
        }
        return TrialSettings(value, at: self.key(name), folder: self.folder)
    }

    func list(_ name: String) throws -> [TrialSettings] {
        guard let values = self.members[name] as? [Any] else {
            throw Self.fault(self.key(name), "phải là danh sách", "must be a list")
        }
        return values.enumerated().map { TrialSettings($1, at: self.key("\(name)[\($0)]"), folder: self.folder) }
    }

    /// An office of ours: its address, the unit that directives go to, one person for each part in the work.
    func office(of organ: OrganCode, named name: String) throws -> OfficePeople.Office {
        let roles = ["clerk", "leader", "head", "officer"]
        try self.allow(Set(roles).union(["url", "unit", "password-file"]))
        guard let url = URL(string: try self.text("url")), ["http", "https"].contains(url.scheme) else {
            throw Self.fault(self.key("url"), "không phải địa chỉ", "is no address")
        }
        guard let password = try self.secret("password-file") else {
            throw Self.fault(self.key("password-file"), "bị thiếu", "is missing")
        }
        var people: [String: PilotAgency.User] = [:]
        for role in roles {
            let person = try self.group(role)
            try person.allow(["user", "name"])
            people[role] = .init(
                user: try person.text("user"), password: password, fullName: try person.text("name"), title: "")
        }
        return .init(
            agency: PilotAgency(organ: organ, name: name, url: url, people: people), unit: try self.text("unit"))
    }
}
