import Exchange
import Pages
import Web

extension APIDescription {
    /// The hub's own API.
    static func hub(named name: String) -> APIDescription {
        APIDescription(
            title: "LienThong: trục liên thông văn bản",
            about:
                "API của trục. The hub's own API. Failures are problem details (RFC 9457) with a stable code, a sentence in Vietnamese (`detail`) and in English (`title`).",
            heading: "API của trục",
            lead: "Dành cho phần mềm kết nối với trục. Bản cho máy đọc: /openapi.json (OpenAPI 3.1).",
            letterhead: ["Trục liên thông văn bản", name], introduction: Self.introduction, base: "HUB",
            parts: Self.parts, schemas: APISchemas.all,
            security: [
                "token": .object(["type": .text("http"), "scheme": .text("bearer")]),
                "certificate": .object(["type": .text("mutualTLS")]),
            ],
            codes: Fault.Code.allCases.compactMap { code in
                code.meaning.map { (code, $0.vietnamese, $0.english) }
            }, vietnamese: APIWords.vietnamese)
    }

    /// `/v1/packages/{id}`: the second part says what a call is about.
    private static var parts: [Part] {
        let titles = [
            "packages": ("send", "Gửi"), "uploads": ("uploads", "Gửi từng phần"), "transport": ("receive", "Nhận"),
            "inbox": ("receive", "Nhận"), "deliveries": ("receive", "Nhận"), "evidence": ("evidence", "Bằng chứng"),
            "webhook": ("webhook", "Gọi báo"), "organs": ("organs", "Danh bạ"),
        ]
        var parts: [Part] = []
        for operation in APIOperation.all {
            let words = operation.path.split(separator: "/").map(String.init)
            let isVersioned = words.count > 1 && words[0] == "v1"
            let (id, title) = isVersioned ? titles[words[1]] ?? (words[1], words[1]) : ("about", "Về trục này")
            if let index = parts.firstIndex(where: { $0.id == id }) {
                parts[index].operations.append(operation)
            } else {
                parts.append(Part(id, title, [operation]))
            }
        }
        return parts
    }

    private static let introduction: HTML = """
        <section class="sheet sheet--pad reading" aria-labelledby="bat-dau"><h2 id="bat-dau">Bắt đầu</h2>\
        <p>Mỗi lời gọi, trừ những địa chỉ ghi “Mở”, mang mã truy cập do người vận hành cấp, hoặc một chứng thư của hệ thống.</p>\
        <pre><code>curl --fail --silent --cacert ca.pem -H "Authorization: Bearer $TOKEN" "$HUB/v1/inbox?after=0"</code></pre>\
        <p>Trả lời 2xx nghĩa là đã nằm trên đĩa. Việc gì chưa xong đều gọi lại được: đúng những byte ấy nhận lại đúng câu trả lời ấy. \
        Trả lời khác 2xx là “problem details” (RFC 9457): <code>code</code> cho chương trình, <code>detail</code> tiếng Việt, \
        <code>title</code> tiếng Anh, <code>place</code> và <code>line</code> chỉ chỗ sai.</p>\
        <p lang="en" class="quiet small">Every call but the open ones carries the token that the operator gave, or shows a client \
        certificate. What is answered with 2xx is on disk; whatever failed can be tried again. Anything else is problem details with a \
        stable code.</p></section>
        """
}
