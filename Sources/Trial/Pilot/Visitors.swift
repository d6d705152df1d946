import AsyncHTTPClient

/// The people of the agencies at their offices' pages: each signs in once.
actor Visitors {
    private let client: HTTPClient
    private var known: [String: Visitor] = [:]

    init(client: HTTPClient) { self.client = client }

    /// Somebody at one of the offices; signs in the first time.
    func visitor(_ role: String, at agency: PilotAgency) async throws -> Visitor {
        let key = "\(agency.organ)/\(role)"
        if let known = self.known[key] { return known }
        let user = try agency.user(role)
        let visitor = Visitor(name: user.fullName, base: agency.url, client: self.client)
        try await visitor.signIn(user: user.user, password: user.password)
        self.known[key] = visitor
        return visitor
    }
}

extension Visitor {
    /// Publishes what has its file, as a clerk does: once the signatures were looked at, and with a reason where they leave a doubt.
    @discardableResult
    func issue(_ path: String, despiteDoubt reason: String) async throws -> WebPage {
        let page = try await eventually("the verdict on the signatures of \(path)") { () -> WebPage? in
            let page = try await self.open(path)
            return page.tags(with: "data-verdict").contains { $0["data-verdict"]?.isEmpty == false } ? page : nil
        }
        let form = try await self.open(try page.link(containing: "\(path)/publish")).form("/publish")
        guard form.html.contains("name=\"anyway\"") else { return try await self.submit(form) }
        return try await self.submit(form, ["anyway": ["yes"], "reason": [reason]])
    }
}
