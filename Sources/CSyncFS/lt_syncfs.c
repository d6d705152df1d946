#define _GNU_SOURCE
#include "lt_syncfs.h"
#include <unistd.h>

int lt_syncfs(int descriptor) { return syncfs(descriptor); }
