// The yardstick for one large package: keeps what is PUT (TLS → file → fdatasync → answer) and gives it back on GET. It looks at nothing.
// sink FILE CERT.pem KEY.pem; says its port. One connection after the other.
#define _GNU_SOURCE
#include "tls.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { PIECE = 256 * 1024 };
static char piece[PIECE];

static void keep(SSL *ssl, const char *path, size_t size, const char *begun, size_t have) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || write(file, begun, have) != (ssize_t)have) fail("%s cannot be written", path);
    for (size_t got; have < size; have += got) {
        if (SSL_read_ex(ssl, piece, PIECE, &got) != 1) fail("the line was cut");
        if (write(file, piece, got) != (ssize_t)got) fail("%s cannot be written", path);
    }
    if (fdatasync(file) || close(file)) fail("%s cannot be synced", path);
    static const char answer[] = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    tls_write(ssl, answer, sizeof answer - 1);
}

static void give(SSL *ssl, const char *path) {
    int file = open(path, O_RDONLY);
    struct stat stat;
    if (file < 0 || fstat(file, &stat)) fail("%s cannot be read", path);
    char head[128];
    int length = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %lld\r\nConnection: close\r\n\r\n", (long long)stat.st_size);
    tls_write(ssl, head, length);
    for (ssize_t got; (got = read(file, piece, PIECE)) > 0;) tls_write(ssl, piece, got);
    close(file);
}

static void serve(SSL *ssl, const char *path) {
    static char head[65536];
    size_t size = 0, got;
    char *end = NULL;
    while (!end) {
        if (size == sizeof head - 1 || SSL_read_ex(ssl, head + size, sizeof head - 1 - size, &got) != 1) return;
        size += got;
        head[size] = 0;
        end = strstr(head, "\r\n\r\n");
    }
    if (!strncmp(head, "GET", 3)) return give(ssl, path);
    char *length = strcasestr(head, "\r\ncontent-length:");
    if (!length || length > end) fail("a PUT without length");
    keep(ssl, path, strtoul(length + 17, NULL, 10), end + 4, head + size - (end + 4));
}

int main(int count, char **arguments) {
    if (count != 4) fail("sink FILE CERT.pem KEY.pem");
    SSL_CTX *context = tls_server_context(arguments[2], arguments[3]);
    int listener = tls_listen();
    while (1) {
        SSL *ssl = tls_accept(context, listener);
        if (SSL_accept(ssl) == 1) serve(ssl, arguments[1]);
        SSL_shutdown(ssl);
        close(SSL_get_fd(ssl));
        SSL_free(ssl);
    }
}
