import Exchange
import Storage

/// An agency that the invented one writes to.
struct DemoOrgan: Sendable {
    let code: OrganCode
    let name: String
    let abbreviation: String
    /// The number of its last document to us in the year.
    var number = 0

    static let wrongCode = Fault(.internalFault, vi: "Mã cơ quan sai.", en: "A code of the demonstration is wrong.")

    /// Sixty, of eight kinds.
    static let all: [DemoOrgan] = (0..<60).compactMap { index in
        let kind = index % DemoWords.organs.count
        let number = index / DemoWords.organs.count + 1
        guard let code = OrganCode(kind == 0 ? "G\(80 + number)" : "H98.\(index)") else { return nil }
        let initials = DemoWords.organs[kind].split(separator: " ").suffix(2).compactMap(\.first).map(String.init)
        return DemoOrgan(
            code: code, name: "\(DemoWords.organs[kind]) \(number)",
            abbreviation: initials.joined().uppercased() + "\(number)")
    }

    func save(in connection: Connection) throws {
        try Directory.save(
            code: self.code, oldCode: nil, name: self.name, shortName: self.abbreviation,
            kind: self.code.text.hasPrefix("G") ? "ministry" : "province", validTo: nil, successor: nil, in: connection)
    }
}

/// The books of the invented agency: the usual ones, and one for decisions.
enum DemoBooks {
    static func open(year: Int, in connection: Connection) throws {
        for direction in Register.Direction.allCases { try Book.open(direction, year: year, in: connection) }
        let id = "out-\(year)-decisions"
        try connection.execute(
            "INSERT INTO register (id, direction, name, year, next_number) VALUES ($1, 'out', 'Sổ quyết định', $2, 1)",
            id, year)
        try connection.execute(
            "INSERT INTO register_type (register_id, type_name) VALUES ($1, 'Quyết định')", id)
    }
}
