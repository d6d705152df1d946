import ArgumentParser
import Exchange
import Foundation
import Trust

/// `lienthong evidence`: checks what a hub said, offline, with nothing but its public key.
struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Kiểm tra bằng chứng của trục. Checks what a hub said, offline.",
        subcommands: [Verify.self, Consistency.self]
    )

    struct KeyOption: ParsableArguments {
        @Option(name: .customLong("hub-key"), help: "Khóa công khai của trục (PEM). The hub's public key.")
        var path: String

        func key() throws -> VerifyingKey {
            do {
                return try VerifyingKey(pem: InputFile.text(self.path))
            } catch let error as TrustError {
                throw Fault(.badFormat, vi: "Khóa của trục không đúng dạng.", en: error.message)
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Kiểm tra một biên nhận. Checks one receipt; exit 65 when it is not the hub's word.")

        @Argument(help: "Biên nhận (JSON). The receipt.") var receipt: String
        @OptionGroup var key: KeyOption
        @Option(help: "Gói tin mà biên nhận nói đến. The package that it is about.") var package: String?

        func run() async throws {
            let key = try self.key.key()
            let receipt = try self.read()
            do throws(Receipt.Failure) {
                try receipt.verify(with: key)
            } catch {
                throw error.fault
            }
            if let package = self.package {
                let data = try Data(contentsOf: InputFile.url(package), options: .mappedIfSafe)
                guard SHA256Text.of(data) == receipt.event["sha256"]?.string else {
                    throw Fault(
                        .hashMismatch, vi: "Biên nhận đúng, nhưng nói về một gói tin khác.",
                        en: "The receipt is genuine but about another package.")
                }
            }
            say(receipt.told)
        }

        private func read() throws -> Receipt {
            do {
                return try Receipt(json: Data(contentsOf: InputFile.url(self.receipt)))
            } catch let error as TrustError {
                throw Fault(.badFormat, vi: "Tệp này không phải biên nhận của trục.", en: error.message)
            }
        }
    }

    struct Consistency: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Kiểm tra sổ bằng chứng chỉ dài thêm. Checks that the log only grew between two checkpoints.")

        @Argument(help: "Mốc cũ. The old checkpoint.") var old: String
        @Argument(help: "Mốc mới. The new checkpoint.") var new: String
        @Argument(help: "Bằng chứng, như /v1/evidence/consistency trả lời. The proof.") var proof: String
        @OptionGroup var key: KeyOption

        func run() async throws {
            let key = try self.key.key()
            let (old, new) = (try self.checkpoint(self.old, key), try self.checkpoint(self.new, key))
            let json = try? JSONDecoder().decode(JSON.self, from: Data(InputFile.text(self.proof).utf8))
            let hashes = (json?["proof"]?.elements ?? []).compactMap { $0.string.flatMap(LogHash.init(base64:)) }
            guard case .list(let given)? = json?["proof"], given.count == hashes.count else {
                throw Fault(.badFormat, vi: "Bằng chứng không đúng dạng.", en: "The proof is not understood.")
            }
            guard
                LogProof.isConsistent(from: old.size, old.root, to: new.size, new.root, proof: hashes)
            else {
                throw Fault(
                    .conflict, vi: "SỔ BẰNG CHỨNG ĐÃ BỊ SỬA: mốc mới không chứa mốc cũ.",
                    en: "The log was rewritten: the new checkpoint does not contain the old one.")
            }
            say(
                "Sổ bằng chứng chỉ dài thêm: \(old.size) → \(new.size) mục. The log only grew between the two checkpoints."
            )
        }

        private func checkpoint(_ path: String, _ key: VerifyingKey) throws -> Checkpoint {
            guard let checkpoint = Checkpoint(text: try InputFile.text(path)) else {
                throw Fault(.badFormat, vi: "Tệp \"\(path)\" không phải mốc.", en: "\"\(path)\" is no checkpoint.")
            }
            guard checkpoint.isSigned(by: key) else { throw Receipt.Failure.wrongSignature.fault }
            return checkpoint
        }
    }
}

extension Receipt.Failure {
    var fault: Fault {
        switch self {
        case .wrongSignature:
            Fault(
                .conflict, vi: "Không phải lời của trục này: chữ ký sai.",
                en: "This is not the word of this hub: the signature is wrong.", place: "checkpoint")
        case .notInLog:
            Fault(
                .conflict, vi: "Biên nhận đã bị sửa: sự việc không có trong sổ bằng chứng.",
                en: "The receipt was altered: the event is not in the log.", place: "event")
        }
    }
}

extension Receipt {
    /// One line for people.
    fileprivate var told: String {
        let event = self.event
        let what = EvidenceWords.vietnamese(event["event"]?.string ?? "")
        let document = event["documentId"]?.string ?? event["packageId"]?.string ?? event["sha256"]?.string ?? ""
        let time = event["at"]?.string.flatMap(Timestamp.instant).map(VietnamTime.shown) ?? ""
        return
            "Biên nhận đúng: \(self.checkpoint.hub), \(time): \(what) \(document). The receipt is genuine (entry \(self.index))."
    }
}
