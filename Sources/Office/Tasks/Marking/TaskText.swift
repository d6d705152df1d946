import Exchange
import Storage

/// The text of a directive in which tasks are marked: the paragraphs of one of its files.
struct TaskText: Sendable {
    /// Of the document, itself first.
    let files: [Attachment]
    /// Nil where the document has no file.
    let file: Attachment?
    let paragraphs: [String]
    /// Of the file; more than are shown.
    let total: Int
    /// Why nothing can be marked: a sentence.
    let refusal: String?
    /// Whether a machine recognized the words in a scan (nhận dạng): people compare them with it.
    var isRecognized = false

    /// Paragraphs that are shown.
    static let maximum = 400

    /// What was issued, else the files of the present draft.
    static func files(of outgoing: String, in connection: Connection) throws -> [Attachment] {
        let issued = try Attachment.issued(of: outgoing, in: connection)
        return try issued.isEmpty ? DraftVersion.all(of: outgoing, in: connection).first?.files ?? [] : issued
    }

    /// `wanted`: the id of one of `files`; empty: the document itself. Throws `not-found` for any other.
    ///
    /// A file never changes, so a paragraph has the same place each time.
    static func read(_ wanted: String, of files: [Attachment], in store: KeptContent) async throws -> TaskText {
        guard let file = wanted.isEmpty ? files.first : files.first(where: { $0.id == wanted }) else {
            guard wanted.isEmpty else { throw Fault.noSuchDocument }
            return TaskText(
                files: files, file: nil, paragraphs: [], total: 0, refusal: "Văn bản chưa có tệp nào để đọc.")
        }
        func unread(_ why: String) -> TaskText {
            TaskText(files: files, file: file, paragraphs: [], total: 0, refusal: why)
        }
        let read: [String]?
        do { read = try await FileText.paragraphs(of: file, in: store) } catch let fault as Fault
            where fault.code == .toolMissing
        {
            return unread("Máy chủ này chưa đọc được chữ trong PDF.")
        }
        guard let read else {
            return unread("Không đọc được chữ trong tệp này, ví dụ tệp quét. Chọn tệp khác hoặc thêm từng nhiệm vụ.")
        }
        let paragraphs = read.flatMap(self.parts)
        return TaskText(
            files: files, file: file, paragraphs: Array(paragraphs.prefix(self.maximum)), total: paragraphs.count,
            refusal: nil)
    }

    /// The same with what was recognized in it (`FileReadings`); nil where it has words of its own, and where nothing was recognized so far.
    func recognized(in connection: Connection) throws -> TaskText? {
        guard self.refusal != nil, let file = self.file,
            let text = try FileContent.text(of: file.id, in: connection)
        else { return nil }
        // Its lines are gone, so each sentence stands by itself; a number alone belongs to what follows.
        var sentences: [String] = []
        var number = ""
        for sentence in Self.sentences(text) {
            if sentence.wholeMatch(of: /(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-zđ]|[IVX]{1,4})[.)]/) != nil {
                number += "\(sentence) "
            } else {
                sentences.append(number + sentence)
                number = ""
            }
        }
        return TaskText(
            files: self.files, file: file, paragraphs: Array(sentences.prefix(Self.maximum)), total: sentences.count,
            refusal: nil, isRecognized: true)
    }

    /// A paragraph that no task can hold stands there sentence by sentence.
    static func parts(_ paragraph: String) -> [String] {
        paragraph.count > DirectiveTask.maximumCharacters ? self.sentences(paragraph) : [paragraph]
    }

    private static func sentences(_ paragraph: String) -> [String] {
        var (parts, rest) = ([String](), paragraph[...])
        while let end = rest.firstMatch(of: /[.;] +(?=\p{Lu}|[0-9a-zđ][.)])/) {
            parts.append(String(rest[..<end.range.upperBound]).normalized)
            rest = rest[end.range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
