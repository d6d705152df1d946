import Storage

/// The tables of the gateway beside outbox and inbox.
enum Schema {
    static let migrations = [
        Migration(
            "vendor 0210 handovers and arrivals",
            sql: """
                -- What the agency's software wants sent: documents and statuses. Never removed.
                CREATE TABLE handover (
                    seq INTEGER NOT NULL PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    -- Of what was handed over: the same again is the same handover.
                    input_hash TEXT NOT NULL UNIQUE,
                    kind TEXT NOT NULL,
                    document_id TEXT NOT NULL,
                    code TEXT NOT NULL,
                    -- Of a status.
                    status TEXT,
                    reported_at TEXT,
                    arrival_id TEXT,
                    outbox_id TEXT NOT NULL,
                    handed_at TEXT NOT NULL,
                    -- Counts changes; the folder shows the state of `shown`.
                    version INTEGER NOT NULL DEFAULT 1,
                    shown INTEGER NOT NULL DEFAULT 0
                );
                CREATE INDEX handover_document ON handover (document_id, seq);
                CREATE INDEX handover_arrival ON handover (arrival_id, seq);
                CREATE INDEX handover_unshown ON handover (seq) WHERE shown < version;
                CREATE TABLE handover_receiver (
                    handover_id TEXT NOT NULL REFERENCES handover (id),
                    ordinal INTEGER NOT NULL,
                    organ TEXT NOT NULL,
                    transport TEXT NOT NULL DEFAULT 'initial',
                    transport_at TEXT,
                    fault_code TEXT,
                    fault_sentence TEXT,
                    status TEXT,
                    status_at TEXT,
                    PRIMARY KEY (handover_id, organ)
                );
                -- What came for the agency: documents, what is asked about them, and statuses. `id` is the hub's id of the delivery.
                CREATE TABLE arrival (
                    seq INTEGER NOT NULL PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    package_id TEXT NOT NULL,
                    package_hash TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    sender TEXT NOT NULL,
                    document_id TEXT,
                    code TEXT NOT NULL,
                    promulgation_date TEXT,
                    -- What the package calls us.
                    our_name TEXT,
                    -- As `edxml inspect --json` tells it.
                    header TEXT NOT NULL,
                    -- Of a status: what it reports, and about which handover.
                    status TEXT,
                    handover_id TEXT,
                    arrived_at TEXT NOT NULL,
                    -- In the folder: not there, complete under a hidden name, there.
                    laid TEXT NOT NULL DEFAULT 'no' CHECK (laid IN ('no', 'ready', 'yes'))
                );
                CREATE INDEX arrival_document ON arrival (document_id, sender, seq);
                CREATE INDEX arrival_handover ON arrival (handover_id, sender, seq);
                CREATE TABLE arrival_file (
                    arrival_id TEXT NOT NULL REFERENCES arrival (id),
                    ordinal INTEGER NOT NULL,
                    name TEXT NOT NULL,
                    content_type TEXT NOT NULL,
                    size_bytes INTEGER NOT NULL,
                    hash TEXT NOT NULL,
                    PRIMARY KEY (arrival_id, ordinal)
                );
                """
        ), ConnectedSystems.migration, WebhookPlace.migration,
        Migration("vendor 0213 health probe", sql: HealthProbe.schema), HandoverRecord.descriptions,
        GatewayJobs.leaseMigration, GatewayFiles.indexes, KeptContent.migration, ContentPlace.migration,
        GatewayKeys.migration,
    ]
}
