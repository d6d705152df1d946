import Exchange
import Foundation

/// Gathers the encoded files of a package and joins them to its manifest (edXML §6).
final class AttachmentIntake {
    /// An `Attachment` element with its decoded file.
    private struct Part {
        var element: Element
        var id: String
        var content: ContentSink.Content?
    }

    private let limits: ReadingLimits
    private let findings: Findings
    private let folder: ScratchFolder
    private let keepsFiles: Bool
    private var sink: ContentSink?
    private var content: ContentSink.Content?
    private var parts: [Part] = []
    private var totalBytes = 0

    /// `keepsFiles`: each file ends up in `folder`; else none does.
    init(limits: ReadingLimits, findings: Findings, folder: ScratchFolder, keepsFiles: Bool) {
        self.limits = limits
        self.findings = findings
        self.folder = folder
        self.keepsFiles = keepsFiles
    }

    func begin(place: String, line: Int) throws(Fault) {
        guard self.parts.count < self.limits.maxAttachments else {
            throw Fault.tooManyFiles(limit: self.limits.maxAttachments, place: place, line: line)
        }
        self.sink = ContentSink(folder: self.folder, keepsAll: self.keepsFiles, place: place, line: line)
    }

    func feed(_ bytes: UnsafeRawBufferPointer, line: Int) throws(Fault) {
        guard let sink = self.sink else { return }
        self.totalBytes += try sink.feed(bytes)
        guard self.totalBytes <= self.limits.maxUnpackedBytes else {
            throw Fault.filesTooLarge(limit: self.limits.maxUnpackedBytes, line: line)
        }
    }

    func end(place: String, line: Int) throws(Fault) {
        guard let sink = self.sink else { return }
        self.sink = nil
        if sink.isWrapped { self.findings.warnOnce(.base64Wrapped, place: place, line: line) }
        let content = try sink.finish()
        self.content = content.sizeBytes == 0 ? nil : content
    }

    func complete(_ element: Element) throws(Fault) {
        let content = self.content
        self.content = nil
        guard let id = Self.bare(element.text("ContentId")) else {
            throw Fault.missing(place: "\(element.place)/ContentId", line: element.line)
        }
        guard !self.parts.contains(where: { $0.id == id }) else {
            throw Fault.unpaired("Two attachments have the same ContentId.", place: element.place, line: element.line)
        }
        guard content != nil else {
            throw Fault.unpaired(
                "An attachment is empty.", place: "\(element.place)/ContentTransferEncoded", line: element.line)
        }
        self.parts.append(Part(element: element, id: id, content: content))
    }

    /// The files in the order of the manifest, each opened where it was only wrapped.
    func pair(with manifest: Element?) throws(Fault) -> [Attachment] {
        let references = manifest?.all("Reference") ?? []
        guard references.count <= self.limits.maxAttachments else {
            throw Fault.tooMany(
                "files", vi: "tệp đính kèm", limit: self.limits.maxAttachments, place: manifest?.place,
                line: manifest?.line)
        }
        var named: Set<String> = []
        var attachments: [Attachment] = []
        for reference in references {
            guard let id = Self.bare(reference.text("ContentId")) else {
                throw Fault.missing(place: "\(reference.place)/ContentId", line: reference.line)
            }
            guard named.insert(id).inserted else {
                throw Fault.unpaired(
                    "Two references have the same ContentId.", place: reference.place, line: reference.line)
            }
            guard let part = self.parts.first(where: { $0.id == id }), let content = part.content else {
                throw Fault.unpaired("A reference has no attachment.", place: "AttachmentEncoded", line: reference.line)
            }
            attachments.append(try self.attachment(reference, part.element, id: id, content: content))
        }
        if let stray = self.parts.first(where: { !named.contains($0.id) }) {
            throw Fault.unpaired("An attachment has no reference.", place: "edXMLManifest", line: stray.element.line)
        }
        return attachments
    }

    private func attachment(
        _ reference: Element,
        _ part: Element,
        id: String,
        content: ContentSink.Content
    ) throws(Fault) -> Attachment {
        guard let name = reference.text("AttachmentName") ?? part.text("AttachmentName") else {
            throw Fault.missing(place: "\(reference.place)/AttachmentName", line: reference.line)
        }
        for element in [reference, part] {
            guard let name = element.text("AttachmentName") else { continue }
            try FileName.check(name, limits: self.limits, place: "\(element.place)/AttachmentName", line: element.line)
        }
        let encodedType = part.text("ContentType")
        var unwrapping = Unwrapping(
            name: part.text("AttachmentName") ?? name,
            declaredType: encodedType,
            content: content,
            limits: self.limits,
            remainingBytes: self.limits.maxUnpackedBytes - self.totalBytes,
            folder: self.folder,
            keepsFiles: self.keepsFiles,
            place: part.place,
            line: part.line
        )
        let opened = try unwrapping.run()
        for warning in unwrapping.warnings { self.findings.warn(warning, place: part.place, line: part.line) }
        if let opened { self.totalBytes += opened.sizeBytes }
        let file = opened ?? content
        return Attachment(
            contentID: id,
            name: name,
            description: reference.text("Description") ?? part.text("Description"),
            contentType: reference.text("ContentType") ?? encodedType ?? "application/octet-stream",
            encodedContentType: encodedType,
            unpacked: opened != nil,
            sizeBytes: file.sizeBytes,
            sha256: file.sha256,
            file: self.keepsFiles ? file.file : nil,
            line: reference.line
        )
    }

    private static func bare(_ id: String?) -> String? {
        guard let id else { return nil }
        let bare = id.lowercased().hasPrefix("cid:") ? String(id.dropFirst(4)).normalized : id
        return bare.isEmpty ? nil : bare
    }
}
