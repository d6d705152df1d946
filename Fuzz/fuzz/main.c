/* libFuzzer calls this with every input; FUZZ_TARGET says which part of ours is tried. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lt_fuzz_reader(const uint8_t *bytes, size_t count);
void lt_fuzz_attachment(const uint8_t *bytes, size_t count);
void lt_fuzz_splicer(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    const char *target = getenv("FUZZ_TARGET");
    if (target == NULL || strcmp(target, "reader") == 0) {
        lt_fuzz_reader(bytes, count);
    } else if (strcmp(target, "attachment") == 0) {
        lt_fuzz_attachment(bytes, count);
    } else if (strcmp(target, "splicer") == 0) {
        lt_fuzz_splicer(bytes, count);
    } else {
        fprintf(stderr, "FUZZ_TARGET is reader, attachment or splicer\n");
        exit(64);
    }
    return 0;
}
