import Hummingbird

/// One call of the hub's API as implementers of other systems read it. `APIOperation.all` is the description; a test holds it to the router.
struct APIOperation: Sendable {
    var method: HTTPRequest.Method
    /// `/v1/packages/{id}`.
    var path: String
    /// A stable name for generated clients: `sendPackage`.
    var id: String
    /// What one does with it: Vietnamese, English.
    var vietnamese: String
    var english: String
    var parameters: [Parameter] = []
    var body: Body?
    var answers: [Answer]
    /// Whether one must say who one is.
    var isOpen = false

    struct Parameter: Sendable {
        enum Place: String, Sendable { case path, query, header }

        var name: String
        var place: Place
        var schema: APISchema
        var english: String
        var isRequired = false
    }

    struct Body: Sendable {
        var type: String
        var schema: APISchema
        var english: String
    }

    struct Answer: Sendable {
        var status: Int
        var english: String
        var type: String?
        var schema: APISchema?

        static func json(_ status: Int, _ english: String, _ schema: APISchema) -> Answer {
            Answer(status: status, english: english, type: "application/json", schema: schema)
        }

        static func empty(_ status: Int, _ english: String) -> Answer { Answer(status: status, english: english) }

        /// Problem details. What can be wrong stands in the table of codes.
        static func problem(_ status: Int, _ english: String) -> Answer {
            Answer(
                status: status, english: english, type: "application/problem+json", schema: .reference("Problem"))
        }
    }
}

/// The few shapes of JSON Schema that our answers need.
indirect enum APISchema: Sendable {
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
    /// One of `APISchemas.all`.
    case reference(String)
    case bytes
}
