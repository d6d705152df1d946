/// What is true of the rows of an office at every moment, as a query that finds where it is not.
struct ConsistencyRule: Sendable {
    let area: String
    /// Gives `subject`: an id, or a name that people know. Without a limit.
    let sql: String
    let vietnamese: String
    let english: String

    static let all = Self.register + Self.lines + Self.exchange + Self.documents

    /// Registers (NĐ 30/2020/NĐ-CP, Điều 15, 22): a number is given once, and none is passed over.
    private static let register = [
        ConsistencyRule(
            area: "register",
            // What was taken over from elsewhere may have had gaps there.
            sql: """
                SELECT register.name || ' ' || register.year || ': ' || (pair.number + 1) || '–' || (pair.next - 1) AS subject
                FROM (
                    SELECT register_id, number, LEAD(number) OVER (PARTITION BY register_id ORDER BY number) AS next
                    FROM (SELECT DISTINCT register_id, number FROM register_entry) AS numbers
                ) AS pair JOIN register ON register.id = pair.register_id
                WHERE pair.next > pair.number + 1 AND NOT EXISTS (
                    SELECT 1 FROM register_entry WHERE register_id = pair.register_id AND state = 'imported'
                )
                """,
            vietnamese: "Sổ thiếu số.", english: "Numbers are missing in the register."),
        ConsistencyRule(
            area: "register",
            sql: """
                SELECT register.name || ' ' || register.year AS subject FROM register
                WHERE register.next_number <> (
                    SELECT MAX(number) + 1 FROM register_entry WHERE register_id = register.id
                )
                """,
            vietnamese: "Số tiếp theo của sổ không nối số cuối cùng đã cấp.",
            english: "The next number of the register does not follow the last one."),
        ConsistencyRule(
            area: "register",
            sql: """
                SELECT register.name || ' ' || register.year || ': ' || register_entry.number || register_entry.suffix AS subject
                FROM register_entry JOIN register ON register.id = register_entry.register_id
                WHERE register_entry.state = 'entered' AND NOT EXISTS (
                    SELECT 1 FROM incoming WHERE id = register_entry.document_id AND register.direction = 'in'
                    UNION ALL
                    SELECT 1 FROM outgoing WHERE id = register_entry.document_id AND register.direction = 'out'
                        AND number = register_entry.number AND number_suffix = register_entry.suffix
                    UNION ALL
                    SELECT 1 FROM secret_document WHERE id = register_entry.document_id AND register.is_secret = 1
                )
                """,
            vietnamese: "Số này không có văn bản mang số đó.", english: "No document has this number."),
        ConsistencyRule(
            area: "register",
            sql: """
                SELECT incoming.id AS subject FROM incoming
                WHERE incoming.state NOT IN ('received', 'returned')
                    AND NOT EXISTS (SELECT 1 FROM register_entry WHERE document_id = incoming.id)
                UNION ALL
                SELECT outgoing.id FROM outgoing
                WHERE outgoing.state IN ('numbered', 'published')
                    AND NOT EXISTS (SELECT 1 FROM register_entry WHERE document_id = outgoing.id)
                UNION ALL
                SELECT secret_document.id FROM secret_document
                WHERE NOT EXISTS (SELECT 1 FROM register_entry WHERE document_id = secret_document.id)
                """,
            vietnamese: "Văn bản đã vào sổ mà sổ không có.",
            english: "A registered document does not stand in a register."),
        ConsistencyRule(
            area: "register",
            sql: """
                SELECT number || number_suffix || '/' || notation || ', ' || substr(promulgation_date, 1, 4) AS subject
                FROM outgoing WHERE number IS NOT NULL
                GROUP BY number, number_suffix, notation, substr(promulgation_date, 1, 4) HAVING COUNT(*) > 1
                """,
            vietnamese: "Hai văn bản đi cùng số, ký hiệu trong năm.",
            english: "Two documents of a year have one number and notation."),
    ]

    /// Lines of those who work on a document.
    private static let lines = [
        ConsistencyRule(
            area: "line",
            sql: """
                WITH RECURSIVE reached (id) AS (
                    SELECT id FROM receipt WHERE parent_id IS NULL
                    UNION ALL SELECT receipt.id FROM receipt JOIN reached ON receipt.parent_id = reached.id
                ) SELECT id AS subject FROM receipt WHERE id NOT IN (SELECT id FROM reached)
                """,
            vietnamese: "Dòng nhận không thuộc cây nào.", english: "A line hangs below itself."),
        ConsistencyRule(
            area: "line",
            sql: """
                SELECT receipt.id AS subject FROM receipt LEFT JOIN receipt AS parent ON parent.id = receipt.parent_id
                WHERE parent.incoming_id <> receipt.incoming_id OR receipt.branch <> COALESCE(parent.branch, receipt.part)
                """,
            vietnamese: "Dòng nhận không khớp dòng phía trên.", english: "A line does not agree with the one above."),
        ConsistencyRule(
            area: "line",
            sql: """
                SELECT incoming.id AS subject FROM incoming
                WHERE incoming.state IN ('assigned', 'in-progress') AND NOT EXISTS (
                    SELECT 1 FROM receipt WHERE incoming_id = incoming.id AND parent_id IS NULL
                        AND state NOT IN ('returned', 'withdrawn') AND (part = 'lead' OR incoming.state = 'assigned')
                )
                """,
            vietnamese: "Văn bản đang xử lý mà không ai giữ.", english: "Nobody has a document that is worked on."),
    ]

    /// What the gateway keeps, and what the documents say of it.
    private static let exchange = [
        ConsistencyRule(
            area: "exchange",
            sql: """
                SELECT id AS subject FROM secret_document WHERE EXISTS (
                    SELECT 1 FROM incoming WHERE incoming.id = secret_document.id
                    UNION ALL SELECT 1 FROM outgoing WHERE outgoing.id = secret_document.id
                    UNION ALL SELECT 1 FROM attachment WHERE document_id = secret_document.id
                    UNION ALL SELECT 1 FROM gateway_outbox WHERE reference = secret_document.id
                )
                """,
            vietnamese: "Văn bản mật có tệp, có gói tin hoặc nằm ngoài sổ mật.",
            english: "A secret document has files or packages, or stands outside of its register."),
        ConsistencyRule(
            area: "exchange",
            sql: """
                SELECT id AS subject FROM gateway_outbox
                WHERE NOT EXISTS (
                    SELECT 1 FROM incoming WHERE id = gateway_outbox.reference AND gateway_outbox.kind = 'status'
                    UNION ALL SELECT 1 FROM outgoing WHERE id = gateway_outbox.reference AND gateway_outbox.kind = 'document'
                    UNION ALL SELECT 1 FROM recall WHERE id = gateway_outbox.reference AND gateway_outbox.kind = 'document'
                    UNION ALL SELECT 1 FROM document_update WHERE id = gateway_outbox.reference
                        AND sent_by IS NOT NULL AND gateway_outbox.kind = 'document'
                )
                """,
            vietnamese: "Gói tin gửi đi không thuộc văn bản nào.", english: "A package of no document waits to be sent."
        ),
        ConsistencyRule(
            area: "exchange",
            // One package for each recipient: more would be sent twice, none never.
            sql: """
                SELECT recipient.outgoing_id || ' ' || recipient.organ_code AS subject
                FROM recipient JOIN outgoing ON outgoing.id = recipient.outgoing_id
                WHERE outgoing.state = 'published' AND NOT (\(Recipient.isStopped)) AND 1 <> (
                    SELECT COUNT(*) FROM gateway_outbox
                    WHERE reference = recipient.outgoing_id AND kind = 'document'
                        AND ' ' || organs || ' ' LIKE '% ' || recipient.organ_code || ' %'
                )
                """,
            vietnamese: "Nơi nhận không có đúng một gói tin.", english: "A recipient does not have exactly one package."
        ),
        ConsistencyRule(
            area: "exchange",
            sql: """
                SELECT recipient.outgoing_id || ' ' || recipient.organ_code AS subject
                FROM recipient JOIN outgoing ON outgoing.id = recipient.outgoing_id AND outgoing.state = 'published'
                    JOIN gateway_outbox ON gateway_outbox.reference = outgoing.id AND gateway_outbox.kind = 'document'
                        AND ' ' || gateway_outbox.organs || ' ' LIKE '% ' || recipient.organ_code || ' %'
                WHERE CASE recipient.transport
                    WHEN 'queued' THEN gateway_outbox.state NOT IN ('queued', 'sending')
                    WHEN 'failed' THEN gateway_outbox.state <> 'failed'
                    ELSE gateway_outbox.state <> 'sent' END
                """,
            vietnamese: "Tình hình gửi không khớp hộp gửi.", english: "A recipient says another thing than the outbox."),
        ConsistencyRule(
            area: "exchange",
            sql: """
                SELECT delivery_id AS subject FROM gateway_inbox
                WHERE state = 'stored' AND kind IN ('new', 'replacement')
                    AND NOT EXISTS (SELECT 1 FROM incoming WHERE delivery_id = gateway_inbox.delivery_id)
                UNION ALL
                SELECT delivery_id FROM incoming
                WHERE channel = 'hub' AND NOT EXISTS (
                    SELECT 1 FROM gateway_inbox WHERE delivery_id = incoming.delivery_id
                        AND package_hash = incoming.package_hash AND state = 'stored'
                )
                """,
            vietnamese: "Gói tin đã nhận và văn bản đến không khớp.",
            english: "What was received and the incoming documents disagree."),
    ]

    private static let documents = [
        ConsistencyRule(
            area: "document",
            sql: """
                SELECT id AS subject FROM attachment
                WHERE NOT EXISTS (
                    SELECT 1 FROM incoming WHERE id = attachment.document_id
                    UNION ALL SELECT 1 FROM outgoing WHERE id = attachment.document_id
                )
                """,
            vietnamese: "Tệp không thuộc văn bản nào.", english: "A file belongs to no document."),
        ConsistencyRule(
            area: "document",
            // A copy may have been given back since; what is in the register is never one.
            sql: """
                SELECT incoming.id AS subject FROM incoming
                WHERE incoming.closure = 'linked'
                    AND NOT EXISTS (SELECT 1 FROM duplicate_link WHERE duplicate_link.incoming_id = incoming.id)
                UNION ALL
                SELECT duplicate_link.incoming_id FROM duplicate_link
                JOIN incoming ON incoming.id = duplicate_link.incoming_id
                WHERE incoming.closure IS NULL OR incoming.closure = 'replaced' OR incoming.state <> 'received'
                    OR EXISTS (SELECT 1 FROM register_entry WHERE document_id = duplicate_link.incoming_id)
                    OR NOT EXISTS (SELECT 1 FROM register_entry WHERE document_id = duplicate_link.registered_id)
                """,
            vietnamese: "Bản gắn thêm không khớp văn bản đã vào sổ.",
            english: "A linked copy and the registered documents disagree."),
        ConsistencyRule(
            area: "document",
            sql: """
                SELECT id AS subject FROM (SELECT id FROM incoming UNION ALL SELECT id FROM outgoing) AS document
                WHERE NOT EXISTS (SELECT 1 FROM event WHERE document_id = document.id)
                """,
            vietnamese: "Văn bản không có diễn biến.", english: "A document has no timeline."),
    ]
}
