import Logging
import Synchronization

/// The ids that become known while a request is worked on: `hub.system`, `hub.package`, `hub.delivery`, `hub.upload`, `hub.sha256`. The
/// middleware that logs refusals stands outside and sees an earlier copy of the context; both share this.
final class RequestIDs: Sendable {
    private let kept = Mutex<Logger.Metadata>([:])

    var metadata: Logger.Metadata { self.kept.withLock { $0 } }

    /// Ids that come from a path are a caller's words: their length is bounded, and no path holds a control character.
    func add(_ key: String, _ id: String) { self.kept.withLock { $0[key] = "\(id.prefix(100))" } }
}
