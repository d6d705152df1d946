import Exchange
import Hummingbird
import Testing
import Web

@Suite struct FailureTests {
    private struct Broken: Error {}

    /// The code that the caller reads; nil when it is none of his business.
    private static func code(_ error: any Error) -> Fault.Code? {
        guard case .refused(let fault) = Failure(error) else { return nil }
        return fault.code
    }

    @Test func `a refusal is shown, what failed inside is not`() {
        #expect(Self.code(Fault.invalid("Sai.", "Wrong.")) == .invalidRequest)
        let inside = Fault(.internalFault, vi: "Tệp /srv/hub hỏng.", en: "The file /srv/hub is spoiled.")
        for error in [inside, Broken(), HTTPError(.internalServerError)] as [any Error] {
            guard case .ours(let cause) = Failure(error) else {
                Issue.record("\(error) would be shown")
                continue
            }
            #expect("\(cause)" == "\(error)")
        }
    }

    @Test func `what the framework refuses has a code of ours`() {
        #expect(Self.code(HTTPError(.notFound)) == .notFound)
        #expect(Self.code(HTTPError(.contentTooLarge)) == .tooLarge)
        #expect(Self.code(HTTPError(.badRequest, message: "Expected parameter does not exist")) == .invalidRequest)
    }

    @Test func `a form that nobody shows again is told with all that must be corrected`() {
        var faults = FormFaults()
        faults.require(false, "a", "Nhập a")
        faults.require(false, "b", "Nhập b")
        do { try faults.check() } catch {
            guard case .refused(let fault) = Failure(error) else {
                Issue.record("not shown")
                return
            }
            #expect(fault.code == .invalidForm && fault.vietnamese == "Nhập a. Nhập b." && fault.place == "a")
        }
    }

    @Test func `who stops is told apart`() {
        guard case .stopping = Failure(CancellationError()) else {
            Issue.record("taken for a failure")
            return
        }
    }
}
