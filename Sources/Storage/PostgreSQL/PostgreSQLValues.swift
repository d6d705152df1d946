import CSystemPostgreSQL

/// Values on their way to PostgreSQL, in its binary form. The type of each is that of the Swift value; what is nil has whichever the statement
/// gives it.
struct PostgreSQLParameters {
    let types: [Oid]
    private var bytes: [UInt8] = []
    /// Where each value begins; nil: null.
    private var starts: [Int?] = []
    private var lengths: [CInt] = []

    init(_ values: [SQLValue]) {
        self.types = values.map(\.postgreSQLType)
        for value in values {
            let start = self.bytes.count
            switch value {
            case .null: break
            case .integer(let number):
                withUnsafeBytes(of: Int64(number).bigEndian) { self.bytes.append(contentsOf: $0) }
            // PostgreSQL knows no U+0000 in a text. SQLite's library ends the text there.
            case .text(let text): self.bytes.append(contentsOf: text.utf8.prefix { $0 != 0 })
            case .blob(let blob): self.bytes.append(contentsOf: blob)
            }
            self.starts.append(value == .null ? nil : start)
            self.lengths.append(CInt(self.bytes.count - start))
        }
        // An empty value has an address too.
        self.bytes.append(0)
    }

    /// Count, addresses, lengths and forms as libpq takes them.
    func withPointers<Result>(
        _ body: (
            CInt, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?
        ) -> Result
    ) -> Result {
        self.bytes.withUnsafeBytes { buffer in
            let base = buffer.bindMemory(to: CChar.self).baseAddress
            let addresses = self.starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            let forms = Array(repeating: CInt(1), count: self.starts.count)
            return body(CInt(self.starts.count), addresses, self.lengths, forms)
        }
    }
}

extension SQLValue {
    fileprivate var postgreSQLType: Oid {
        switch self {
        case .null: 0
        case .integer: 20
        case .text: 25
        case .blob: 17
        }
    }

    /// A value as PostgreSQL sends it in its binary form; nil when it is of a type that we do not read or beyond 64 bits.
    init?(postgreSQLType type: Oid, _ bytes: UnsafeRawBufferPointer) {
        switch type {
        // bool, bytea
        case 16: self = .integer(bytes.first == 0 ? 0 : 1)
        case 17: self = .blob(Array(bytes))
        // int8, int2, int4, oid
        case 20 where bytes.count == 8: self = .integer(Int(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))))
        case 21 where bytes.count == 2: self = .integer(Int(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
        case 23 where bytes.count == 4: self = .integer(Int(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case 26 where bytes.count == 4: self = .integer(Int(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
        // "char", name, text, json, unknown, bpchar, varchar
        case 18, 19, 25, 114, 705, 1042, 1043: self = .text(String(decoding: bytes, as: UTF8.self))
        // float8: rounded, as those of SQLite.
        case 701 where bytes.count == 8:
            let number = Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
            guard let whole = Int(exactly: number.rounded()) else { return nil }
            self = .integer(whole)
        case 1700:
            guard let whole = Self.whole(numeric: bytes) else { return nil }
            self = .integer(whole)
        // void
        case 2278: self = .null
        default: return nil
        }
    }

    /// A `numeric`, rounded: count of digits to the base 10,000, weight of the first, sign, scale, the digits.
    private static func whole(numeric bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= 8, bytes.count.isMultiple(of: 2) else { return nil }
        let words = stride(from: 0, to: bytes.count, by: 2).map { offset in
            Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
        }
        let (count, weight, sign) = (words[0], words[1], words[2])
        guard sign == 0 || sign == 0x4000, words.count == 4 + count else { return nil }
        func digit(_ place: Int) -> Int { place >= 0 && place < count ? words[4 + place] : 0 }
        // Downwards from zero for both signs, so that the least number fits.
        var number = 0
        for place in 0..<max(0, weight + 1) {
            let (product, isTooFar) = number.multipliedReportingOverflow(by: 10_000)
            let (sum, isTooLow) = product.subtractingReportingOverflow(digit(place))
            if isTooFar || isTooLow { return nil }
            number = sum
        }
        if weight >= -1, digit(weight + 1) >= 5_000 {
            let (sum, isTooLow) = number.subtractingReportingOverflow(1)
            if isTooLow { return nil }
            number = sum
        }
        if sign == 0x4000 { return number }
        let (positive, isTooHigh) = 0.subtractingReportingOverflow(number)
        return isTooHigh ? nil : positive
    }
}

/// What one statement answered; owns libpq's result.
final class PostgreSQLAnswer {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(self.handle) }

    /// Nil when the statement succeeded.
    var error: PostgreSQLError? {
        switch PQresultStatus(self.handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return nil
        default:
            let state = PQresultErrorField(self.handle, CInt(UInt8(ascii: "C"))).map { String(cString: $0) }
            let message = PQresultErrorField(self.handle, CInt(UInt8(ascii: "M"))).map { String(cString: $0) }
            return PostgreSQLError(state: state ?? "?????", message: message ?? "no answer")
        }
    }

    /// The end of what was sent together.
    var isSync: Bool { PQresultStatus(self.handle) == PGRES_PIPELINE_SYNC }

    /// `COMMIT`, `INSERT 0 1`, …
    var command: String { PQcmdStatus(self.handle).map { String(cString: $0) } ?? "" }

    /// Rows that were inserted, updated or deleted.
    var changes: Int {
        let command = self.command
        guard ["INSERT", "UPDATE", "DELETE", "MERGE"].contains(where: command.hasPrefix) else { return 0 }
        return PQcmdTuples(self.handle).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The rows, from the binary form; at most `limit`.
    func rows(limit: Int = .max) throws -> [Row] {
        let width = PQnfields(self.handle)
        let places = Row.places(of: (0..<width).map { PQfname(self.handle, $0).map { String(cString: $0) } ?? "" })
        let types = (0..<width).map { PQftype(self.handle, $0) }
        return try (0..<min(PQntuples(self.handle), CInt(clamping: limit))).map { row in
            let values = try (0..<width).map { column in
                guard PQgetisnull(self.handle, row, column) == 0 else { return SQLValue.null }
                let bytes = UnsafeRawBufferPointer(
                    start: PQgetvalue(self.handle, row, column), count: Int(PQgetlength(self.handle, row, column)))
                guard let value = SQLValue(postgreSQLType: types[Int(column)], bytes) else {
                    let name = PQfname(self.handle, column).map { String(cString: $0) } ?? "\(column)"
                    throw RowError(column: name, problem: "is of type \(types[Int(column)]) or too large")
                }
                return value
            }
            return Row(places: places, values: values)
        }
    }

    /// The first value of the first row, from the text form.
    var firstText: String? {
        guard PQntuples(self.handle) > 0, PQgetisnull(self.handle, 0, 0) == 0 else { return nil }
        return PQgetvalue(self.handle, 0, 0).map { String(cString: $0) }
    }
}
