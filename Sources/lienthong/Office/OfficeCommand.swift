import ArgumentParser
import Exchange
import Foundation
import Office

struct OfficeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "office", abstract: "Quản lý văn bản của một cơ quan. The office of one agency.",
        subcommands: [
            Serve.self, UserCommand.self, DemoDataCommand.self, CheckCommand<OfficeServerData>.self,
            BackupCommand<OfficeServerData>.self,
            RestoreCommand<OfficeServerData>.self, RestoredCommand<OfficeServerData>.self,
            MigrateCommand<OfficeServerData>.self,
        ]
    )
}

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Người dùng. People.",
        subcommands: [Add.self, Import.self, ResetSecondFactor.self])

    struct Add: AsyncParsableCommand {
        @OptionGroup var data: SharedDataOption
        @Argument(help: "Tên đăng nhập. User name.") var name: String
        @Option(help: "clerk, leader, head, officer, admin") var role: Role
        @Option(help: "Mã đơn vị. Unit id.") var unit = "VT"
        @Option(help: "Tên đơn vị nếu mới. Name of a new unit.") var unitName: String?
        @Option(help: "Họ và tên.") var fullName: String?
        @Option(help: "Chức vụ.") var title = "Cán bộ"

        func run() async throws {
            guard let password = readLine(), !password.isEmpty else {
                throw Fault(
                    .invalidRequest, vi: "Thiếu mật khẩu trên đầu vào chuẩn.",
                    en: "The password is read from standard input.")
            }
            try await AgencySetup.add(
                .init(
                    userName: self.name, fullName: self.fullName ?? self.name, title: self.title, role: self.role,
                    unit: self.unit,
                    password: password
                ),
                unitName: self.unitName ?? self.unit,
                to: try self.data.openOffice(),
                at: Date()
            )
        }
    }
}

extension UserCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Nhập đơn vị hoặc người dùng từ tệp CSV, cả tệp hoặc không dòng nào. Units or people from a file.",
            discussion:
                "Mật khẩu đầu tiên của người mới ra đầu ra chuẩn, một lần. First passwords go to standard output, once."
        )

        @OptionGroup var data: SharedDataOption
        @Argument(help: "Tệp CSV, UTF-8. The file.") var file: String

        func run() async throws {
            let text = try InputFile.text(self.file)
            let imports = PeopleImport(database: try self.data.openOffice(), now: { Date() })
            let (outcome, passwords) = try await imports.take(try PeopleFile(text))
            for fault in outcome.refused { say("dòng \(fault.line ?? 0): \(fault.vietnamese)") }
            if let first = outcome.refused.first { throw first }
            for (userName, password) in passwords { say("\(userName),\(password)") }
        }
    }
}

extension UserCommand {
    struct ResetSecondFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bỏ xác thực hai bước của người mất điện thoại và mã. Takes a lost second factor away.")

        @OptionGroup var data: SharedDataOption
        @Argument(help: "Tên đăng nhập. User name.") var name: String

        func run() async throws {
            try await AgencySetup.resetSecondFactor(
                of: self.name, in: try self.data.openOffice(), at: Date())
        }
    }
}

extension Role: ExpressibleByArgument {}
