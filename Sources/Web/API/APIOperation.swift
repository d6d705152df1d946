package import HTTPTypes

/// One call of an API as implementers of other systems read it. Hub and office list theirs; a test holds each list to the router.
package struct APIOperation: Sendable {
    package var method: HTTPRequest.Method
    /// `/v1/packages/{id}`.
    package var path: String
    /// A stable name for generated clients: `sendPackage`.
    package var id: String
    /// What one does with it: Vietnamese, English.
    package var vietnamese: String
    package var english: String
    package var parameters: [Parameter]
    package var body: Body?
    package var answers: [Answer]
    /// Whether one need not say who one is.
    package var isOpen: Bool

    package init(
        method: HTTPRequest.Method, path: String, id: String, vietnamese: String, english: String,
        parameters: [Parameter] = [], body: Body? = nil, answers: [Answer], isOpen: Bool = false
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.vietnamese = vietnamese
        self.english = english
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.isOpen = isOpen
    }

    package struct Parameter: Sendable {
        package enum Place: String, Sendable { case path, query, header }

        package var name: String
        package var place: Place
        package var schema: APISchema
        package var english: String
        package var isRequired: Bool

        package init(name: String, place: Place, schema: APISchema, english: String, isRequired: Bool = false) {
            self.name = name
            self.place = place
            self.schema = schema
            self.english = english
            self.isRequired = isRequired
        }
    }

    package struct Body: Sendable {
        package var type: String
        package var schema: APISchema
        package var english: String
        /// What the command to try it sends; bytes come from a file.
        package var example: String

        package init(type: String, schema: APISchema, english: String, example: String = "") {
            self.type = type
            self.schema = schema
            self.english = english
            self.example = example
        }
    }

    package struct Answer: Sendable {
        package var status: Int
        package var english: String
        package var type: String?
        package var schema: APISchema?

        package init(status: Int, english: String, type: String? = nil, schema: APISchema? = nil) {
            self.status = status
            self.english = english
            self.type = type
            self.schema = schema
        }

        package static func json(_ status: Int, _ english: String, _ schema: APISchema) -> Answer {
            Answer(status: status, english: english, type: "application/json", schema: schema)
        }

        package static func empty(_ status: Int, _ english: String) -> Answer {
            Answer(status: status, english: english)
        }

        /// Problem details. What can be wrong stands in the table of codes.
        package static func problem(_ status: Int, _ english: String) -> Answer {
            Answer(
                status: status, english: english, type: "application/problem+json", schema: .reference("Problem"))
        }
    }
}

extension APIOperation {
    /// The description itself, for programs and for people: `/openapi.json` and `/docs` with its parts, of a server whose API stands at its root.
    package static let ofItself: [APIOperation] = [
        APIOperation(
            method: .get, path: "/openapi.json", id: "openAPI", vietnamese: "Bản mô tả này",
            english: "This description.",
            answers: [Answer(status: 200, english: "", type: "application/json", schema: .object([]))], isOpen: true),
        APIOperation(
            method: .get, path: "/docs", id: "docs", vietnamese: "Bản mô tả này, cho người đọc",
            english: "The description as pages to read: all calls on this one.",
            answers: [
                Answer(status: 200, english: "The page.", type: "text/html; charset=utf-8", schema: .text("HTML"))
            ], isOpen: true),
        APIOperation(
            method: .get, path: "/docs/{part}", id: "docsPart", vietnamese: "Một phần của bản mô tả, cho người đọc",
            english: "What there is to know of some calls, or of the shapes (`schemas`).",
            parameters: [
                Parameter(
                    name: "part", place: .path, schema: .text("inbox"), english: "As `/docs` leads there.",
                    isRequired: true)
            ],
            answers: [
                Answer(status: 200, english: "The page.", type: "text/html; charset=utf-8", schema: .text("HTML")),
                .problem(404, "There is no such part."),
            ], isOpen: true),
    ]
}

/// The few shapes of JSON Schema that our answers need.
package indirect enum APISchema: Sendable {
    case text(String)
    /// A point in time: `2024-03-13T01:47:09.123Z`.
    case instant(String)
    case integer(String)
    case boolean(String)
    case choice([String], String)
    case list(APISchema)
    /// Members that may be missing end in `?`.
    case object([(String, APISchema)])
    /// Whatever JSON can say.
    case any(String)
    /// One of the shapes that have a name.
    case reference(String)
    case bytes
}
