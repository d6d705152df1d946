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
