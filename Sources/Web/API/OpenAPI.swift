package import Exchange
import HTTPTypes

extension APIDescription {
    /// `/openapi.json`: the description as OpenAPI 3.1.
    package var openAPI: JSON {
        .object([
            "openapi": .text("3.1.0"),
            "info": .object([
                "title": .text(self.title), "version": .text("1"), "description": .text(self.about),
            ]),
            "paths": .object(self.paths),
            "components": .object([
                "schemas": .object(Dictionary(uniqueKeysWithValues: self.schemas.map { ($0.name, $0.schema.json) })),
                "securitySchemes": .object(self.security),
            ]),
            "security": .list(self.security.keys.sorted().reversed().map { .object([$0: .list([])]) }),
        ])
    }

    private var paths: [String: JSON] {
        Dictionary(grouping: self.operations, by: \.path).mapValues { operations in
            .object(
                Dictionary(
                    uniqueKeysWithValues: operations.map { ($0.method.rawValue.lowercased(), $0.json) }))
        }
    }
}

extension APIOperation {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "operationId": .text(self.id), "summary": .text(self.vietnamese), "description": .text(self.english),
            "responses": .object(
                Dictionary(uniqueKeysWithValues: self.answers.map { ("\($0.status)", $0.json) })),
        ]
        if !self.parameters.isEmpty { members["parameters"] = .list(self.parameters.map(\.json)) }
        if let body = self.body {
            members["requestBody"] = .object([
                "required": .bool(true), "description": .text(body.english),
                "content": .object([body.type: .object(["schema": body.schema.json])]),
            ])
        }
        if self.isOpen { members["security"] = .list([]) }
        return .object(members)
    }
}

extension APIOperation.Parameter {
    fileprivate var json: JSON {
        .object([
            "name": .text(self.name), "in": .text(self.place.rawValue), "required": .bool(self.isRequired),
            "description": .text(self.english), "schema": self.schema.json,
        ])
    }
}

extension APIOperation.Answer {
    fileprivate var json: JSON {
        var members: [String: JSON] = ["description": .text(self.english)]
        if let type = self.type, let schema = self.schema {
            members["content"] = .object([type: .object(["schema": schema.json])])
        }
        return .object(members)
    }
}

extension APISchema {
    var json: JSON {
        switch self {
        case .text(let english): Self.of("string", english)
        case .instant(let english): Self.of("string", english, ["format": .text("date-time")])
        case .integer(let english): Self.of("integer", english)
        case .boolean(let english): Self.of("boolean", english)
        case .choice(let words, let english): Self.of("string", english, ["enum": .list(words.map { .text($0) })])
        case .list(let schema): Self.of("array", "", ["items": schema.json])
        case .object(let members): Self.object(members)
        case .any(let english): .object(["description": .text(english)])
        case .reference(let name): .object(["$ref": .text("#/components/schemas/\(name)")])
        case .bytes: Self.of("string", "", ["format": .text("binary")])
        }
    }

    private static func of(_ type: String, _ english: String, _ more: [String: JSON] = [:]) -> JSON {
        var members = more
        members["type"] = .text(type)
        if !english.isEmpty { members["description"] = .text(english) }
        return .object(members)
    }

    private static func object(_ members: [(String, APISchema)]) -> JSON {
        var properties: [String: JSON] = [:]
        var required: [JSON] = []
        for (name, schema) in members {
            if name.hasSuffix("?") {
                properties[String(name.dropLast())] = schema.json
            } else {
                properties[name] = schema.json
                required.append(.text(name))
            }
        }
        return Self.of("object", "", ["properties": .object(properties), "required": .list(required)])
    }
}
