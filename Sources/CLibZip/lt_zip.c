#include "lt_zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

struct lt_zip {
    zip_t *archive;
    zip_file_t *entry;
    /* The first failure of writing, an errno. */
    int error;
};

lt_zip *lt_zip_open(const char *path) {
    lt_zip *zip = calloc(1, sizeof *zip);
    if (zip == NULL) return NULL;
    int error = 0;
    zip->archive = zip_open(path, ZIP_RDONLY, &error);
    if (zip->archive == NULL) {
        free(zip);
        return NULL;
    }
    return zip;
}

void lt_zip_close(lt_zip *zip) {
    if (zip == NULL) return;
    if (zip->entry != NULL) zip_fclose(zip->entry);
    zip_discard(zip->archive);
    free(zip);
}

int64_t lt_zip_count(const lt_zip *zip) { return zip_get_num_entries(zip->archive, 0); }

const char *lt_zip_name(const lt_zip *zip, uint64_t index) {
    return zip_get_name(zip->archive, index, ZIP_FL_ENC_RAW);
}

bool lt_zip_entry(lt_zip *zip, uint64_t index, const char **name, uint64_t *size, uint64_t *packedSize,
                  bool *encrypted) {
    zip_stat_t facts;
    zip_stat_init(&facts);
    if (zip_stat_index(zip->archive, index, ZIP_FL_ENC_RAW, &facts) != 0) return false;
    const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if ((facts.valid & needed) != needed) return false;
    *name = facts.name;
    *size = facts.size;
    *packedSize = facts.comp_size;
    *encrypted = (facts.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && facts.encryption_method != ZIP_EM_NONE;
    return true;
}

bool lt_zip_begin(lt_zip *zip, uint64_t index) {
    if (zip->entry != NULL) zip_fclose(zip->entry);
    zip->entry = zip_fopen_index(zip->archive, index, 0);
    return zip->entry != NULL;
}

bool lt_zip_begin_named(lt_zip *zip, const char *name) {
    if (zip->entry != NULL) zip_fclose(zip->entry);
    zip->entry = zip_fopen(zip->archive, name, 0);
    return zip->entry != NULL;
}

int64_t lt_zip_read(lt_zip *zip, void *buffer, size_t capacity) {
    return zip->entry == NULL ? -1 : zip_fread(zip->entry, buffer, capacity);
}

/* An errno for what libzip says. */
static int reason(const zip_error_t *error) {
    int system = zip_error_code_system(error);
    if (zip_error_system_type(error) == ZIP_ET_SYS && system != 0) return system;
    return zip_error_code_zip(error) == ZIP_ER_MEMORY ? ENOMEM : EIO;
}

lt_zip *lt_zip_create(const char *path, int *number) {
    *number = ENOMEM;
    lt_zip *zip = calloc(1, sizeof *zip);
    if (zip == NULL) return NULL;
    int error = 0;
    zip->archive = zip_open(path, ZIP_CREATE | ZIP_EXCL, &error);
    if (zip->archive == NULL) {
        zip_error_t failure;
        zip_error_init_with_code(&failure, error);
        *number = reason(&failure);
        zip_error_fini(&failure);
        free(zip);
        return NULL;
    }
    *number = 0;
    return zip;
}

static void add(lt_zip *zip, const char *name, zip_source_t *content) {
    zip_int64_t index = content == NULL ? -1 : zip_file_add(zip->archive, name, content, ZIP_FL_ENC_UTF_8);
    if (index < 0 && content != NULL) zip_source_free(content);
    /* DOS date and time of 1 January 2024, 00:00: independent of the zone of the machine. */
    if (index < 0 || zip_file_set_dostime(zip->archive, (zip_uint64_t)index, 0, 0x5821, 0) != 0)
        if (zip->error == 0) zip->error = reason(zip_get_error(zip->archive));
}

void lt_zip_add_file(lt_zip *zip, const char *name, const char *source) {
    add(zip, name, zip_source_file(zip->archive, source, 0, -1));
}

void lt_zip_add_bytes(lt_zip *zip, const char *name, const void *bytes, size_t count) {
    void *copy = malloc(count > 0 ? count : 1);
    if (copy == NULL) {
        if (zip->error == 0) zip->error = ENOMEM;
        return;
    }
    memcpy(copy, bytes, count);
    zip_source_t *content = zip_source_buffer(zip->archive, copy, count, 1);
    if (content == NULL) free(copy);
    add(zip, name, content);
}

int lt_zip_finish(lt_zip *zip) {
    int error = zip->error;
    if (error == 0 && zip_close(zip->archive) != 0) error = reason(zip_get_error(zip->archive));
    if (error != 0) zip_discard(zip->archive);
    free(zip);
    return error;
}

int lt_zip_wrap(const char *path, const char *name, const char *source) {
    int error = 0;
    lt_zip *zip = lt_zip_create(path, &error);
    if (zip == NULL) return error;
    lt_zip_add_file(zip, name, source);
    return lt_zip_finish(zip);
}
