/// Which elements a package may hold and where (edXML §2.2 to §2.6, §4.1, §6). Order never counts.
///
/// Other names are skipped with a warning. Where an older or misspelt name is read, the shape carries the proper one.
struct Shape: Sendable {
    enum Content: Sendable {
        /// Text of at most so many characters by the profile; more is read with a warning.
        case text(Int)
        /// Elements by the name as written.
        case elements([String: Shape])
        /// Known and of no interest: skipped without a warning.
        case ignored
        /// A signature block: skipped, but told apart from a real one.
        case signature
        /// The Base64 of a file: streamed.
        case encoded
    }

    let name: String
    let content: Content
    var repeats = false
    var warning: Warning.Code?

    init(_ name: String, _ content: Content) {
        self.name = name
        self.content = content
    }

    static func text(_ name: String, _ characters: Int) -> Shape { Shape(name, .text(characters)) }

    static func elements(_ name: String, _ children: [Shape], aliases: [String: Shape] = [:]) -> Shape {
        var table: [String: Shape] = [:]
        for child in children { table[child.name] = child }
        return Shape(name, .elements(table.merging(aliases) { own, _ in own }))
    }

    var isSignature: Bool {
        if case .signature = self.content { return true }
        return false
    }

    /// May stand more than once.
    var many: Shape {
        var shape = self
        shape.repeats = true
        return shape
    }

    /// The same under an older or misspelt name, or in another place.
    func oddly(_ warning: Warning.Code) -> Shape {
        var shape = self
        shape.warning = warning
        return shape
    }
}

extension Shape {
    /// The root element.
    static let packet: Shape = .elements(
        "edXML",
        [
            .elements("edXMLEnvelope", [.header, .body]),
            .elements(
                "AttachmentEncoded",
                [
                    .elements(
                        "Attachment",
                        [
                            .text("ContentType", 255), .text("ContentId", 255), .text("Description", 500),
                            .text("AttachmentName", 500),
                            Shape("ContentTransferEncoded", .encoded),
                        ]
                    ).many
                ]),
        ])

    private static let header: Shape = .elements(
        "edXMLHeader",
        [
            .message,
            .elements(
                "TraceHeaderList",
                [.elements("TraceHeader", [.text("OrganId", 35), .text("Timestamp", 19)]).many, .business],
                aliases: ["Business": .business.oddly(.businessSpelling)]
            ),
            Shape("ErrorList", .ignored), Shape("Signature", .signature), Shape("DigitalSignature", .signature),
        ],
        aliases: [
            "Bussiness": .business.oddly(.businessMisplaced), "Business": .business.oddly(.businessMisplaced),
        ]
    )

    private static let body: Shape = .elements(
        "edXMLBody", [.manifest], aliases: ["Manifest": .manifest.oddly(.nameLegacy)])

    private static let manifest: Shape = .elements(
        "edXMLManifest",
        [
            .elements(
                "Reference",
                [
                    .text("Description", 500), .text("AttachmentName", 500), .text("ContentType", 255),
                    .text("ContentId", 255),
                ]
            ).many
        ])

    private static let organ: [Shape] = [
        .text("OrganId", 35), .text("OrganizationInCharge", 500), .text("OrganName", 200), .text("OrganAdd", 500),
        .text("Email", 100), .text("Telephone", 50), .text("Fax", 50), .text("Website", 100),
    ]

    private static let staff: Shape = .elements(
        "StaffInfo",
        [
            .text("Department", 200), .text("Staff", 100), .text("Mobile", 50), .text("Email", 100),
            Shape("DepartmentId", .ignored), Shape("StaffId", .ignored),
        ])

    private static let message: Shape = .elements(
        "MessageHeader",
        [
            .elements("From", organ),
            .elements("To", organ + [.text("DueDate", 10).oddly(.nameLegacy)]).many,
            .elements("Code", [.text("CodeNumber", 11), .text("CodeNotation", 30)]),
            .elements("PromulgationInfo", [.text("Place", 50), .text("PromulgationDate", 10)]),
            .elements("DocumentType", [.text("Type", 10), .text("TypeDetail", 10), .text("TypeName", 100)]),
            .text("Subject", 500), .text("Content", 500), .signer, .text("DueDate", 10),
            .elements("ToPlaces", [.text("Place", 150).many]),
            .elements(
                "OtherInfo",
                [
                    .text("Priority", 1), .text("SphereOfPromulgation", 100), .text("TyperNotation", 10),
                    .text("PromulgationAmount", 3), .text("PageAmount", 3),
                    .elements("Appendixes", [.text("Appendix", 500).many]),
                    .text("Direction", 5), Shape("ReplyFors", .ignored), Shape("ReferenceCodes", .ignored),
                ]),
            .elements(
                "ResponseFor",
                [
                    .text("OrganId", 35), .text("Code", 50), .text("PromulgationDate", 10), .text("DocumentId", 200),
                ]
            ).many,
            .text("SteeringType", 1), .text("DocumentId", 200),
            Shape("ResponseForTask", .ignored), Shape("ApplicationType", .ignored), Shape("Agency", .ignored),
            Shape("Feedback", .ignored),
            // Status packages.
            .staff, .text("StatusCode", 2), .text("Description", 1000), .text("Timestamp", 19),
        ],
        aliases: ["Author": .signer.oddly(.nameLegacy), "ResponseDate": .text("DueDate", 10).oddly(.nameLegacy)]
    )

    private static let signer: Shape = .elements(
        "SignerInfo",
        [.text("Competence", 100), .text("Position", 100), .text("FullName", 50)],
        aliases: ["Function": .text("Position", 100).oddly(.nameLegacy)]
    )

    private static let business: Shape = .elements(
        "Bussiness",
        [
            .text("BussinessDocType", 1), .text("BussinessDocReason", 500), .businessDocument, .text("DocumentId", 200),
            .staff,
            .text("Paper", 1),
            .elements(
                "ReplacementInfoList",
                [
                    .elements(
                        "ReplacementInfo",
                        [
                            .text("DocumentId", 200), .elements("OrganIdList", [.text("OrganId", 35).many]),
                        ]
                    ).many
                ]),
        ],
        aliases: [
            "BusinessDocType": .text("BussinessDocType", 1).oddly(.businessSpelling),
            "BusinessDocReason": .text("BussinessDocReason", 500).oddly(.businessSpelling),
            "BusinessDocumentInfo": .businessDocument.oddly(.businessSpelling),
        ]
    )

    private static let businessDocument: Shape = .elements(
        "BussinessDocumentInfo",
        [
            .text("DocumentInfo", 1), .text("DocumentReceiver", 1),
            .elements("ReceiverList", [.elements("Receiver", [.text("OrganId", 35), .text("ReceiverType", 1)]).many]),
        ])
}
