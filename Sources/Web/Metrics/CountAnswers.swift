package import Hummingbird

/// Counts every answer.
package struct CountAnswers<Context: RequestContext>: RouterMiddleware {
    private let metrics: AnswerMetrics

    package init(metrics: AnswerMetrics) { self.metrics = metrics }

    package func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let (seconds, rest) = (ContinuousClock.now - start).components
        self.metrics.answered(
            context.endpointPath.map { "\(request.method.rawValue) \($0)" } ?? "none", status: response.status.code,
            seconds: Double(seconds) + Double(rest) * 1e-18)
        return response
    }
}
