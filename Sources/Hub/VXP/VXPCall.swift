import Exchange

/// A call of the VXP wire: its name in the path.
enum VXPCall: String, Sendable, CaseIterable {
    case sendEdoc, getReceivedEdocList, getSentEdocList, getEdoc, downloadEdoc, updateStatus
    case countReceiveEdoc, countReceiveStatus
    case registerAgency, deleteAgency
    case getAgenciesList, getAgenciesListQD20, getSynchronizeUnit, getListUnit
}

/// The parameters of a call: the signed pairs and nothing else. The SDK never clears its map, so each call carries left-over parameters of
/// earlier ones: a call looks at those that it knows.
struct VXPParameters: Sendable, Equatable {
    private let values: [String: String]

    static let prefix = "XroadVnpt-"

    /// Nil when the bytes are no JSON object of strings and numbers.
    init?(json: [UInt8]) {
        guard case .object(let members)? = JSON(utf8: json) else { return nil }
        var values: [String: String] = [:]
        for (name, value) in members where name.hasPrefix(Self.prefix) {
            switch value {
            case .text(let text): values[String(name.dropFirst(Self.prefix.count))] = text
            case .number(let number): values[String(name.dropFirst(Self.prefix.count))] = "\(number)"
            case .null: break
            default: return nil
            }
        }
        self.values = values
    }

    /// Nil when it is missing or empty. Names are told apart by case: `docId` and `docid` are two.
    subscript(_ name: String) -> String? {
        self.values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Calls that read take `docId` before `docid`; `updateStatus` the other way round: clients mix them on one object.
    func document(preferring first: String, else second: String) -> String? { self[first] ?? self[second] }

    /// `to`: `["a","b"]`, `"a"`, or a bare `a`; nil without it. Throws `bad-format`.
    var receivers: [OrganCode]? {
        get throws {
            guard let text = self["to"] else { return nil }
            let texts: [String]
            switch JSON(utf8: Array(text.utf8)) {
            case .list(let elements): texts = try elements.map { try $0.string.orThrow(Self.badReceivers) }
            case .text(let one): texts = [one]
            default: texts = [text]
            }
            let named = texts.filter { !$0.isEmpty }
            guard named.count <= Self.maximumReceivers else { throw Self.badReceivers }
            let codes = try named.map { try OrganCode($0).orThrow(Self.badReceivers) }
            return codes.isEmpty ? nil : codes
        }
    }

    /// As many as a package may name.
    private static let maximumReceivers = 2000

    private static let badReceivers = Fault(
        .badFormat, vi: "Tham số to không đọc được: cần [\"mã\",…].", en: "The parameter to is no list of codes.",
        place: "to")
}

extension Optional {
    fileprivate func orThrow(_ fault: Fault) throws -> Wrapped {
        guard let value = self else { throw fault }
        return value
    }
}
