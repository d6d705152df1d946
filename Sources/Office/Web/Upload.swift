import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// A file that was put into the content store for a document.
struct StoredFile: Sendable {
    let name: String
    let contentType: String
    let sizeBytes: Int
    let hash: ContentHash

    var isPDF: Bool { self.contentType == "application/pdf" }
}

/// Reads a form with files as it comes: files go to the content store, nothing is held whole.
struct Upload {
    let store: KeptContent
    /// Sum of all files of one form.
    let maximumBytes: Int
    static let maximumFiles = 20

    /// Throws the first mistake of a file.
    func read(_ request: Request, of visit: Visit) async throws -> (
        fields: FormFields, files: [StoredFile]
    ) {
        let form = try await self.form(request, of: visit)
        if let fault = form.fault { throw fault }
        return (form.fields, form.files)
    }

    /// With the first mistake of a file beside what was typed, so that the form can be shown again. A form without files may come urlencoded.
    func form(_ request: Request, of visit: Visit) async throws -> (
        fields: FormFields, files: [StoredFile], fault: FormFault?
    ) {
        guard request.headers[.contentType]?.hasPrefix("multipart/form-data") == true else {
            return (try await FormFields.read(request, csrf: visit.csrf), [], nil)
        }
        return try await self.parts(of: request, csrf: visit.csrf)
    }

    /// The parts of `multipart/form-data`; `csrf` nil of the API.
    func parts(of request: Request, csrf: String?) async throws -> (
        fields: FormFields, files: [StoredFile], fault: FormFault?
    ) {
        var files: [StoredFile] = []
        var fault: FormFault?
        let fields = try await MultipartForm(maximumBytes: self.maximumBytes, maximumFiles: Self.maximumFiles).read(
            request, csrf: csrf,
            open: { _ in try self.store.stage() },
            write: { staged, bytes in try bytes.withUnsafeBytes { try staged.write($0) } },
            close: { staged, part in
                // Empty where no file was chosen.
                guard staged.sizeBytes > 0 else { return }
                do { files.append(try await self.keep(staged, part)) } catch let mistake as FormFault {
                    fault = fault ?? mistake
                }
            })
        return (fields, files, fault)
    }

    private func keep(_ staged: StagedFile, _ part: MultipartParser.PartHeader) async throws -> StoredFile {
        let name = FileName.safe(part.fileName ?? "")
        guard let type = FileName.contentType(of: name) else {
            throw FormFault(
                "file",
                "Tệp “\(name)” không thuộc loại được gửi: pdf, docx, xlsx, pptx, odt, ods, zip, jpg, png, xml, txt")
        }
        let size = staged.sizeBytes
        return StoredFile(name: name, contentType: type, sizeBytes: size, hash: try await self.store.keep(staged))
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
