import Exchange
import Hummingbird
import Web

/// The field `page` of a list's address: from 1; what is none is the first, what is too far the last that is served.
enum PageNumber {
    private static let last = 10_000

    static func of(_ request: Request) -> Int {
        self.of(request.uri.queryParameters["page"].flatMap { Int(String($0)) })
    }

    static func of(_ fields: FormFields) -> Int { self.of(Int(fields.text("page"))) }

    private static func of(_ number: Int?) -> Int { max(1, min(self.last, number ?? 1)) }
}

extension Office {
    /// The year in a form or an address; this one when it names none.
    func year(_ fields: FormFields) -> Int {
        let year = Int(fields.text("year")) ?? self.today.year
        return (1900...2999).contains(year) ? year : self.today.year
    }
}
