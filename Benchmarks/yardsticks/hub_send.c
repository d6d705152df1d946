// Sends packages to a hub, as hard as the loads beside it do: hub_send PORT CA.pem TOKEN PACKAGE THREADS COUNT [OFFSET].
// Each thread has one connection with one package on its way; a package is sent when the hub has answered 201. OFFSET: the first number.
#define _GNU_SOURCE
#include "load.h"
#include "tls.h"
#include <openssl/evp.h>

static SSL_CTX *context;
static struct message original;
static const char *token;
static int port;
static long offset;

struct client { SSL *ssl; struct message message; };

static void *client_open(int thread) {
    (void)thread;
    struct client *client = malloc(sizeof *client);
    *client = (struct client){tls_connect(context, port), message_copy(original)};
    return client;
}

static void answer(SSL *ssl) {
    static const char wanted[] = "HTTP/1.1 201";
    char head[16384];
    size_t size = 0, piece;
    char *end = NULL;
    while (!end) {
        if (size == sizeof head - 1 || SSL_read_ex(ssl, head + size, sizeof head - 1 - size, &piece) != 1) fail("the hub cut the line");
        size += piece;
        head[size] = 0;
        end = strstr(head, "\r\n\r\n");
    }
    if (strncmp(head, wanted, sizeof wanted - 1)) fail("the hub answered: %s", head);
    char *length = strcasestr(head, "\r\ncontent-length:");
    if (!length || length > end) fail("the hub's answer has no length");
    size_t rest = strtoul(length + 17, NULL, 10), have = size - (end + 4 - head);
    char body[65536];
    if (have > rest || rest > sizeof body || !tls_read(ssl, body, rest - have)) fail("the hub's answer has a wrong length");
}

static void client_send(void *pointer, long number) {
    struct client *client = pointer;
    struct message *message = &client->message;
    message_number(message, offset + number);
    unsigned char hash[32], digest[48];
    EVP_Digest(message->bytes, message->size, hash, NULL, EVP_sha256(), NULL);
    EVP_EncodeBlock(digest, hash, sizeof hash);
    char head[1024];
    int size = snprintf(head, sizeof head,
        "POST /v1/packages HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\nContent-Type: application/edxml+xml\r\n"
        "Content-Digest: sha-256=:%s:\r\nContent-Length: %zu\r\n\r\n", port, token, digest, message->size);
    tls_write(client->ssl, head, size);
    tls_write(client->ssl, message->bytes, message->size);
    answer(client->ssl);
}

int main(int count, char **arguments) {
    if (count != 7 && count != 8) fail("hub_send PORT CA.pem TOKEN PACKAGE THREADS COUNT [OFFSET]");
    port = atoi(arguments[1]);
    context = tls_context(arguments[2]);
    token = arguments[3];
    original = message_read(arguments[4]);
    offset = count == 8 ? atol(arguments[7]) : 0;
    load_run(atoi(arguments[5]), atol(arguments[6]), original.size);
}
