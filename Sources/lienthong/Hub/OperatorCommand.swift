import ArgumentParser
import Exchange
import Foundation
import Hub
import Trust

/// `lienthong hub operator`: who may use the console.
struct OperatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator", abstract: "Người vận hành. Who may use the console.",
        subcommands: [Add.self, List.self, Renew.self, Disable.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Thêm; mật khẩu đọc từ đầu vào chuẩn; khóa ứng dụng xác thực và mã khôi phục in một lần. The password is read from standard input."
        )
        @OptionGroup var data: SharedDataOption
        @Argument(help: "Tên đăng nhập. User name.") var name: String
        @Option(help: "Họ và tên.") var fullName: String?

        func run() async throws {
            let keys = try await self.data.administration.add(
                operator: self.name, fullName: self.fullName ?? self.name, password: try OperatorCommand.password(),
                sealedBy: try SealedSecrets(dataFolder: self.data.folder))
            OperatorCommand.show(keys)
        }
    }

    struct Renew: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cấp lại mật khẩu và mã xác thực. New password, one-time codes and recovery codes.")
        @OptionGroup var data: SharedDataOption
        @Argument var name: String

        func run() async throws {
            let keys = try await self.data.administration.renew(
                operator: self.name, password: try OperatorCommand.password(),
                sealedBy: try SealedSecrets(dataFolder: self.data.folder))
            OperatorCommand.show(keys)
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var data: SharedDataOption

        func run() async throws {
            for one in try await OperatorStore(database: try self.data.openHub()).list() {
                let last = one.lastSignInAt.map(VietnamTime.shown) ?? "-"
                say("\(one.name)\t\(one.isEnabled ? "enabled" : "disabled")\t\(last)\t\(one.fullName)")
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        @OptionGroup var data: SharedDataOption
        @Argument var name: String

        func run() async throws {
            try await self.data.administration.disable(operator: self.name)
        }
    }

    private static func password() throws -> String {
        guard let password = readLine(), !password.isEmpty else {
            throw Fault(
                .invalidRequest, vi: "Thiếu mật khẩu trên đầu vào chuẩn.",
                en: "The password is read from standard input.")
        }
        return password
    }

    private static func show(_ keys: Administration.OperatorKeys) {
        say(keys.address)
        for code in keys.recoveryCodes { say(code) }
    }
}
