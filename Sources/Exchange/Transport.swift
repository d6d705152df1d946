/// How far a package has come on its way to one receiver (trạng thái truyền): has the receiver's system got it?
///
/// One of the three states that are never mixed: transport, handling (`HandlingStatus`), internal (`InternalState`).
package enum Transport: String, Sendable, CaseIterable {
    /// At the hub, not fetched yet.
    case initial
    /// The receiver has begun to fetch it.
    case processing
    /// The receiver acknowledged it by its hash. Final.
    case done
    /// The receiver cannot take it; the sender is told why. Final.
    case fail

    package enum Event: Sendable, CaseIterable {
        /// The receiver reads the bytes. Reading is not acknowledging: it may read again.
        case fetched
        /// The receiver has it on disk and names the hash.
        case acknowledged
        /// The receiver says that it cannot take it.
        case rejected
    }

    /// The state after `event`, or nil when the event is not allowed now. A repeated acknowledgement changes nothing.
    package func after(_ event: Event) -> Transport? {
        switch (self, event) {
        case (.initial, .fetched), (.processing, .fetched): .processing
        case (.done, .fetched): .done
        case (.initial, .acknowledged), (.processing, .acknowledged), (.done, .acknowledged): .done
        case (.initial, .rejected), (.processing, .rejected), (.fail, .rejected): .fail
        case (.fail, .fetched): .fail
        case (.done, .rejected), (.fail, .acknowledged): nil
        }
    }
}
