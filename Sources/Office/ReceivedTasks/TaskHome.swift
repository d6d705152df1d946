import Storage

/// Where a task that was given to us is worked on: at the document that brought it, or, when that is a further copy (`DuplicateLink`), at the registered
/// document. What is reported goes to whoever sent the copy.
///
/// A copy that the same sender sent once more brings the same tasks: each is worked on once, at the registered document before its copies, at an
/// older copy before a newer one.
enum TaskHome {
    static let migration = Migration(
        "office 0433 tasks of copies",
        sql: "CREATE INDEX received_task_sender ON received_task (sender_id);"
    )

    /// For `received_task AS task`: the id of that document.
    static let id = """
        COALESCE((SELECT link.registered_id FROM duplicate_link AS link JOIN incoming AS copy ON copy.id = link.incoming_id
            WHERE link.incoming_id = task.incoming_id AND copy.closure = 'linked'), task.incoming_id)
        """

    /// Whether the task `task` of `bearer`, linked to `registered`, came by another package already. The names are those of the statement around it.
    static func isDouble(task: String, bearer: String, registered: String) -> String {
        """
        EXISTS (SELECT 1 FROM received_task AS twin JOIN incoming AS other ON other.id = twin.incoming_id
            WHERE twin.sender_id = \(task).sender_id AND twin.id <> \(task).id AND other.organ_code = \(bearer).organ_code
                AND (other.id = \(registered) OR (other.closure = 'linked' AND other.id < \(bearer).id AND other.id IN (
                    SELECT sibling.incoming_id FROM duplicate_link AS sibling WHERE sibling.registered_id = \(registered)))))
        """
    }

    /// For `received_task AS task`: those that are shown at the document `$1`.
    static let isHere = """
        (task.incoming_id = $1 OR task.id IN (
            SELECT copied.id FROM duplicate_link AS link JOIN incoming AS copy ON copy.id = link.incoming_id AND copy.closure = 'linked'
            JOIN received_task AS copied ON copied.incoming_id = copy.id
            WHERE link.registered_id = $1 AND NOT \(Self.isDouble(task: "copied", bearer: "copy", registered: "$1"))))
        """
}
