import Exchange
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// The field of a directive: who says it, and what the board does with it.
@Suite struct DirectiveFieldTests {
    private static func set(
        _ field: String, of id: String, as person: String = "clerk-A", version: Int? = nil, _ test: TestOffice
    ) async throws -> Int {
        let present = try await test.outgoingState(id).version
        return try await test.post(
            "/outgoing/\(id)/field", as: person, version: version ?? present, ["field": field]
        ).status.code
    }

    private static func field(of id: String, _ test: TestOffice) async throws -> String? {
        try await test.office.database.read {
            try $0.row("SELECT field FROM outgoing WHERE id = $1", id)?["field"] as String?
        }
    }

    @Test func `the drafter says it on the draft, the clerk and who signed it afterwards; it stays in the timeline`()
        async throws
    {
        try await TestOffice.with { test in
            let draft = try await TaskTravelTests.directive(test, .draft)
            #expect(try await Self.set("Đất đai", of: draft, as: "clerk-A", test) == 403)
            #expect(try await Self.set("Đất đai", of: draft, as: "officer-A", test) == 303)
            let id = try await TaskTravelTests.directive(test)
            for (person, code) in [("officer-A", 403), ("officer-B", 404), ("leader-A", 303), ("clerk-A", 303)] {
                #expect(try await Self.set("Cải cách  hành chính", of: id, as: person, test) == code, "\(person)")
            }
            #expect(try await Self.field(of: id, test) == "Cải cách hành chính")
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            #expect(page.contains("Đổi lĩnh vực từ không ghi thành “Cải cách hành chính”"))
            #expect(try await Self.set("Đất đai", of: id, version: 1, test) == 409)
            #expect(try await Self.set(String(repeating: "a", count: 101), of: id, test) == 422)
            // The same letters are the same field, however they are typed.
            #expect(try await Self.set("dat dai", of: id, test) == 303)
            #expect(try await Self.field(of: id, test) == "Đất đai")
            let form = try await test.text("/outgoing/\(id)/field", as: "clerk-A")
            #expect(form.contains("Đã dùng: Đất đai.") && form.contains("value=\"Đất đai\""))
            #expect(try await Self.set("", of: id, test) == 303)
            #expect(try await Self.field(of: id, test) == "")
            // What was typed without marks is corrected; with others it is another field.
            for field in ["Thue dat", "Thuê đất", "thuê đất", "Thuế đất"] {
                #expect(try await Self.set(field, of: id, test) == 303)
                #expect(try await Self.field(of: id, test) == field)
            }
            #expect(try await Self.set("", of: id, test) == 303)
            let letter = try await test.draft()
            #expect(try await Self.set("Đất đai", of: letter, as: "officer-A", test) == 403, "no directive")
        }
    }

    @Test func `the board offers what is in use, narrows by it on every view, and shows it as a chip`() async throws {
        try await TestOffice.with { test in
            let (first, second) = (
                try await TaskTravelTests.directive(test), try await TaskTravelTests.directive(test)
            )
            #expect(try await Self.set("Đất đai", of: first, test) == 303)
            #expect(try await Self.set("Y tế <b>", of: second, test) == 303)
            for view in ["", "view=steps&", "view=pictures&"] {
                let page = try await test.text("/board?\(view)field=%C4%90%E1%BA%A5t+%C4%91ai", as: "leader-A")
                #expect(page.contains("Lĩnh vực: Đất đai"), "\(view)")
                #expect(page.contains("<option value=\"Đất đai\" selected"), "\(view)")
                #expect(!page.contains("Y tế <b>"), "\(view)")
            }
            let list = try await test.text("/board/lines?field=%C4%90%E1%BA%A5t+%C4%91ai", as: "leader-A")
            #expect(list.contains("/outgoing/\(first)#task-") && !list.contains("/outgoing/\(second)#task-"))
            let steps = try await test.text("/board?view=steps&field=%C4%90%E1%BA%A5t+%C4%91ai", as: "leader-A")
            #expect(steps.contains("/outgoing/\(first)") && !steps.contains("/outgoing/\(second)"))
            // A field that nothing has any more stays to be removed.
            let none = try await test.text("/board?field=Kh%C3%B4ng+c%C3%B2n", as: "leader-A")
            #expect(none.contains("Lĩnh vực: Không còn") && none.contains("Không có việc nào như vậy"))
            let token = try await test.token(of: "leader-A")
            let read = try TestOffice.json(
                try await test.call(.get, "board/lines?field=%C4%90%E1%BA%A5t%20%C4%91ai", token: token))
            #expect(read["total"] == .number(2))
        }
    }
}
