import EdXML
import Exchange
import Foundation

/// A small sound package as text, to be spoilt by tests.
enum SmallPackage {
    static let namespace = "http://www.mic.gov.vn/TBT/QCVN_102_2016"

    static func text(
        declaration: String = #"<?xml version="1.0" encoding="UTF-8"?>"#,
        header: String = "",
        traces: String = "",
        references: String = Self.reference("ID1", name: "a.txt"),
        attachments: String = Self.attachment("ID1", name: "a.txt", base64: "VsSDbg==")
    ) -> String {
        """
        \(declaration)
        <edXML xmlns="\(Self.namespace)"><edXML:edXMLEnvelope xmlns:edXML="\(Self.namespace)"><edXML:edXMLHeader>
        <edXML:MessageHeader>
        <edXML:From><edXML:OrganId>G22</edXML:OrganId><edXML:OrganName>Văn phòng Chính phủ</edXML:OrganName></edXML:From>
        <edXML:To><edXML:OrganId>H29</edXML:OrganId></edXML:To>
        <edXML:Code><edXML:CodeNumber>7</edXML:CodeNumber><edXML:CodeNotation>VPCP-TH</edXML:CodeNotation></edXML:Code>
        <edXML:PromulgationInfo><edXML:PromulgationDate>2024/03/12</edXML:PromulgationDate></edXML:PromulgationInfo>
        <edXML:DocumentType><edXML:Type>2</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
        <edXML:Subject>Thử</edXML:Subject>\(header)
        <edXML:DocumentId>G22,2024/03/12,7/VPCP-TH</edXML:DocumentId></edXML:MessageHeader>
        <edXML:TraceHeaderList>\(traces)<edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType></edXML:Bussiness>
        </edXML:TraceHeaderList></edXML:edXMLHeader>
        <edXML:edXMLBody><edXML:edXMLManifest version="1.0">\(references)</edXML:edXMLManifest></edXML:edXMLBody>
        </edXML:edXMLEnvelope><AttachmentEncoded>\(attachments)</AttachmentEncoded></edXML>
        """
    }

    static func reference(_ id: String, name: String, type: String = "text/plain") -> String {
        """
        <edXML:Reference><edXML:AttachmentName>\(name)</edXML:AttachmentName><edXML:ContentType>\(type)</edXML:ContentType>\
        <edXML:ContentId>cid:\(id)</edXML:ContentId></edXML:Reference>
        """
    }

    static func attachment(_ id: String, name: String, base64: String, type: String = "text/plain") -> String {
        """
        <Attachment><ContentType>\(type)</ContentType><ContentId>cid:\(id)</ContentId>\
        <ContentTransferEncoded>\(base64)</ContentTransferEncoded><AttachmentName>\(name)</AttachmentName></Attachment>
        """
    }

    static func read(_ text: String, limits: ReadingLimits = .init()) throws(Fault) -> Packet {
        try PacketReader.read(Array(text.utf8), limits: limits, today: Samples.today)
    }

    /// The code for which `text` is refused, or nil when it is read.
    static func refusal(_ text: String, limits: ReadingLimits = .init()) -> Fault.Code? {
        do throws(Fault) {
            _ = try self.read(text, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }
}

extension PacketReader {
    func feed(_ bytes: some Sequence<UInt8>) throws(Fault) {
        var fault: Fault?
        Array(bytes).withUnsafeBytes { buffer in
            do throws(Fault) { try self.feed(buffer) } catch { fault = error }
        }
        if let fault { throw fault }
    }
}

/// A folder that is gone after `body`.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edxml-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

func entries(of folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
}
