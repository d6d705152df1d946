package import Exchange
import Foundation

/// A CSV file of units, of people or of their further posts (tệp nhập đơn vị, người dùng, kiêm nhiệm); the first line says which.
package enum PeopleFile: Sendable {
    case units([Line<UnitLine>])
    case people([Line<PersonLine>])
    case posts([Line<PostLine>])

    /// One line that can be read; numbers count from 1, the head included.
    package struct Line<Value: Sendable>: Sendable {
        let number: Int
        let value: Value
    }

    package struct UnitLine: Sendable {
        let id: String
        let name: String
        let shortName: String
        /// Id of a unit that is here or stands further up in the file.
        let parent: String?
        let organ: String?
    }

    package struct PersonLine: Sendable {
        let userName: String
        let fullName: String
        let title: String
        /// `clerk` or `Văn thư`.
        let role: String
        /// Id of the unit.
        let unit: String
    }

    package struct PostLine: Sendable {
        let userName: String
        let title: String
        /// `head` or `Trưởng đơn vị`.
        let role: String
        /// Id of the unit.
        let unit: String
        /// As typed; the last day may be empty.
        let startsOn: String
        let endsOn: String
    }

    static let unitColumns = ["id", "name", "shortName", "parent", "organCode"]
    static let personColumns = ["userName", "fullName", "title", "role", "unit"]
    static let postColumns = ["userName", "title", "role", "unit", "from", "until"]
    /// It travels in the form between preview and import.
    package static let maximumBytes = 256 << 10

    /// Throws `bad-format` with the line when the file cannot be read as a whole: another first line, misplaced quotes, lines of another
    /// length; `empty` without a line.
    package init(_ text: String) throws(Fault) {
        var reader = CSVReader(text)
        let head = try reader.next()?.fields.map(\.normalized)
        guard
            let columns = head.flatMap({ head in
                [Self.unitColumns, Self.personColumns, Self.postColumns].first { $0 == head }
            })
        else {
            throw Fault(
                .badFormat,
                vi:
                    "Dòng đầu của tệp phải là “\(Self.unitColumns.joined(separator: ","))”, “\(Self.personColumns.joined(separator: ","))” hoặc “\(Self.postColumns.joined(separator: ","))”.",
                en: "The first line names neither the columns of units nor those of people or posts.", line: 1)
        }
        var (units, people, posts): ([Line<UnitLine>], [Line<PersonLine>], [Line<PostLine>]) = ([], [], [])
        while let record = try reader.next() {
            let fields = record.fields.map(\.normalized)
            guard fields.count == columns.count else {
                throw Fault(
                    .badFormat, vi: "Dòng \(record.line) có \(fields.count) cột, phải có \(columns.count) cột.",
                    en: "The line has \(fields.count) columns instead of \(columns.count).", line: record.line)
            }
            if columns == Self.unitColumns {
                units.append(
                    Line(
                        number: record.line,
                        value: UnitLine(
                            id: fields[0], name: fields[1], shortName: fields[2],
                            parent: fields[3].isEmpty ? nil : fields[3], organ: fields[4].isEmpty ? nil : fields[4])))
            } else if columns == Self.postColumns {
                posts.append(
                    Line(
                        number: record.line,
                        value: PostLine(
                            userName: fields[0].lowercased(), title: fields[1], role: fields[2], unit: fields[3],
                            startsOn: fields[4], endsOn: fields[5])))
            } else {
                people.append(
                    Line(
                        number: record.line,
                        value: PersonLine(
                            userName: fields[0].lowercased(), fullName: fields[1], title: fields[2], role: fields[3],
                            unit: fields[4])))
            }
        }
        guard !units.isEmpty || !people.isEmpty || !posts.isEmpty else {
            throw Fault(.empty, vi: "Tệp không có dòng nào dưới dòng đầu.", en: "The file has no lines.")
        }
        self =
            switch columns {
            case Self.unitColumns: .units(units)
            case Self.postColumns: .posts(posts)
            default: .people(people)
            }
    }

    var lineCount: Int {
        switch self {
        case .units(let lines): lines.count
        case .people(let lines): lines.count
        case .posts(let lines): lines.count
        }
    }
}
