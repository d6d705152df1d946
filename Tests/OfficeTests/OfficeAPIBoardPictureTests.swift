import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Office
import Web

/// Pictures and steps of the leaders' board through the API: the figures of the pages.
@Suite struct OfficeAPIBoardPictureTests {
    @Test func `pictures tell ages, steps and months of what is asked, to leaders alone`() async throws {
        try await BoardPicturesTests.with { test in
            try await BoardPicturesTests.write("late-3", issued: -40, due: -3, reports: [(.accepted, -38)], test)
            try await BoardPicturesTests.write("late-40", issued: -60, due: -40, reports: [(.accepted, -59)], test)
            try await BoardPicturesTests.write(
                "done", issued: -20, due: 5, reports: [(.accepted, -19), (.finished, -10)], test)
            let leader = try await test.token(of: "leader-A")
            let pictures = try await TestOffice.read("board/pictures", leader, test)
            #expect(pictures["total"]?["total"] == .number(3))
            #expect(
                pictures["late"]
                    == .object(["week": .number(1), "month": .number(0), "quarter": .number(1), "more": .number(0)]))
            let steps = try #require(pictures["steps"]?.elements)
            #expect(steps.map { $0["receivers"] } == [.number(3), .number(0), .number(0), .number(1)])
            #expect(steps[0]["median"] == .number(1) && steps[0]["worst"] == .number(2) && steps[1]["median"] == nil)
            let months = try #require(pictures["months"]?.elements)
            #expect(months.count == 12 && months.last?["month"] == .number(test.office.today.month))
            #expect(months.last?["finished"] == .number(1))
            #expect(
                try await TestOffice.read("board/pictures?by=leader-B", leader, test)["total"]?["total"] == .number(0))
            #expect(try await test.call(.get, "board/pictures?urgency=x", token: leader).status == .badRequest)
            for person in ["clerk-A", "officer-A", "admin-A"] {
                let token = try await test.token(of: person)
                for path in ["board/pictures", "board/steps"] {
                    #expect(try await test.call(.get, path, token: token).status == .forbidden, "\(person) \(path)")
                }
            }
        }
    }

    @Test func `steps tell how far each receiver has come, part by part, what is late first`() async throws {
        try await BoardPicturesTests.with { test in
            try await BoardPicturesTests.write(
                "done", issued: -20, due: 5, reports: [(.accepted, -19), (.finished, -10)], test)
            try await BoardPicturesTests.write("late", issued: -40, due: -3, reports: [(.accepted, -38)], test)
            let leader = try await test.token(of: "leader-A")
            let first = try await TestOffice.read("board/steps?limit=1", leader, test)
            #expect(first["total"] == .number(2) && first["next"] == .text("2"))
            let late = try #require(first["items"]?.elements.first)
            #expect(late["document"] == .text("late") && late["task"] == nil)
            #expect(
                late["steps"]?.elements.map { $0["standing"] }
                    == [.text("done"), .text("current"), .text("later"), .text("later")])
            #expect(late["steps"]?.elements.first?["at"] != nil)
            let rest = try await TestOffice.read("board/steps?limit=1&page=2", leader, test)
            #expect(rest["next"] == nil)
            let done = try #require(rest["items"]?.elements.first?["steps"]?.elements)
            // Two steps were skipped: done, but nobody said when.
            #expect(done.map { $0["standing"] } == Array(repeating: .text("done"), count: 4))
            #expect(done.map { $0["at"] != nil } == [true, false, false, true])

            let directive = try await test.directive(until: .published)
            let all = try await TestOffice.read("board/steps", leader, test)
            let line = try #require(all["items"]?.elements.first { $0["document"] == .text(directive) })
            #expect(line["task"]?["document"] == .text(directive) && line["due"] == nil)
            #expect(try await test.call(.get, "board/steps?limit=0", token: leader).status == .badRequest)
        }
    }
}
