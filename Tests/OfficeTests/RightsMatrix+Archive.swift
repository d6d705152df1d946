import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

extension MatrixState {
    /// Files of unit A that leave their place, and files in the archives that somebody of unit B wants to read.
    static let ofArchive: [MatrixState] = [
        MatrixState(title: "Nộp lưu, chờ nhận", kind: "transfers") { test, number in
            try await test.transfer("archive", by: "officer-A", number)
        },
        MatrixState(title: "Hủy, chờ quyết định", kind: "transfers") { test, number in
            try await test.transfer("destruction", by: "clerk-A", number)
        },
        MatrixState(title: "Nộp lưu, đã nhận", kind: "transfers") { test, number in
            let id = try await test.transfer("archive", by: "officer-A", number)
            #expect(try await test.post("/transfers/\(id)/end", as: "clerk-A", version: 1).status == .seeOther)
            return id
        },
        MatrixState(title: "Hồ sơ sử dụng rộng rãi, chờ trả lời", kind: "archive-requests") { test, _ in
            try await test.archiveRequest("free")
        },
        MatrixState(title: "Hồ sơ hạn chế sử dụng, chờ trả lời", kind: "archive-requests") { test, _ in
            try await test.archiveRequest("restricted")
        },
        MatrixState(title: "Hồ sơ sử dụng rộng rãi, đang được xem", kind: "archive-requests") { test, _ in
            let id = try await test.archiveRequest("free")
            let granted = try await test.post(
                "/archive-requests/\(id)/answer", as: "leader-A", version: 1,
                ["answer": "grant", "until": test.office.today.shown])
            #expect(granted.status == .seeOther)
            return id
        },
    ]
}

extension TestOffice {
    /// One closed file of officer-A that was offered; of those to be destroyed the time is over.
    fileprivate func transfer(_ purpose: String, by person: String, _ number: Int) async throws -> String {
        let file = try await self.openFile()
        _ = try await self.filedDocument(number: String(number), into: file)
        #expect(try await self.act("close", on: file, ["ended": self.office.today.shown]).status == .seeOther)
        if purpose == "destruction" {
            _ = try await self.office.database.write {
                try $0.execute("UPDATE case_file SET expires_on = '2020-12-31' WHERE id = $1", file)
            }
        }
        let made = try await self.post(
            "/transfers/new", as: person, version: 0, ["purpose": purpose, "files": file, "note": ""])
        #expect(made.status == .seeOther)
        return String(try #require(made.headers[.location]?.split(separator: "/").last))
    }

    /// officer-B asks to read a file of unit A in the archives.
    fileprivate func archiveRequest(_ access: String) async throws -> String {
        let file = try await self.openFile(as: "officer-A", ["access": access])
        _ = try await self.office.database.write {
            try $0.execute("UPDATE case_file SET state = 'archived' WHERE id = $1", file)
        }
        let asked = try await self.post(
            "/archive/\(file)/ask", as: "officer-B", version: 0, ["purpose": "Tra cứu để soạn báo cáo năm."])
        #expect(asked.status == .seeOther)
        let id = try await self.office.database.read { connection -> String? in
            try connection.row("SELECT id FROM archive_access WHERE case_file_id = $1", file)?["id"]
        }
        return try #require(id)
    }

    /// The first file of a transfer; `x` where there is none.
    func file(ofTransfer id: String) async throws -> String {
        try await self.office.database.read { connection in
            try connection.row("SELECT case_file_id FROM case_transfer_file WHERE transfer_id = $1 LIMIT 1", id)?[
                "case_file_id"] ?? "x"
        }
    }
}
