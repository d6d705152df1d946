/// Which files of the content store belong to the gateway: those that a row names. Backup and check ask the same.
package enum GatewayFiles {
    /// The hash of each, once, as `hash`. A table that names files stands here.
    package static let hashes = """
        SELECT hash FROM arrival_file
        UNION SELECT package_hash FROM arrival
        UNION SELECT package_hash FROM gateway_outbox WHERE package_hash IS NOT NULL
        UNION SELECT package_hash FROM gateway_inbox WHERE state = 'stored'
        """
}
