@testable import Exchange
import Testing

@Suite struct CSVReaderTests {
    @Test(arguments: [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("\u{FEFF}a\n", [["a"]]),
        ("a,\"b, \"\"c\"\"\"\n", [["a", "b, \"c\""]]),
        ("\"a\nb\",c", [["a\nb", "c"]]),
        ("a,,\n\n,b,c", [["a", "", ""], ["", "b", "c"]]),
        ("\"\",đ", [["", "đ"]]),
        ("", []),
    ])
    func `fields, quotes and line ends are read`(text: String, expected: [[String]]) throws {
        #expect(try Self.records(text).map(\.fields) == expected)
    }

    @Test(arguments: [("a\nb\"c", 2), ("a\n\"b\"c", 2), ("a\n\"b\nc", 2)])
    func `a misplaced quote is refused with its line`(text: String, line: Int) {
        let fault = #expect(throws: Fault.self) { try Self.records(text) }
        #expect(fault?.code == .badFormat)
        #expect(fault?.line == line)
    }

    @Test func `a record knows the line it begins on`() throws {
        #expect(try Self.records("a\n\"b\nc\"\nd").map(\.line) == [1, 2, 4])
    }

    private static func records(_ text: String) throws -> [CSVReader.Record] {
        var reader = CSVReader(text)
        var records: [CSVReader.Record] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }
}
