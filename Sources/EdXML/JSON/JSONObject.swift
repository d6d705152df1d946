import Exchange

/// Gathers what is wrong with a JSON document, so that all of it can be told at once.
final class FaultList {
    private(set) var faults: [Fault] = []

    func add(_ fault: Fault) { self.faults.append(fault) }
}

/// One object of a JSON document that is being understood. A value that is missing or of the wrong form is noted and left out.
struct JSONObject {
    private let members: [String: JSON]
    /// From the top, such as `document.signer`; empty at the top.
    private let path: String
    let list: FaultList

    /// `json` is nil or null: an empty object. Members that are not among `keys` are faults: nothing of what somebody wrote is dropped
    /// in silence.
    init(_ json: JSON?, path: String = "", keys: Set<String>, list: FaultList) {
        self.path = path
        self.list = list
        switch json {
        case .object(let members):
            self.members = members
            for key in members.keys.sorted() where !keys.contains(key) {
                list.add(Fault.json("no such key is known", "không có khóa này", place: self.place(key)))
            }
        case nil, .null:
            self.members = [:]
        default:
            self.members = [:]
            list.add(Fault.json("this must be an object", "phải là một đối tượng", place: path))
        }
    }

    func has(_ key: String) -> Bool { (self.members[key] ?? .null) != .null }

    /// Notes the members among `keys` that say something where they mean nothing.
    func refuse(_ keys: [String]) {
        for key in keys where self.has(key) && self.members[key] != .list([]) {
            self.list.add(
                Fault.json(
                    "this has no place in a package of this kind", "không có trong loại gói tin này",
                    place: self.place(key)))
        }
    }

    func text(_ key: String) -> String? {
        switch self.members[key] {
        case nil, .null: return nil
        case .text(let text): return text.normalized.isEmpty ? nil : text
        default: return self.wrong(key, "this must be a text", "phải là chuỗi ký tự")
        }
    }

    func required(_ key: String) -> String? {
        if let text = self.text(key) { return text }
        if !self.has(key) { self.missing(key) }
        return nil
    }

    func number(_ key: String) -> Int? {
        switch self.members[key] {
        case nil, .null: return nil
        case .number(let number): return number
        default: return self.wrong(key, "this must be a whole number", "phải là số nguyên")
        }
    }

    /// `true`, `false`, 1, 0.
    func flag(_ key: String) -> Bool? {
        switch self.members[key] {
        case nil, .null: return nil
        case .bool(let flag): return flag
        case .number(0): return false
        case .number(1): return true
        default: return self.wrong(key, "this must be 0 or 1", "phải là 0 hoặc 1")
        }
    }

    /// A text that `read` understands.
    func value<Value>(_ key: String, _ read: (String) -> Value?) -> Value? {
        guard let text = self.text(key) else { return nil }
        return read(text) ?? self.wrong(key, "the value has the wrong form", "sai định dạng")
    }

    func requiredValue<Value>(_ key: String, _ read: (String) -> Value?) -> Value? {
        if !self.has(key) { self.missing(key) }
        return self.value(key, read)
    }

    func object(_ key: String, keys: Set<String>) -> JSONObject? {
        self.has(key) ? JSONObject(self.members[key], path: self.place(key), keys: keys, list: self.list) : nil
    }

    func objects(_ key: String, keys: Set<String>) -> [JSONObject] {
        self.elements(key).enumerated().map { index, element in
            JSONObject(element, path: "\(self.place(key))[\(index)]", keys: keys, list: self.list)
        }
    }

    func texts(_ key: String) -> [String] {
        self.elements(key).enumerated().compactMap { index, element in
            if let text = element.string { return text }
            return self.wrong("\(key)[\(index)]", "this must be a text", "phải là chuỗi ký tự")
        }
    }

    func missing(_ key: String) {
        let place = self.place(key)
        self.list.add(Fault(.missingField, vi: "Thiếu \(place).", en: "A mandatory value is missing.", place: place))
    }

    func wrong<Value>(_ key: String, _ english: String, _ vietnamese: String) -> Value? {
        self.list.add(Fault.json(english, vietnamese, place: self.place(key)))
        return nil
    }

    private func elements(_ key: String) -> [JSON] {
        switch self.members[key] {
        case nil, .null: return []
        case .list(let elements): return elements
        default: return self.wrong(key, "this must be a list", "phải là danh sách") ?? []
        }
    }

    func place(_ key: String) -> String { self.path.isEmpty ? key : "\(self.path).\(key)" }
}

extension Fault {
    fileprivate static func json(_ english: String, _ vietnamese: String, place: String) -> Fault {
        Fault(.badFormat, vi: "\(place): \(vietnamese).", en: "In the JSON, \(english).", place: place)
    }
}
