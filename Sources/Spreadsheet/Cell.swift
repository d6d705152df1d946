package import Exchange

/// What stands in one cell. Text is always text: nothing that is written can become a formula.
package enum Cell: Sendable, Equatable {
    case empty
    case text(String)
    case number(Int)
    case date(CalendarDate)

    /// As people read it; dates as `13/03/2024`.
    package var shown: String {
        switch self {
        case .empty: ""
        case .text(let text): text
        case .number(let number): String(number)
        case .date(let date): date.shown
        }
    }

    /// Most UTF-16 units that programs take in one cell.
    package static let maximumLength = 32_767
}
