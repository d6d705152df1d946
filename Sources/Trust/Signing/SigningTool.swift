package import Foundation
import Synchronization

/// Signs PDFs (ký số) with pyHanko. Each signature is an addition to the file, so those from before stay sound.
package final class SigningTool: Sendable {
    /// Of an authority whose time stamp each signature gets (dấu thời gian, RFC 3161); nil: they get none.
    package let stamps: URL?
    private let stampDeadline: Duration
    private let pyHanko: PyHanko
    private let running = Mutex(0)

    /// Where `script/bootstrap` and the instructions for operators put pyHanko.
    package static let usualFolder = "/opt/lienthong/signing"
    /// Each run takes a core for seconds and some 60 MB.
    private static let maximumRuns = 4

    /// Nil when there is no such program in `folder`.
    ///
    /// - Parameters:
    ///   - environment: what the library of a device needs to know.
    ///   - deadline: for each run; what takes longer is killed.
    ///   - stampDeadline: for the answer of the authority that stamps, in whole seconds.
    package init?(
        folder: String = SigningTool.usualFolder, stamps: URL? = nil, environment: [String: String] = [:],
        deadline: Duration = .seconds(60), stampDeadline: Duration = .seconds(15)
    ) {
        guard let pyHanko = PyHanko(folder: folder, environment: environment, deadline: deadline) else { return nil }
        self.pyHanko = pyHanko
        self.stamps = stamps
        self.stampDeadline = stampDeadline
    }

    /// The certificate of a key. `image` is looked at too: whether it can stand for a signature.
    package func certificate(of key: SignerKey, image: Data? = nil) async throws -> KeyCertificate {
        let answer = try await self.ask(Question(action: "inspect", key: key.entries, image: image))
        guard let own = answer.certificate.flatMap({ Data(base64Encoded: $0) }),
            let certificate = KeyCertificate(
                der: Array(own), others: (answer.others ?? []).compactMap { Data(base64Encoded: $0) }.map(Array.init))
        else { throw SigningFailure.unreadableKey }
        return certificate
    }

    /// Writes `file` with one more signature to `target`, which must not be there. `file` stays as it is.
    package func sign(_ file: URL, into target: URL, _ request: SignatureRequest, with key: SignerKey) async throws {
        var question = Question(action: "sign", key: key.entries, image: nil)
        switch request.appearance {
        case .image(let data): question.image = data
        case .text(let lines, let size, let isRight):
            (question.lines, question.size, question.right) = (lines, size, isRight)
        }
        question.input = file.absoluteURL.path
        question.output = target.absoluteURL.path
        question.fonts = Self.fonts.filter { FileManager.default.fileExists(atPath: $0) }
        question.boldFonts = Self.boldFonts.filter { FileManager.default.fileExists(atPath: $0) }
        question.time = SignatureRequest.shown(request.time)
        question.field = request.field
        question.name = request.name
        question.page = request.page
        question.box = request.box.numbers
        question.beside = request.liesOverFirst
        question.fill = request.fills
        question.blanks = request.blanks.map {
            .init(name: $0.name, page: $0.page, box: $0.box.numbers, size: $0.size)
        }
        question.stamps = self.stamps.map {
            .init(address: $0.absoluteString, seconds: Int(self.stampDeadline.components.seconds))
        }
        question.marks = request.marks.map {
            .init(text: $0.text, box: $0.box.numbers, size: $0.size, framed: $0.isFramed, red: $0.isRed)
        }
        let answer = try await self.ask(question)
        guard answer.signed == true else { throw SigningFailure.failed }
    }

    /// Times New Roman, which NĐ 30/2020/NĐ-CP asks for, or what has its measures.
    private static let fonts = [
        "/usr/share/fonts/truetype/msttcorefonts/Times_New_Roman.ttf",
        "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    ]

    private static let boldFonts = [
        "/usr/share/fonts/truetype/msttcorefonts/Times_New_Roman_Bold.ttf",
        "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationSerif-Bold.ttf",
    ]

    /// As the script reads it.
    private struct Question: Encodable {
        struct Blank: Encodable {
            let name: String
            let page: Int
            let box: [Double]
            let size: Double
        }

        struct Stamps: Encodable {
            let address: String
            let seconds: Int
        }

        struct Mark: Encodable {
            let text: String
            let box: [Double]
            let size: Double
            let framed: Bool
            let red: Bool
        }

        let action: String
        let key: [String: String]
        var image: Data?
        var lines: [String] = []
        var size = 10.0
        var right = false
        var input = ""
        var output = ""
        var fonts: [String] = []
        var stamps: Stamps?
        var boldFonts: [String] = []
        var time = ""
        var field = ""
        var name = ""
        var page = 0
        var box: [Double] = []
        var beside = false
        var fill: [String: String] = [:]
        var blanks: [Blank] = []
        var marks: [Mark] = []
    }

    private struct Answer: Decodable {
        var certificate: String?
        var others: [String]?
        var signed: Bool?
        var error: String?
    }

    private func ask(_ question: Question) async throws -> Answer {
        let isFree = self.running.withLock { running in
            guard running < Self.maximumRuns else { return false }
            running += 1
            return true
        }
        guard isFree else { throw SigningFailure.busy }
        defer { self.running.withLock { $0 -= 1 } }
        let answer: Answer
        do { answer = try await self.pyHanko.ask("sign.py", question) } catch is ProgramRun.Failed {
            try Task.checkCancellation()
            throw SigningFailure.failed
        }
        if let error = answer.error { throw SigningFailure(rawValue: error) ?? .failed }
        return answer
    }
}
