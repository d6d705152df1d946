// Seconds of a clock that nobody sets: the one of Python's time.monotonic().
#pragma once
#include <time.h>

static inline double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}
