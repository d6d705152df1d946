// What any hub must do and nothing else: reads a signed message, hashes it, verifies the signature (ECDSA P-256), appends it to one file,
// syncs together with the others that came meanwhile (fdatasync), then answers. One thread a connection, TLS.
// ceiling_serve FILE CERT.pem KEY.pem SENDER-PUBLIC.pem; says its port.
#define _GNU_SOURCE
#include "tls.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <stdint.h>

static EVP_PKEY *sender;
static int file;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static long appended, synced;
static int syncing;

static void keep(const char *bytes, size_t size) {
    pthread_mutex_lock(&lock);
    if (write(file, bytes, size) != (ssize_t)size) fail("the file cannot be written");
    long mine = ++appended;
    while (synced < mine) {
        if (syncing) { pthread_cond_wait(&done, &lock); continue; }
        syncing = 1;
        long upto = appended;
        pthread_mutex_unlock(&lock);
        if (fdatasync(file)) fail("the file cannot be synced");
        pthread_mutex_lock(&lock);
        syncing = 0;
        synced = upto;
        pthread_cond_broadcast(&done);
    }
    pthread_mutex_unlock(&lock);
}

static void *serve(void *argument) {
    SSL *ssl = argument;
    if (SSL_accept(ssl) != 1) fail("no TLS");
    uint32_t head[2];
    char *bytes = NULL;
    unsigned char signature[80], hash[32];
    while (tls_read(ssl, head, sizeof head)) {
        uint32_t size = ntohl(head[0]), signed_size = ntohl(head[1]);
        if (signed_size > sizeof signature || size > 1u << 30) fail("the message is too large");
        bytes = realloc(bytes, size);
        if (!tls_read(ssl, signature, signed_size) || !tls_read(ssl, bytes, size)) fail("the line was cut");
        EVP_MD_CTX *check = EVP_MD_CTX_new();
        if (EVP_DigestVerifyInit(check, NULL, EVP_sha256(), NULL, sender) != 1
            || EVP_DigestVerify(check, signature, signed_size, (unsigned char *)bytes, size) != 1)
            fail("the signature is wrong");
        EVP_MD_CTX_free(check);
        EVP_Digest(bytes, size, hash, NULL, EVP_sha256(), NULL);
        keep(bytes, size);
        tls_write(ssl, hash, sizeof hash);
    }
    close(SSL_get_fd(ssl));
    SSL_free(ssl);
    free(bytes);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 5) fail("ceiling_serve FILE CERT.pem KEY.pem SENDER-PUBLIC.pem");
    file = open(arguments[1], O_WRONLY | O_CREAT | O_APPEND, 0600);
    FILE *key = fopen(arguments[4], "r");
    sender = key ? PEM_read_PUBKEY(key, NULL, NULL, NULL) : NULL;
    if (!sender || file < 0) fail("file or key cannot be opened");
    SSL_CTX *context = tls_server_context(arguments[2], arguments[3]);
    int listener = tls_listen();
    while (1) {
        pthread_t thread;
        pthread_create(&thread, NULL, serve, tls_accept(context, listener));
        pthread_detach(thread);
    }
}
