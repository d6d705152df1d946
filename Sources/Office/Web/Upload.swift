import Exchange
import Foundation
import Hummingbird
import NIOCore
import Storage
import Web

/// Reads a form with files (`multipart/form-data`, RFC 7578) as it comes: files go to the content store, nothing is held whole.
///
/// The hidden fields stand before the files in our forms; the CSRF secret is checked before the first byte of a file is kept.
struct Upload {
    let store: ContentStore
    /// Sum of all files of one form.
    let maximumBytes: Int
    static let maximumFiles = 20

    func read(_ request: Request, of visit: Visit) async throws -> (
        fields: FormFields, files: [OutgoingActs.StoredFile]
    ) {
        guard let type = request.headers[.contentType], type.hasPrefix("multipart/form-data"),
            let match = type.firstMatch(of: /boundary="?([^";]{1,70})"?/)
        else { throw FormFields.broken }
        var parser = MultipartParser(boundary: String(match.1))
        var fields = FormFields()
        var files: [OutgoingActs.StoredFile] = []
        var staged: (file: StagedFile, part: MultipartParser.PartHeader)?
        var text: (name: String, bytes: [UInt8])?
        var total = 0
        for try await chunk in request.body {
            for event in try parser.feed(chunk.readableBytesView) {
                switch event {
                case .begin(let part):
                    if part.fileName == nil {
                        text = (part.name, [])
                    } else {
                        try fields.check(csrf: visit.csrf)
                        guard files.count < Self.maximumFiles else {
                            throw Fault(.tooMany, vi: "Tối đa \(Self.maximumFiles) tệp một lần.", en: "Too many files.")
                        }
                        staged = (try self.store.stage(), part)
                    }
                case .bytes(let bytes):
                    if let staged {
                        total += bytes.count
                        guard total <= self.maximumBytes else { throw self.tooLarge }
                        try bytes.withUnsafeBytes { try staged.file.write($0) }
                    } else if text != nil {
                        text?.bytes.append(contentsOf: bytes)
                        guard (text?.bytes.count ?? 0) <= 65_536 else { throw FormFields.broken }
                    }
                case .end:
                    if let field = text {
                        fields.add(field.name, String(decoding: field.bytes, as: UTF8.self))
                        guard fields.count <= FormFields.maximumFields else { throw FormFields.broken }
                    }
                    if let upload = staged, upload.file.sizeBytes > 0 {
                        files.append(try await self.keep(upload.file, upload.part))
                    }
                    text = nil
                    staged = nil
                }
            }
        }
        guard parser.isComplete else { throw FormFields.broken }
        try fields.check(csrf: visit.csrf)
        return (fields, files)
    }

    private func keep(_ staged: StagedFile, _ part: MultipartParser.PartHeader) async throws -> OutgoingActs.StoredFile
    {
        let name = FileName.safe(part.fileName ?? "")
        guard let type = FileName.contentType(of: name) else {
            throw FormFault(
                "file",
                "Tệp “\(name)” không thuộc loại được gửi: pdf, docx, xlsx, pptx, odt, ods, zip, jpg, png, xml, txt")
        }
        let size = staged.sizeBytes
        return OutgoingActs.StoredFile(name: name, contentType: type, sizeBytes: size, hash: try await staged.commit())
    }

    private var tooLarge: Fault {
        let megabytes = self.maximumBytes >> 20
        return Fault(.tooLarge, vi: "Các tệp vượt quá \(megabytes) MB.", en: "The files exceed \(megabytes) MB.")
    }
}

/// Names of files from outside.
enum FileName {
    /// Without folders, control characters and leading dots, NFC, at most 200 characters; `tep` when nothing is left.
    static func safe(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let clean = String(String.UnicodeScalarView(last.unicodeScalars.filter { $0 == " " || !$0.isControlOrSpace }))
            .normalized
        let trimmed = String(clean.drop { $0 == "." }.suffix(200))
        return trimmed.isEmpty ? "tep" : trimmed
    }

    /// By the extension, from the list of what may be sent; nil for anything else.
    static func contentType(of name: String) -> String? {
        switch name.lowercased().split(separator: ".").last {
        case "pdf": "application/pdf"
        case "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        case "odt": "application/vnd.oasis.opendocument.text"
        case "ods": "application/vnd.oasis.opendocument.spreadsheet"
        case "zip": "application/zip"
        case "jpg", "jpeg": "image/jpeg"
        case "png": "image/png"
        case "xml": "application/xml"
        case "txt": "text/plain"
        default: nil
        }
    }
}
