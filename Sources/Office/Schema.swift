import Storage

/// The tables of an office. A migration that shipped is never edited.
enum Schema {
    /// What no migration makes: triggers (`Connection.keepTriggers`), and the totals that they keep. Runs in one transaction at each start, after the
    /// migrations.
    static func install(in connection: Connection) throws {
        try SearchTriggers.install(in: connection)
        try ListTriggers.install(in: connection)
        try FilePages.install(in: connection)
    }

    static let migrations = [
        Migration(
            "office 0001 people",
            sql: """
                CREATE TABLE agency (
                    code TEXT NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    superior TEXT NOT NULL,
                    short_line TEXT NOT NULL,
                    abbreviation TEXT NOT NULL,
                    place TEXT NOT NULL,
                    contact TEXT NOT NULL
                );
                CREATE TABLE unit (
                    id TEXT NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    short_name TEXT NOT NULL,
                    sort INTEGER NOT NULL
                );
                CREATE TABLE person (
                    id TEXT NOT NULL PRIMARY KEY,
                    user_name TEXT NOT NULL UNIQUE,
                    full_name TEXT NOT NULL,
                    title TEXT NOT NULL,
                    unit_id TEXT NOT NULL REFERENCES unit (id),
                    role TEXT NOT NULL CHECK (role IN ('clerk', 'leader', 'head', 'officer', 'admin')),
                    password_hash TEXT NOT NULL,
                    enabled INTEGER NOT NULL DEFAULT 1
                );
                CREATE INDEX person_unit ON person (unit_id, role, id);
                CREATE TABLE session (
                    token_hash TEXT NOT NULL PRIMARY KEY,
                    person_id TEXT NOT NULL REFERENCES person (id),
                    csrf TEXT NOT NULL,
                    created_at TEXT NOT NULL,
                    expires_at TEXT NOT NULL
                );
                CREATE INDEX session_expiry ON session (expires_at);
                CREATE TABLE form_use (
                    token TEXT NOT NULL PRIMARY KEY,
                    person_id TEXT NOT NULL REFERENCES person (id),
                    location TEXT NOT NULL,
                    used_at TEXT NOT NULL
                );
                CREATE TABLE organ (
                    code TEXT NOT NULL PRIMARY KEY,
                    old_code TEXT,
                    name TEXT NOT NULL,
                    short_name TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    valid_to TEXT,
                    successor TEXT,
                    folded TEXT NOT NULL
                );
                """
        ),
        Migration(
            "office 0002 documents",
            sql: """
                CREATE TABLE register (
                    id TEXT NOT NULL PRIMARY KEY,
                    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
                    name TEXT NOT NULL,
                    year INTEGER NOT NULL,
                    next_number INTEGER NOT NULL CHECK (next_number > 0),
                    UNIQUE (direction, year, name)
                );
                CREATE TABLE register_entry (
                    register_id TEXT NOT NULL REFERENCES register (id),
                    number INTEGER NOT NULL,
                    document_id TEXT NOT NULL UNIQUE,
                    entered_on TEXT NOT NULL,
                    entered_by TEXT NOT NULL REFERENCES person (id),
                    PRIMARY KEY (register_id, number)
                );
                CREATE TABLE outgoing (
                    id TEXT NOT NULL PRIMARY KEY,
                    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'numbered', 'published')),
                    drafter_id TEXT NOT NULL REFERENCES person (id),
                    unit_id TEXT NOT NULL REFERENCES unit (id),
                    approver_id TEXT NOT NULL REFERENCES person (id),
                    type_name TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    notation TEXT NOT NULL,
                    number INTEGER,
                    promulgation_date TEXT,
                    document_id TEXT UNIQUE,
                    urgency INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 4),
                    steering INTEGER NOT NULL CHECK (steering BETWEEN 1 AND 3),
                    due_date TEXT,
                    answers_id TEXT,
                    package_hash TEXT,
                    created_at TEXT NOT NULL,
                    submitted_at TEXT,
                    approved_at TEXT,
                    numbered_at TEXT,
                    published_at TEXT,
                    returned_reason TEXT,
                    search TEXT NOT NULL,
                    version INTEGER NOT NULL DEFAULT 1
                );
                CREATE INDEX outgoing_state ON outgoing (state, created_at, id);
                CREATE INDEX outgoing_drafter ON outgoing (drafter_id, state, id);
                CREATE INDEX outgoing_answers ON outgoing (answers_id);
                CREATE TABLE recipient (
                    id TEXT NOT NULL PRIMARY KEY,
                    outgoing_id TEXT NOT NULL REFERENCES outgoing (id),
                    organ_code TEXT NOT NULL,
                    organ_name TEXT NOT NULL,
                    sending TEXT NOT NULL CHECK (sending IN ('none', 'queued', 'sent', 'failed')),
                    fault_code TEXT,
                    fault_sentence TEXT,
                    sent_at TEXT,
                    status TEXT,
                    status_at TEXT,
                    status_received_at TEXT,
                    UNIQUE (outgoing_id, organ_code)
                );
                CREATE TABLE handling_report (
                    delivery_id TEXT NOT NULL PRIMARY KEY,
                    recipient_id TEXT NOT NULL REFERENCES recipient (id),
                    status TEXT NOT NULL,
                    reported_at TEXT NOT NULL,
                    received_at TEXT NOT NULL,
                    department TEXT,
                    staff TEXT,
                    description TEXT,
                    verdict TEXT NOT NULL CHECK (verdict IN ('advanced', 'history', 'repetition', 'contradiction'))
                );
                CREATE INDEX handling_report_recipient ON handling_report (recipient_id, reported_at);
                CREATE TABLE incoming (
                    id TEXT NOT NULL PRIMARY KEY,
                    delivery_id TEXT NOT NULL UNIQUE,
                    package_hash TEXT NOT NULL,
                    organ_code TEXT NOT NULL,
                    organ_name TEXT NOT NULL,
                    document_id TEXT NOT NULL,
                    number TEXT NOT NULL,
                    notation TEXT NOT NULL,
                    promulgation_date TEXT NOT NULL,
                    type_name TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    signer TEXT,
                    urgency INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 4),
                    steering INTEGER NOT NULL CHECK (steering BETWEEN 1 AND 3),
                    sender_due TEXT,
                    state TEXT NOT NULL CHECK (state IN
                        ('received', 'returned', 'registered', 'submitted', 'assigned', 'in-progress', 'finished')),
                    arrived_at TEXT NOT NULL,
                    agency_due TEXT,
                    leader_id TEXT REFERENCES person (id),
                    reply_required INTEGER NOT NULL DEFAULT 0,
                    returned_reason TEXT,
                    result TEXT,
                    finished_at TEXT,
                    warnings TEXT NOT NULL,
                    search TEXT NOT NULL,
                    version INTEGER NOT NULL DEFAULT 1
                );
                CREATE INDEX incoming_state ON incoming (state, urgency, arrived_at, id);
                CREATE INDEX incoming_document ON incoming (document_id);
                CREATE INDEX incoming_code ON incoming (number, notation, organ_code);
                CREATE TABLE incoming_response (
                    incoming_id TEXT NOT NULL REFERENCES incoming (id),
                    organ_code TEXT NOT NULL,
                    code TEXT NOT NULL,
                    document_id TEXT,
                    outgoing_id TEXT REFERENCES outgoing (id),
                    PRIMARY KEY (incoming_id, organ_code, code)
                );
                CREATE INDEX incoming_response_outgoing ON incoming_response (outgoing_id);
                CREATE TABLE attachment (
                    id TEXT NOT NULL PRIMARY KEY,
                    document_id TEXT NOT NULL,
                    ordinal INTEGER NOT NULL,
                    part TEXT NOT NULL CHECK (part IN ('draft', 'main', 'annex')),
                    name TEXT NOT NULL,
                    content_type TEXT NOT NULL,
                    size_bytes INTEGER NOT NULL,
                    hash TEXT NOT NULL,
                    UNIQUE (document_id, ordinal)
                );
                CREATE TABLE direction (
                    id TEXT NOT NULL PRIMARY KEY,
                    incoming_id TEXT NOT NULL UNIQUE REFERENCES incoming (id),
                    leader_id TEXT NOT NULL REFERENCES person (id),
                    text TEXT NOT NULL,
                    made_at TEXT NOT NULL
                );
                CREATE TABLE receipt (
                    id TEXT NOT NULL PRIMARY KEY,
                    incoming_id TEXT NOT NULL REFERENCES incoming (id),
                    unit_id TEXT NOT NULL REFERENCES unit (id),
                    person_id TEXT REFERENCES person (id),
                    part TEXT NOT NULL CHECK (part IN ('lead', 'support', 'know')),
                    due_date TEXT,
                    state TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'finished')),
                    assigned_by TEXT NOT NULL REFERENCES person (id),
                    assigned_at TEXT NOT NULL,
                    begun_at TEXT,
                    finished_at TEXT,
                    UNIQUE (incoming_id, unit_id)
                );
                CREATE UNIQUE INDEX receipt_lead ON receipt (incoming_id) WHERE part = 'lead';
                CREATE INDEX receipt_unit ON receipt (unit_id, part, state, incoming_id);
                CREATE INDEX receipt_person ON receipt (person_id, state, incoming_id);
                CREATE TABLE event (
                    id TEXT NOT NULL PRIMARY KEY,
                    document_id TEXT NOT NULL,
                    at TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    actor_id TEXT REFERENCES person (id),
                    actor TEXT NOT NULL,
                    detail TEXT NOT NULL,
                    quote TEXT
                );
                CREATE INDEX event_document ON event (document_id, at, id);
                """
        ),
        Migration(
            "office 0003 how far each recipient's system has come",
            sql: """
                ALTER TABLE recipient ADD COLUMN transport TEXT NOT NULL DEFAULT 'none'
                    CHECK (transport IN ('none', 'queued', 'failed', 'sent', 'delivered', 'refused'));
                UPDATE recipient SET transport = sending;
                -- One source of truth: the wider column stands for the old one.
                ALTER TABLE recipient DROP COLUMN sending;
                -- When the receiver's system took it or refused it, by the hub's clock.
                ALTER TABLE recipient ADD COLUMN transport_at TEXT;
                -- Somebody has dealt with a refusal outside the system.
                ALTER TABLE recipient ADD COLUMN settled_at TEXT;
                CREATE INDEX recipient_refused ON recipient (transport_at) WHERE transport = 'refused';
                """
        ),
        Recall.migration,
        Channel.migration,
        FileVerdict.migration,
        Replacement.migration,
        Following.migration,
        CaseFile.migration,
        CaseFile.closingMigration,
        DraftVersion.migration,
        Initialling.migration,
        Receipt.migration,
        ExtensionRequest.migration,
        OpinionRequest.migration,
        CalendarDay.migration,
        RegisterEntry.migration,
        RegisterImportActs.migration,
        IssueDeadline.migration,
        PeopleRule.migration,
        SearchIndex.migration,
        SearchIndex.replacing,
        SavedSearch.migration,
        FileContent.migration,
        Sessions.migration,
        Delegation.migration,
        Delegation.signatures,
        Notice.migration,
        SecondFactor.migration,
        Post.migration,
        CaseTransfer.migration,
        Freeze.migration,
        FileContent.tables,
        PostEntry.migration,
        SignerKeyRecord.migration,
        AccessToken.migration,
        IncomingStore.indexes,
        OutgoingStore.indexes,
        ListTriggers.migration,
        AccessLog.migration,
        Migration("office 0251 health probe", sql: HealthProbe.schema),
        SigningRight.migration,
        Phrase.migration,
        UsualReceivers.migration,
        DocumentUpdate.migration,
        DuplicateLink.migration,
        SignOnAccount.migration,
        TypeDeadline.migration,
        IssueReport.migration,
        DocumentMetadata.migration,
        ArchiveAccess.migration,
        Destruction.migration,
        StoredFiles.indexes,
        Cleaning.indexes,
        RestoredBook.migration,
        PersonMail.migration,
        NoticeRules.migration,
        Destruction.fileIndex,
        DocumentUpdate.deliveries,
        SignInStep.migration,
        BoardPart.migration,
        PaperRecipient.migration,
        DocumentCopy.migration,
        BoardPast.migration,
        PersonMail.withoutTime,
        DirectiveTask.migration,
        FileContent.scopes,
        SavedSearch.kinds,
        PeriodReport.migration,
        DigestRecord.reports,
        NumberSeries.migration,
        Urging.migration,
        TaskNews.migration,
        ReceivedTask.migration,
        SecretDocument.migration,
        BoardLines.migration,
        IncomingStore.counterIndexes,
        SecrecyChange.migration,
        SecretHandover.migration,
        SecretImportActs.migration,
        AccessRetention.migration,
        EmergencyAdministrator.migration,
        FileContent.scopeIndex,
        EscalationRule.migration,
        PeriodReport.spans,
        SavedSearch.views,
        CopyFile.migration,
        ReceiverUpdate.migration,
        SupportingUnit.migration,
        TaskAnswer.migration,
        TaskHome.migration,
        SecretProtection.migration,
        SecretProtection.triggers,
        OfficeJobs.leaseMigration,
        OnPostgreSQL.migration,
        OnPostgreSQL.statistics,
        BoardCounts.migration,
        KeptContent.migration,
        ContentPlace.migration,
        OfficeKeys.migration,
        TaskStop.migration,
        DirectiveField.migration,
        FileContent.everySheet,
        FileVerdict.scans,
        Circulation.migration,
        PaperCase.migration,
        FileVerdict.proof,
        ViewShare.migration,
        FilePages.migration,
    ]
}
