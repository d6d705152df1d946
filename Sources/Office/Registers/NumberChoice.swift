import Exchange
import Storage
import Web

/// Which number of which book a document gets.
struct NumberChoice: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case next
        /// Số chờ: one that was kept for it.
        case reserved(EntryNumber)
        /// Số phụ: between that number and the next.
        case beside(Int)
    }

    /// Nil: the book that is meant for its type, else the default one.
    var book: String?
    var kind: Kind

    /// The next number of the usual book.
    static let usual = NumberChoice(book: nil, kind: .next)

    /// The fields of `NumberFields`; throws `FormFault`. Without them the usual.
    static func read(_ fields: FormFields) throws -> NumberChoice {
        let parts = fields.text(NumberFields.choice).split(separator: " ").map(String.init)
        var choice = NumberChoice.usual
        switch parts.count {
        case 0: break
        case 2 where parts[0] == "next": choice.book = parts[1]
        case 3 where parts[0] == "reserved":
            guard let number = EntryNumber(parts[2]) else { fallthrough }
            choice = NumberChoice(book: parts[1], kind: .reserved(number))
        default: throw FormFault(NumberFields.choice, "Chọn sổ và số trong danh sách")
        }
        if let text = fields.optional(NumberFields.beside) {
            guard let number = EntryNumber(text), number.suffix.isEmpty else {
                throw FormFault(NumberFields.beside, "Ghi số đã có trong sổ bằng chữ số, ví dụ 12 để lấy số phụ 12a")
            }
            guard case .next = choice.kind else {
                throw FormFault(NumberFields.beside, "Chọn hoặc số chờ, hoặc số phụ")
            }
            choice.kind = .beside(number.number)
        }
        return choice
    }
}

/// What may be chosen for one document, the usual first; at most 100.
struct NumberOptions: Sendable {
    let options: [(value: String, label: String)]

    static func read(
        _ direction: Register.Direction, type: String? = nil, year: Int, in connection: Connection
    ) throws -> NumberOptions {
        let usual = try Book.usual(direction, year: year, type: type, in: connection)
        let books = try Book.all(direction, year: year, in: connection).filter {
            $0.lockedAt == nil && !$0.isSecret && $0.id != usual?.id
        }
        // Without a type the register chooses by what will be entered.
        return try Self.of(
            (usual.map { [$0] } ?? []) + books, direction, silent: type == nil ? usual?.id : nil, connection)
    }

    /// Of the secret books that `person` keeps; empty where there is none that is open.
    static func secret(
        _ direction: Register.Direction, keptBy person: Person, on today: CalendarDate, in connection: Connection
    ) throws -> NumberOptions {
        let books = try Book.all(direction, year: today.year, in: connection).filter {
            $0.isKept(by: person) && $0.refusal(on: today) == nil
        }
        return try Self.of(books, direction, silent: nil, connection)
    }

    /// `silent`: the book that stands for no choice.
    private static func of(
        _ open: [Book], _ direction: Register.Direction, silent: String?, _ connection: Connection
    ) throws -> NumberOptions {
        var options = open.map { book in
            (
                value: book.id == silent ? "" : "next \(book.id)",
                label: "\(book.name): số tiếp theo \(Self.shown(EntryNumber(book.nextNumber), direction))"
            )
        }
        for book in open {
            options += try RegisterEntry.reserved(in: book, connection).map { entry in
                (
                    value: "reserved \(book.id) \(entry.number)",
                    label: "\(book.name): số chờ \(Self.shown(entry.number, direction)), \(entry.reason)"
                )
            }
        }
        return NumberOptions(options: Array(options.prefix(100)))
    }

    private static func shown(_ number: EntryNumber, _ direction: Register.Direction) -> String {
        direction == .outgoing ? number.printed : number.description
    }
}
