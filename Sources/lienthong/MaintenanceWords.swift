/// What `--help` says of the signals that servers with nodes know.
enum MaintenanceWords {
    static let signals =
        "SIGUSR1: bảo trì nút này (/health trả lời 503, giao việc chung cho nút khác, vẫn phục vụ); SIGUSR2: hết bảo trì. SIGHUP: đọc lại chứng thư. SIGUSR1 begins the maintenance of this node, SIGUSR2 ends it; SIGHUP reads the certificate again."
}
