import Exchange
import Foundation
import Gateway
import Trust

/// Whether the hub keeps out a system whose certificate is over (chứng thư hết hạn).
extension TrialRun {
    /// Nothing when the plan has no such certificate.
    func expiredCertificate() async throws -> [TrialFinding] {
        guard let files = self.plan.expired else { return [] }
        let finding = try await self.check(.expiredCertificate, at: nil) {
            let end = VietnamTime.date(try self.end(of: files)).iso
            guard let refusal = try await self.answer(toBearerOf: files) else {
                throw TrialMiss("Trục cho vào bằng chứng thư đã hết hạn ngày \(end).")
            }
            switch refusal.code {
            case .unauthenticated: break
            case .unreachable, .interrupted:
                // A connection that breaks is a refusal only when the hub answers others at the same time.
                guard try await self.answer(toBearerOf: nil)?.code == .unauthenticated else { throw refusal }
            default: throw refusal
            }
            return ("Trục từ chối chứng thư đã hết hạn ngày \(end).", [])
        }
        return [finding]
    }

    /// When the certificate ended. Throws `TrialGap` when it proves nothing: it still holds, or the hub would not know it anyway.
    private func end(of files: CertificateFiles) throws -> Date {
        guard self.plan.hub.scheme == "https", let authority = self.plan.authority else {
            throw TrialGap("Chỉ thử được chứng thư với trục có địa chỉ https và hub-ca trong kế hoạch.")
        }
        let (isIssued, end): (Bool, Date)
        do {
            let pem = try String(contentsOf: files.certificate, encoding: .utf8)
            isIssued = try ClientCertificate.isIssued(pem, by: String(contentsOf: authority, encoding: .utf8))
            end = try ClientCertificate(pem: pem).notAfter
        } catch {
            throw TrialGap("Không đọc được chứng thư hết hạn ghi trong kế hoạch.")
        }
        guard isIssued else { throw TrialGap("Chứng thư hết hạn ghi trong kế hoạch không do CA của trục cấp.") }
        guard end < self.now() else {
            throw TrialGap("Chứng thư ghi trong kế hoạch còn hạn đến \(VietnamTime.date(end).iso).")
        }
        return end
    }

    /// What the hub says to somebody who shows this certificate and nothing else; nil when it lets them in.
    private func answer(toBearerOf files: CertificateFiles?) async throws -> Fault? {
        let client: HubClient
        do {
            client = try HubClient(
                endpoint: HubEndpoint(
                    url: self.plan.hub, token: nil, certificate: files.map { (chain: $0.certificate, key: $0.key) },
                    trustedRoots: self.plan.authority))
        } catch {
            throw TrialGap("Không đọc được khóa của chứng thư hết hạn ghi trong kế hoạch.")
        }
        let result: Result<Fault?, any Error>
        do {
            _ = try await client.inbox(after: 0, waitSeconds: 0)
            result = .success(nil)
        } catch let fault as Fault { result = .success(fault) } catch { result = .failure(error) }
        try await client.shutdown()
        return try result.get()
    }
}
