// What the loads share: N threads, each with a connection of its own and one message on its way; latencies; the result as JSON.
#pragma once
#include "fail.h"
#include "clock.h"
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

// A message: a file whose number of nine digits is written anew wherever it stands.
#define FIRST_NUMBER "100000000"
struct message { char *bytes; size_t size; size_t places[16]; int count; };

static struct message message_read(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) fail("%s cannot be read", path);
    struct message message = {0};
    fseek(file, 0, SEEK_END);
    message.size = ftell(file);
    rewind(file);
    message.bytes = malloc(message.size + 1);
    if (fread(message.bytes, 1, message.size, file) != message.size) fail("%s cannot be read", path);
    message.bytes[message.size] = 0;
    fclose(file);
    for (char *at = message.bytes; (at = memmem(at, message.bytes + message.size - at, FIRST_NUMBER, 9)); at += 9) {
        if (message.count == 16) fail("the number stands too often in %s", path);
        message.places[message.count++] = at - message.bytes;
    }
    if (!message.count) fail("%s has no number", path);
    return message;
}

static struct message message_copy(struct message original) {
    struct message copy = original;
    copy.bytes = malloc(original.size);
    memcpy(copy.bytes, original.bytes, original.size);
    return copy;
}

static void message_number(struct message *message, long number) {
    char digits[24];
    snprintf(digits, sizeof digits, "%09ld", 100000001 + number);
    for (int i = 0; i < message->count; i++) memcpy(message->bytes + message->places[i], digits, 9);
}

// What each program brings: a connection for each thread, and one message that is safe when `client_send` returns.
static void *client_open(int thread);
static void client_send(void *client, long number);

static long load_count;
static double *load_latencies;
static atomic_long load_next;
static pthread_barrier_t load_start;

static void *load_thread(void *argument) {
    void *client = client_open((int)(long)argument);
    pthread_barrier_wait(&load_start);
    for (long number; (number = atomic_fetch_add(&load_next, 1)) < load_count;) {
        double begun = now();
        client_send(client, number);
        load_latencies[number] = (now() - begun) * 1000;
    }
    return NULL;
}

static int load_compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void load_run(int threads, long count, size_t size) {
    pthread_t ids[256];
    if (threads < 1 || threads > 256 || count < 1) fail("1 to 256 threads, at least one message");
    load_count = count;
    load_latencies = calloc(count, sizeof *load_latencies);
    pthread_barrier_init(&load_start, NULL, threads + 1);
    for (long i = 0; i < threads; i++) pthread_create(&ids[i], NULL, load_thread, (void *)i);
    pthread_barrier_wait(&load_start);
    double begun = now();
    for (int i = 0; i < threads; i++) pthread_join(ids[i], NULL);
    double seconds = now() - begun;
    qsort(load_latencies, count, sizeof *load_latencies, load_compare);
    printf("{\"messages\": %ld, \"bytes\": %zu, \"seconds\": %.4f, \"perSecond\": %.1f, \"p50\": %.3f, \"p99\": %.3f}\n", count, size,
           seconds, count / seconds, load_latencies[count / 2], load_latencies[count * 99 / 100]);
}
