// Sends signed messages to ceiling_serve: ceiling_send PORT CA.pem KEY.pem MESSAGE THREADS COUNT.
// Each thread has one connection with one message on its way; a message is sent when its hash came back.
#define _GNU_SOURCE
#include "load.h"
#include "tls.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdint.h>

static SSL_CTX *context;
static EVP_PKEY *key;
static struct message original;
static int port;

struct client { SSL *ssl; struct message message; };

static void *client_open(int thread) {
    (void)thread;
    struct client *client = malloc(sizeof *client);
    *client = (struct client){tls_connect(context, port), message_copy(original)};
    return client;
}

static void client_send(void *pointer, long number) {
    struct client *client = pointer;
    struct message *message = &client->message;
    message_number(message, number);
    unsigned char framed[8 + 80], hash[32], answer[32];
    size_t size = 80;
    EVP_MD_CTX *sign = EVP_MD_CTX_new();
    if (EVP_DigestSignInit(sign, NULL, EVP_sha256(), NULL, key) != 1
        || EVP_DigestSign(sign, framed + 8, &size, (unsigned char *)message->bytes, message->size) != 1)
        fail("cannot sign");
    EVP_MD_CTX_free(sign);
    uint32_t head[2] = {htonl(message->size), htonl(size)};
    memcpy(framed, head, sizeof head);
    tls_write(client->ssl, framed, 8 + size);
    tls_write(client->ssl, message->bytes, message->size);
    EVP_Digest(message->bytes, message->size, hash, NULL, EVP_sha256(), NULL);
    if (!tls_read(client->ssl, answer, sizeof answer) || memcmp(hash, answer, sizeof hash)) fail("not answered");
}

int main(int count, char **arguments) {
    if (count != 7) fail("ceiling_send PORT CA.pem KEY.pem MESSAGE THREADS COUNT");
    port = atoi(arguments[1]);
    context = tls_context(arguments[2]);
    FILE *file = fopen(arguments[3], "r");
    key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
    if (!key) fail("%s cannot be read", arguments[3]);
    original = message_read(arguments[4]);
    load_run(atoi(arguments[5]), atol(arguments[6]), original.size);
}
