package import Exchange
import Foundation
package import Hummingbird
import NIOCore

/// The fields of a form, NFC, as they were sent. Names may repeat (ticked rows).
package struct FormFields: Sendable {
    private var values: [String: [String]] = [:]

    package init() {}

    /// At most this many fields and bytes are read, in files none of them; more is `invalid-form` and `too-large`.
    package static let maximumFields = 2_000
    package static let maximumBytes = 1 << 20

    package mutating func add(_ name: String, _ value: String) {
        self.values[name, default: []].append(value.precomposedStringWithCanonicalMapping)
    }

    package var count: Int { self.values.values.reduce(0) { $0 + $1.count } }

    package var names: [String] { self.values.keys.sorted() }

    /// Trimmed; empty when it is missing.
    package func text(_ name: String) -> String { (self.values[name]?.first ?? "").normalized }

    package func optional(_ name: String) -> String? {
        let text = self.text(name)
        return text.isEmpty ? nil : text
    }

    /// As typed, line ends as "\n".
    package func longText(_ name: String) -> String {
        self.text(name).replacing("\r\n", with: "\n")
    }

    package func all(_ name: String) -> [String] { self.values[name] ?? [] }

    package func isTicked(_ name: String) -> Bool { self.values[name] != nil }

    /// A date as people type it; nil when the field is empty.
    package func date(_ name: String, called label: String) throws -> CalendarDate? {
        let text = self.text(name)
        if text.isEmpty { return nil }
        guard let date = CalendarDate(typed: text) ?? CalendarDate(text) else {
            throw FormFault(name, "\(label) cần viết theo mẫu 31/12/2026")
        }
        return date
    }

    /// The same of a field that must be filled; `missing` is said beside it when it is not.
    package func date(_ name: String, called label: String, missing: String) throws -> CalendarDate {
        guard let date = try self.date(name, called: label) else { throw FormFault(name, missing) }
        return date
    }

    /// Which form it is, from the two hidden fields that every acting form carries.
    package func token() throws -> FormToken {
        let once = self.text("once")
        guard once.wholeMatch(of: /[0-9a-f]{64}/) != nil, let version = Int(self.text("version")) else {
            throw Fault(
                .invalidForm, vi: "Biểu mẫu thiếu dữ liệu. Mở lại trang rồi làm lại.", en: "The form is incomplete.")
        }
        return FormToken(once: once, version: version)
    }
}

extension FormFields {
    /// Reads an ordinary form (`application/x-www-form-urlencoded`) and checks its CSRF secret.
    package static func read(_ request: Request, csrf: String) async throws -> FormFields {
        let fields = try await Self.readUnchecked(request)
        try fields.check(csrf: csrf)
        return fields
    }

    /// For the sign-in form, which nobody's session guards.
    package static func readUnchecked(_ request: Request) async throws -> FormFields {
        guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
            throw Self.broken
        }
        return try Self.parse(String(buffer: try await request.bytes(upTo: Self.maximumBytes)))
    }

    /// The fields of a form that was sent with GET; in it a plus is a space.
    package static func query(_ request: Request) throws -> FormFields { try Self(query: request.uri.query ?? "") }

    /// The same from a text that was kept: `q=don+doc&direction=in`.
    package init(query: String) throws { self = try Self.parse(query) }

    private static func parse(_ text: String) throws -> FormFields {
        var fields = FormFields()
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : "") else {
                throw Self.broken
            }
            fields.add(name, value)
            guard fields.count <= Self.maximumFields else { throw Self.broken }
        }
        return fields
    }

    /// Throws `forbidden` when the form does not come from a page of this session.
    package func check(csrf: String) throws {
        guard FormSecret.isSame(self.text("csrf"), csrf) else {
            throw Fault(
                .forbidden,
                vi: "Biểu mẫu không thuộc phiên đăng nhập này. Mở lại trang rồi làm lại.",
                en: "The form does not belong to this session."
            )
        }
    }

    package static let broken = Fault(.invalidForm, vi: "Không đọc được biểu mẫu.", en: "The form cannot be read.")

    private static func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}

extension Request {
    /// Whether the browser says that another site made it ask. One that says nothing is believed.
    package var isFromOtherSite: Bool {
        self.headers[.secFetchSite].map { $0 != "same-origin" && $0 != "none" } ?? false
    }
}
