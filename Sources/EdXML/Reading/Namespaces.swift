/// The namespaces under which packages travel (edXML §2.1).
enum Namespaces {
    /// The one that we write.
    static let edXML = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
    /// The generation before 2016, and a vendor's.
    static let legacy: Set<String> = ["http://www.e-doc.vn/Schema/", "http://www.go.vn/eDoc"]
    static let signature = "http://www.w3.org/2000/09/xmldsig#"

    /// Whether an element with this namespace can be ours. None: its prefix is declared nowhere, which vendors' readers
    /// take.
    static func isKnown(_ namespace: String?) -> Bool {
        guard let namespace else { return true }
        return namespace == self.edXML || self.legacy.contains(namespace)
    }
}
