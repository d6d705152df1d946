/* The small part of libxml2 that EdXML and Spreadsheet need, as a push parser. Nothing of libxml2 is included here: its headers
   clash with the ICU module of Foundation. */
#ifndef LT_XML_H
#define LT_XML_H

#include <stdbool.h>
#include <stddef.h>

typedef struct lt_xml lt_xml;

/* What happens while bytes are fed. Names and text are UTF-8 and live only during the call. */
typedef struct {
    void *context;
    /* `prefix` and `uri` may be NULL; a prefix without uri is declared nowhere. `strayPrefix` tells that an
       attribute has a prefix that is declared nowhere. */
    void (*start)(void *context, const char *name, const char *prefix, const char *uri, bool strayPrefix, int line);
    void (*end)(void *context, int line);
    void (*text)(void *context, const char *bytes, size_t count);
    /* A DOCTYPE; the parser has already stopped. */
    void (*doctype)(void *context, int line);
} lt_xml_handler;

/* NULL when memory is short. Reads UTF-8 whatever the declaration says; loads nothing; knows no entities but the
   five. */
lt_xml *lt_xml_new(lt_xml_handler handler);
void lt_xml_free(lt_xml *parser);

/* False once the input is not well-formed; then nothing more is reported. */
bool lt_xml_feed(lt_xml *parser, const void *bytes, size_t count);
/* No more bytes come. False when the input is not well-formed or not complete. */
bool lt_xml_finish(lt_xml *parser);
/* From within the handler: nothing more is reported. */
void lt_xml_stop(lt_xml *parser);

/* From within `start`: the value of the attribute with that local name, whatever its prefix; not ended by 0. NULL when there is
   none. */
const char *lt_xml_attribute(const lt_xml *parser, const char *name, size_t *count);

/* The first error that made the input unreadable: libxml2's number (0: none), its line, its sentence (never NULL). */
int lt_xml_error(const lt_xml *parser, int *line, const char **sentence);
int lt_xml_line(const lt_xml *parser);

#endif
