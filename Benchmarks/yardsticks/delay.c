// A line that is slow: delay PORT TO MICROSECONDS. What comes to 127.0.0.1:PORT goes on to 127.0.0.1:TO, each way that much later.
#include "fail.h"
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long delay;

struct way { int from, to; };

static void *carry(void *argument) {
    struct way way = *(struct way *)argument;
    free(argument);
    char bytes[1 << 17];
    for (ssize_t count; (count = recv(way.from, bytes, sizeof bytes, 0)) > 0;) {
        struct timespec until = {0, delay * 1000};
        clock_nanosleep(CLOCK_MONOTONIC, 0, &until, NULL);
        for (ssize_t sent = 0; sent < count;) {
            ssize_t done = send(way.to, bytes + sent, count - sent, MSG_NOSIGNAL);
            if (done <= 0) goto ended;
            sent += done;
        }
    }
ended:
    shutdown(way.from, SHUT_RD);
    shutdown(way.to, SHUT_WR);
    return NULL;
}

static void start(int from, int to) {
    struct way *way = malloc(sizeof *way);
    *way = (struct way){from, to};
    pthread_t thread;
    if (pthread_create(&thread, NULL, carry, way) != 0) fail("no more threads");
    pthread_detach(thread);
}

static struct sockaddr_in local(const char *port) {
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int main(int count, char **words) {
    if (count != 4) fail("delay PORT TO MICROSECONDS");
    struct sockaddr_in here = local(words[1]), there = local(words[2]);
    delay = atol(words[3]);
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) != 0 || listen(listener, 128) != 0) fail("port %s is taken", words[1]);
    puts("ready");
    fflush(stdout);
    for (;;) {
        // Descriptors stay open: a run has few connections.
        int near = accept(listener, NULL, NULL), far = socket(AF_INET, SOCK_STREAM, 0);
        if (near < 0 || connect(far, (struct sockaddr *)&there, sizeof there) != 0) fail("no connection to port %s", words[2]);
        setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        setsockopt(far, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        start(near, far);
        start(far, near);
    }
}
