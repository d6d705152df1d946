/* The small part of libzip that EdXML, Spreadsheet and Office need: reading entries of a ZIP, and writing a ZIP. */
#ifndef LT_ZIP_H
#define LT_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lt_zip lt_zip;

/* Opens the ZIP at `path` for reading. NULL when it cannot be opened. */
lt_zip *lt_zip_open(const char *path);
void lt_zip_close(lt_zip *zip);

/* Number of entries. */
int64_t lt_zip_count(const lt_zip *zip);
/* The name of an entry as raw bytes, living as long as `zip`; NULL when there is none. */
const char *lt_zip_name(const lt_zip *zip, uint64_t index);
/* What the directory says of an entry. `name` is raw bytes and lives as long as `zip`. False when it says too little. */
bool lt_zip_entry(lt_zip *zip, uint64_t index, const char **name, uint64_t *size, uint64_t *packedSize,
                  bool *encrypted);
/* Begins to read an entry; the one before it is closed. */
bool lt_zip_begin(lt_zip *zip, uint64_t index);
/* The same by its name. False also when there is none, or it is encrypted. */
bool lt_zip_begin_named(lt_zip *zip, const char *name);
/* Bytes read, 0 at the end, -1 when the content is broken (its checksum included). */
int64_t lt_zip_read(lt_zip *zip, void *buffer, size_t capacity);

/* Begins a ZIP at `path`, which must not exist; nothing is written before `lt_zip_finish`. NULL with an errno in `number`
   when it cannot. Entries are dated 1 January 2024, so that the same content always gives the same bytes. */
lt_zip *lt_zip_create(const char *path, int *number);
/* The file `source` must stay until `lt_zip_finish`. */
void lt_zip_add_file(lt_zip *zip, const char *name, const char *source);
void lt_zip_add_bytes(lt_zip *zip, const char *name, const void *bytes, size_t count);
/* Writes and frees it; returns 0 or the errno of the first failure, then nothing stands at `path`. */
int lt_zip_finish(lt_zip *zip);

/* Writes a ZIP at `path` (which must not exist) whose only entry `name` is the file `source`, dated 1 January 2024
   so that the same file always gives the same bytes. Returns 0 or an errno. */
int lt_zip_wrap(const char *path, const char *name, const char *source);

#endif
