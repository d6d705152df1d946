package import Storage

/// Which rows of the gateway name files. A table that names files stands here.
package enum GatewayFiles {
    package static let names = FileNames([
        .init(table: "arrival_file", column: "hash"),
        .init(table: "arrival", column: "package_hash"),
        .init(table: "gateway_outbox", column: "package_hash"),
        .init(table: "gateway_inbox", column: "package_hash", condition: "gateway_inbox.state = 'stored'"),
    ])

    static let indexes = Migration(
        "vendor 0216 files are found by their hash",
        sql: """
            CREATE INDEX arrival_file_hash ON arrival_file (hash);
            CREATE INDEX arrival_package ON arrival (package_hash);
            CREATE INDEX gateway_outbox_hash ON gateway_outbox (package_hash);
            CREATE INDEX gateway_inbox_package ON gateway_inbox (package_hash);
            """
    )
}
