import Crypto
import EdXML
import Exchange
import Foundation
import Testing

@Suite struct AttachmentTests {
    static func refusal(name: String = "a.txt", base64: String = "VsSDbg==", limits: ReadingLimits = .init()) -> Fault
        .Code?
    {
        SmallPackage.refusal(
            SmallPackage.text(
                references: SmallPackage.reference("ID1", name: name),
                attachments: SmallPackage.attachment("ID1", name: name, base64: base64)
            ),
            limits: limits
        )
    }

    @Test func `stored files are under names of ours and hold the bytes`() throws {
        try withFolder { folder in
            let packet = try PacketReader.read(
                file: Samples.url("packages/files-six-two-same-name.edxml"), today: Samples.today,
                attachments: .store(folder: folder))
            #expect(packet.attachments.count == 6)
            #expect(try entries(of: folder).count == 6)
            for attachment in packet.attachments {
                let file = try #require(attachment.file)
                #expect(file.deletingLastPathComponent().path == folder.path)
                #expect(!file.lastPathComponent.contains(attachment.name))
                let bytes = try Data(contentsOf: file)
                #expect(bytes.count == attachment.sizeBytes)
                #expect(bytes.sha256 == attachment.sha256)
            }
        }
    }

    @Test(arguments: ["files-raw-and-zipped.edxml", "files-zip-zipped-again.edxml", "files-docx-labelled-zip.edxml"])
    func `a wrapping leaves nothing but the file`(_ name: String) throws {
        try withFolder { folder in
            let packet = try PacketReader.read(
                file: Samples.url("packages/\(name)"), today: Samples.today, attachments: .store(folder: folder))
            #expect(Set(try entries(of: folder)) == Set(packet.attachments.compactMap { $0.file?.lastPathComponent }))
            for attachment in packet.attachments {
                #expect(try Data(contentsOf: #require(attachment.file)).sha256 == attachment.sha256)
            }
        }
    }

    @Test(arguments: ["base64-corrupt", "zip-cut-off", "zip-bomb", "truncated", "attachment-without-reference"])
    func `nothing stays of a package that is refused`(_ name: String) throws {
        try withFolder { folder in
            let bytes = try Samples.bytes("bad/\(name).edxml")
            let reader = PacketReader(today: Samples.today, attachments: .store(folder: folder))
            #expect(throws: Fault.self) {
                try reader.feed(bytes)
                return try reader.finish()
            }
            let left = try entries(of: folder)
            #expect(left == [])
            withExtendedLifetime(reader) {}
        }
    }

    @Test(arguments: [
        "packages/files-docx-raw", "packages/files-raw-and-zipped", "packages/files-zip-kept", "bad/zip-bomb",
    ])
    func `nothing stays of files that are discarded`(_ name: String) throws {
        try withFolder { folder in
            _ = try? PacketReader.read(file: Samples.url("\(name).edxml"), today: Samples.today, temporary: folder)
            let left = try entries(of: folder)
            #expect(left == [])
        }
    }

    @Test func `a file whose folder is missing is a fault, not a crash`() {
        #expect(throws: Fault.self) {
            try PacketReader.read(
                Array(SmallPackage.text().utf8), today: Samples.today,
                attachments: .store(folder: URL(fileURLWithPath: "/nonexistent/folder")))
        }
        #expect(throws: Fault.self) {
            try PacketReader.read(file: URL(fileURLWithPath: "/nonexistent"), today: Samples.today)
        }
    }

    @Test(arguments: [
        "VsSDbg=", "VsSDbg", "VsSDbg===", "VsSDbg==AAAA", "VsSD*g==", "VsSDbh==", "V", "=", "VsSDbg== x", "<a/>",
    ])
    func `content that is not Base64 is refused`(_ base64: String) {
        #expect(Self.refusal(base64: base64) == .badBase64)
    }

    @Test(arguments: [
        "VsSDbg==", " VsSDbg==\n", "VsS\r\nDbg=\t=", "&#86;sSDbg==", "<![CDATA[VsSDbg==]]>", "Vs<!-- -->SDbg==",
    ])
    func `white space and other ways of writing change nothing`(_ base64: String) throws {
        let packet = try SmallPackage.read(
            SmallPackage.text(attachments: SmallPackage.attachment("ID1", name: "a.txt", base64: base64)))
        #expect(packet.attachments.first?.sizeBytes == 4)
        #expect(packet.attachments.first?.sha256 == Data("Văn".utf8).sha256)
        let isWrapped = base64.contains("S\r\n")
        #expect(packet.warnings.contains { $0.code == .base64Wrapped } == isWrapped)
    }

    @Test func `an empty file is refused`() {
        #expect(Self.refusal(base64: "") == .attachmentMismatch)
    }

    @Test func `Base64 in CDATA streams as well`() throws {
        let bytes = Data((0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let text = SmallPackage.text(
            attachments: SmallPackage.attachment(
                "ID1", name: "a.bin", base64: "<![CDATA[\(bytes.base64EncodedString())]]>"))
        #expect(try SmallPackage.read(text).attachments.first?.sha256 == bytes.sha256)
    }

    @Test(arguments: ["../a.txt", "a/b.txt", "a\\b.txt", "..", "a\u{202E}fdp.exe", "a\tb"])
    func `a name that leads away or deceives is refused`(_ name: String) {
        #expect(Self.refusal(name: name) == .unsafeName)
    }

    @Test func `limits on files hold`() {
        var limits = ReadingLimits()
        limits.maxUnpackedBytes = 3
        #expect(Self.refusal(limits: limits) == .tooLarge)
        limits = ReadingLimits()
        limits.maxAttachments = 0
        #expect(Self.refusal(limits: limits) == .tooMany)
        limits = ReadingLimits()
        limits.maxNameBytes = 4
        #expect(Self.refusal(limits: limits) == .tooLong)
        limits = ReadingLimits()
        limits.maxPackageBytes = 100
        #expect(Self.refusal(limits: limits) == .tooLarge)
    }

    @Test func `two references or two attachments with one id are refused`() {
        let reference = SmallPackage.reference("ID1", name: "a.txt")
        let attachment = SmallPackage.attachment("ID1", name: "a.txt", base64: "VsSDbg==")
        #expect(SmallPackage.refusal(SmallPackage.text(references: reference + reference)) == .attachmentMismatch)
        #expect(SmallPackage.refusal(SmallPackage.text(attachments: attachment + attachment)) == .attachmentMismatch)
    }

    @Test func `a new document without a file is refused`() {
        #expect(SmallPackage.refusal(SmallPackage.text(references: "", attachments: "")) == .missingField)
    }
}

extension Data {
    var sha256: String { SHA256.hash(data: self).map { String(format: "%02x", $0) }.joined() }
}
