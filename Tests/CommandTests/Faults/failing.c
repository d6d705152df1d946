// A disk that fails on demand, for `LD_PRELOAD`: calls on files below FAILING_FOLDER are counted and fail as the control file says.
// Compiled by the tests that need it (`FailingDisk.swift`).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

// As `FailingDisk.Control` writes it.
struct control {
    _Atomic int32_t kinds;   // 1 sync, 2 write, 4 rename, 8 open for writing
    _Atomic int32_t first;   // the number of the first call that fails, from 1
    _Atomic int32_t last;    // of the last one
    _Atomic int32_t error;   // errno
    _Atomic int32_t seen;    // calls of these kinds since `kinds` was set
    _Atomic int32_t failed;  // of these
};

static struct control *control;
static char folder[PATH_MAX];
static size_t folder_length;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("FAILING_CONTROL"), *path = getenv("FAILING_FOLDER");
    if (!file || !path || !realpath(path, folder)) return;
    folder_length = strlen(folder);
    int descriptor = open(file, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    void *memory = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (memory != MAP_FAILED) control = memory;
}

static int is_ours(const char *path) {
    return strncmp(path, folder, folder_length) == 0;
}

static int is_our_file(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

// Whether this call fails. Looking a descriptor up costs: only while calls of this kind are of interest.
static int fails(int kind, int descriptor, const char *path) {
    if (!control || !(control->kinds & kind)) return 0;
    int saved = errno;
    int ours = path ? is_ours(path) : is_our_file(descriptor);
    errno = saved;
    if (!ours) return 0;
    int number = ++control->seen;
    if (number < control->first || number > control->last) return 0;
    control->failed++;
    errno = control->error;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int descriptor) { return fails(1, descriptor, NULL) ? -1 : REAL(fsync)(descriptor); }
int fdatasync(int descriptor) { return fails(1, descriptor, NULL) ? -1 : REAL(fdatasync)(descriptor); }
int syncfs(int descriptor) { return fails(1, descriptor, NULL) ? -1 : REAL(syncfs)(descriptor); }

ssize_t write(int descriptor, const void *bytes, size_t count) {
    return fails(2, descriptor, NULL) ? -1 : REAL(write)(descriptor, bytes, count);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return fails(2, descriptor, NULL) ? -1 : REAL(pwrite)(descriptor, bytes, count, offset);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    return fails(2, descriptor, NULL) ? -1 : REAL(pwrite64)(descriptor, bytes, count, offset);
}
int ftruncate(int descriptor, off_t length) {
    return fails(2, descriptor, NULL) ? -1 : REAL(ftruncate)(descriptor, length);
}
int ftruncate64(int descriptor, off64_t length) {
    return fails(2, descriptor, NULL) ? -1 : REAL(ftruncate64)(descriptor, length);
}

int rename(const char *from, const char *to) { return fails(4, -1, to) ? -1 : REAL(rename)(from, to); }

int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    if ((flags & (O_WRONLY | O_RDWR)) && fails(8, -1, path)) return -1;
    return REAL(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    if ((flags & (O_WRONLY | O_RDWR)) && fails(8, -1, path)) return -1;
    return REAL(open64)(path, flags, mode);
}
int access(const char *path, int mode) {
    return (mode & W_OK) && fails(8, -1, path) ? -1 : REAL(access)(path, mode);
}
