/// Which files of the content store belong to the office: those that a row names. Backup and check ask the same.
package enum StoredFiles {
    /// The hash of each, once, as `hash`. A table that names files stands here.
    package static let hashes = """
        SELECT hash FROM attachment
        UNION SELECT package_hash FROM incoming WHERE package_hash IS NOT NULL
        UNION SELECT package_hash FROM outgoing WHERE package_hash IS NOT NULL
        UNION SELECT file_hash FROM register_import
        UNION SELECT package_hash FROM gateway_outbox WHERE package_hash IS NOT NULL
        UNION SELECT package_hash FROM gateway_inbox WHERE state = 'stored'
        """
}
