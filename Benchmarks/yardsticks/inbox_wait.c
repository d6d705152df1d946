// Waits at many inboxes at once: inbox_wait PORT CA.pem TOKENS. TOKENS has one token a line; each asks by long poll over a connection of its own.
// Says "waiting" when all have asked, then when the first and the last was answered with a delivery (CLOCK_MONOTONIC, seconds).
#define _GNU_SOURCE
#include "clock.h"
#include "tls.h"
#include <pthread.h>
#include <string.h>

enum { LIMIT = 1000 };
static SSL_CTX *context;
static int port;
static char tokens[LIMIT][256];
static double answered[LIMIT];
static pthread_barrier_t asked;

static void *await(void *argument) {
    long index = (long)argument;
    SSL *ssl = tls_connect(context, port);
    char text[65536];
    int length = snprintf(text, sizeof text,
        "GET /v1/inbox?after=0&limit=1&wait=30 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n", tokens[index]);
    tls_write(ssl, text, length);
    pthread_barrier_wait(&asked);
    size_t size = 0, piece;
    while (!memmem(text, size, "\"next\":", 7)) {
        if (SSL_read_ex(ssl, text + size, sizeof text - size, &piece) != 1) fail("the hub cut the line");
        size += piece;
    }
    answered[index] = now();
    if (!memmem(text, size, "deliveryId", 10)) fail("nothing came: %.*s", (int)size, text);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 4) fail("inbox_wait PORT CA.pem TOKENS");
    port = atoi(arguments[1]);
    context = tls_context(arguments[2]);
    FILE *file = fopen(arguments[3], "r");
    int boxes = 0;
    if (!file) fail("%s cannot be read", arguments[3]);
    while (boxes < LIMIT && fscanf(file, "%255s", tokens[boxes]) == 1) boxes++;
    pthread_t ids[LIMIT];
    pthread_barrier_init(&asked, NULL, boxes + 1);
    for (long i = 0; i < boxes; i++) pthread_create(&ids[i], NULL, await, (void *)i);
    pthread_barrier_wait(&asked);
    printf("waiting\n");
    fflush(stdout);
    double first = 0, last = 0;
    for (int i = 0; i < boxes; i++) {
        pthread_join(ids[i], NULL);
        if (!i || answered[i] < first) first = answered[i];
        if (answered[i] > last) last = answered[i];
    }
    printf("answered %d %.6f %.6f\n", boxes, first, last);
}
