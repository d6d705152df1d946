#ifndef LT_SYNCFS_H
#define LT_SYNCFS_H

/// syncfs(2), which the Swift module of the C library does not show.
int lt_syncfs(int descriptor);

#endif
