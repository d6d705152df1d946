// TLS on 127.0.0.1: clients that verify the certificate, servers on a free port.
#pragma once
#include "fail.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static inline struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return address;
}

static inline SSL_CTX *tls_context(const char *authority) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (SSL_CTX_load_verify_locations(context, authority, NULL) != 1) fail("%s cannot be read", authority);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    return context;
}

static inline SSL *tls_connect(SSL_CTX *context, int port) {
    int descriptor = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in address = loopback(port);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address)) fail("nobody answers at port %d", port);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    SSL *ssl = SSL_new(context);
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), "127.0.0.1");
    SSL_set_fd(ssl, descriptor);
    if (SSL_connect(ssl) != 1) fail("no TLS with port %d: %s", port, X509_verify_cert_error_string(SSL_get_verify_result(ssl)));
    return ssl;
}

static inline void tls_write(SSL *ssl, const void *bytes, size_t size) {
    size_t written;
    if (SSL_write_ex(ssl, bytes, size, &written) != 1 || written != size) fail("the line was cut while writing");
}

// All of `size`; 0 at the end of the line.
static inline int tls_read(SSL *ssl, void *bytes, size_t size) {
    for (size_t got = 0, piece; got < size; got += piece)
        if (SSL_read_ex(ssl, (char *)bytes + got, size - got, &piece) != 1) return 0;
    return 1;
}

static inline SSL_CTX *tls_server_context(const char *certificate, const char *key) {
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1 || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
        fail("%s or %s cannot be read", certificate, key);
    return context;
}

// Listens and says the port.
static inline int tls_listen(void) {
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 256)) fail("no port");
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

// The next connection, before its handshake.
static inline SSL *tls_accept(SSL_CTX *context, int listener) {
    int descriptor = accept(listener, NULL, NULL), one = 1;
    if (descriptor < 0) fail("accept");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, descriptor);
    return ssl;
}
