import HTTPTypes
import Pages

/// One call on the page of the API: what it does, its parameters, its answers, how to try it.
struct OperationText: Sendable {
    let operation: APIOperation
    let description: APIDescription

    var html: HTML {
        let operation = self.operation
        return """
            <section class="sheet section" aria-labelledby="\(operation.id)"><div class="panel__head">\
            <h2 id="\(operation.id)">\(operation.vietnamese)</h2>\
            <p><code>\(operation.method.rawValue) \(operation.path)</code>\(" <span class=\"part\">Mở</span>", if: operation.isOpen)</p></div>\
            <div class="sheet--pad reading">\(self.description.both(operation.english))</div>\
            \(self.parameters)\(self.answers)\
            <details class="fold sheet--pad"><summary>Gọi thử bằng curl\
            <span class="unseen">: \(operation.vietnamese)</span></summary><pre><code>\(self.curl)</code></pre></details></section>
            """
    }

    private var parameters: HTML {
        var rows = self.operation.parameters.map { parameter -> ListTable.Row in
            let place =
                switch parameter.place {
                case .path: "đường dẫn"
                case .query: "truy vấn"
                case .header: "tiêu đề"
                }
            return .init([
                "<code>\(parameter.name)</code>\(" <span class=\"small\">bắt buộc</span>", if: parameter.isRequired)",
                "\(place)", self.description.both(parameter.english),
            ])
        }
        if let body = self.operation.body {
            rows.append(
                .init([
                    "<code>\(body.type)</code> <span class=\"small\">bắt buộc</span>", "nội dung",
                    "\(self.description.both(body.english))\(Self.link(body.schema))",
                ]))
        }
        guard !rows.isEmpty else { return "" }
        var table = ListTable(
            caption: "Tham số: \(self.operation.vietnamese)",
            columns: [.init("Tham số", .subject), .init("Ở đâu"), .init("Nghĩa")], rows: rows)
        table.isFlush = false
        return table.html
    }

    private var answers: HTML {
        let rows = self.operation.answers.map { answer -> ListTable.Row in
            let content = answer.schema.html { Self.link($0) }
            return .init([
                "<b>\(answer.status)</b>", self.description.both(answer.english),
                "\(answer.type.html { "<code>\($0)</code>" })\(content)",
            ])
        }
        var table = ListTable(
            caption: "Trả lời: \(self.operation.vietnamese)",
            columns: [.init("Trả lời", .subject), .init("Nghĩa"), .init("Nội dung")], rows: rows)
        table.isFlush = false
        return table.html
    }

    /// To the shape, where it has a name.
    private static func link(_ schema: APISchema) -> HTML {
        guard case .reference(let name) = schema else { return "" }
        return " \(APIDescription.link(toSchema: name))"
    }

    /// A command that works once `$TOKEN` and the words in capitals are set.
    var curl: String {
        var parts = ["curl --fail --silent"]
        switch self.operation.method {
        case .get: break
        case .head: parts[0] += " --head"
        default: parts[0] += " -X \(self.operation.method.rawValue)"
        }
        if !self.operation.isOpen { parts.append("-H \"Authorization: Bearer $TOKEN\"") }
        for parameter in self.operation.parameters where parameter.place == .header && parameter.isRequired {
            parts.append("-H \"\(parameter.name): \(Self.sample(parameter))\"")
        }
        if let body = self.operation.body {
            parts.append("-H \"Content-Type: \(body.type)\"")
            if case .bytes = body.schema {
                parts.append("--data-binary @\"$PACKAGE\"")
            } else {
                parts.append("--data '\(body.example)'")
            }
        }
        let path = self.operation.path.replacing(/\{(\w+)\}/) { "$\($0.1.uppercased())" }
        parts.append("\"$\(self.description.base)\(path)\"")
        return parts.joined(separator: " \\\n  ")
    }

    private static func sample(_ parameter: APIOperation.Parameter) -> String {
        if parameter.name == "Idempotency-Key" { return "$(uuidgen)" }
        guard case .text = parameter.schema else { return "$(stat -c %s \"$PACKAGE\")" }
        return "sha-256=:$(openssl dgst -sha256 -binary \"$PACKAGE\" | base64):"
    }
}

/// A shape as a table of its members.
package enum SchemaText {
    static func table(_ name: String, _ schema: APISchema, _ description: APIDescription) -> HTML {
        var table = ListTable(
            caption: "Cấu trúc \(name)", columns: [.init("Trường", .subject), .init("Kiểu"), .init("Nghĩa")],
            rows: self.members(schema, at: "").map { member in
                .init([
                    "<code>\(member.path)</code>\(" <span class=\"small\">có thể thiếu</span>", if: member.isOptional)",
                    member.type, description.both(member.note),
                ])
            })
        table.isFlush = false
        return table.html
    }

    /// What is said of the members, theirs included.
    package static func notes(_ schema: APISchema) -> [String] { self.members(schema, at: "").map(\.note) }

    private struct Member {
        var path: String
        var isOptional: Bool
        var type: HTML
        var note: String
    }

    /// Members of members stand as `receivers[].organ`.
    private static func members(_ schema: APISchema, at path: String) -> [Member] {
        switch schema {
        case .object(let members):
            return members.flatMap { name, schema -> [Member] in
                let isOptional = name.hasSuffix("?")
                let own = (path.isEmpty ? "" : path + ".") + (isOptional ? String(name.dropLast()) : name)
                let (type, note) = self.type(schema)
                return [Member(path: own, isOptional: isOptional, type: type, note: note)]
                    + self.members(schema, at: own)
            }
        case .list(let schema): return self.members(schema, at: path + "[]")
        default: return []
        }
    }

    private static func type(_ schema: APISchema) -> (HTML, note: String) {
        switch schema {
        case .text(let note): ("chữ", note)
        case .instant(let note): ("thời điểm", note)
        case .integer(let note): ("số nguyên", note)
        case .boolean(let note): ("đúng, sai", note)
        case .choice(let words, let note):
            (HTML.joined(words.map { "<code>\($0)</code>" }, by: ", "), note)
        case .list(let schema): ("danh sách \(self.type(schema).0)", "")
        case .object: ("đối tượng", "")
        case .any(let note): ("tùy trường hợp", note)
        case .reference(let name): (APIDescription.link(toSchema: name), "")
        case .bytes: ("byte", "")
        }
    }
}
