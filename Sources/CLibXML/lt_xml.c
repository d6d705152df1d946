#include "lt_xml.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

struct lt_xml {
    xmlParserCtxtPtr context;
    lt_xml_handler handler;
    /* Of the element that begins; NULL outside `start`. */
    const xmlChar **attributes;
    int attributeCount;
    bool stopped;
    int error;
    int line;
    char sentence[200];
};

static int current_line(const lt_xml *parser) {
    const xmlParserCtxtPtr context = parser->context;
    return context != NULL && context->input != NULL ? context->input->line : 0;
}

static void on_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaceCount,
                     const xmlChar **namespaces, int attributeCount, int defaultedCount, const xmlChar **attributes) {
    (void)namespaceCount, (void)namespaces, (void)defaultedCount;
    lt_xml *parser = data;
    if (parser->stopped) return;
    bool stray = false;
    for (int index = 0; index < attributeCount; index++) {
        /* localname, prefix, URI, value, end */
        const xmlChar **attribute = attributes + index * 5;
        if (attribute[1] != NULL && attribute[2] == NULL) stray = true;
    }
    parser->attributes = attributes;
    parser->attributeCount = attributeCount;
    parser->handler.start(parser->handler.context, (const char *)name, (const char *)prefix, (const char *)uri, stray,
                          current_line(parser));
    parser->attributes = NULL;
    parser->attributeCount = 0;
}

static void on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)name, (void)prefix, (void)uri;
    lt_xml *parser = data;
    if (!parser->stopped) parser->handler.end(parser->handler.context, current_line(parser));
}

static void on_text(void *data, const xmlChar *bytes, int count) {
    lt_xml *parser = data;
    if (parser->stopped || count <= 0) return;
    parser->handler.text(parser->handler.context, (const char *)bytes, (size_t)count);
}

static void on_doctype(void *data, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
    (void)name, (void)external, (void)system;
    lt_xml *parser = data;
    if (parser->stopped) return;
    lt_xml_stop(parser);
    parser->handler.doctype(parser->handler.context, current_line(parser));
}

static void on_error(void *data, xmlErrorPtr error) {
    lt_xml *parser = data;
    if (parser->stopped || parser->error != 0 || error->level != XML_ERR_FATAL) return;
    parser->error = error->code;
    parser->line = error->line;
    const char *text = error->message != NULL ? error->message : "";
    size_t length = strcspn(text, "\n");
    if (length >= sizeof parser->sentence) length = sizeof parser->sentence - 1;
    memcpy(parser->sentence, text, length);
    parser->sentence[length] = 0;
}

lt_xml *lt_xml_new(lt_xml_handler handler) {
    xmlInitParser();
    lt_xml *parser = calloc(1, sizeof *parser);
    if (parser == NULL) return NULL;
    parser->handler = handler;

    xmlSAXHandler sax;
    memset(&sax, 0, sizeof sax);
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_text;
    sax.ignorableWhitespace = on_text;
    sax.cdataBlock = on_text;
    sax.internalSubset = on_doctype;
    sax.serror = on_error;
    parser->context = xmlCreatePushParserCtxt(&sax, parser, NULL, 0, NULL);
    if (parser->context == NULL) {
        free(parser);
        return NULL;
    }
    /* Not XML_PARSE_HUGE: the limits of libxml2 stay on behind those of the caller. The declared encoding was judged
       before. */
    xmlCtxtUseOptions(parser->context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    return parser;
}

void lt_xml_free(lt_xml *parser) {
    if (parser == NULL) return;
    if (parser->context != NULL) {
        if (parser->context->myDoc != NULL) xmlFreeDoc(parser->context->myDoc);
        parser->context->myDoc = NULL;
        xmlFreeParserCtxt(parser->context);
    }
    free(parser);
}

static bool sound(const lt_xml *parser) {
    return parser->error == 0 && (parser->stopped || parser->context->wellFormed == 1);
}

bool lt_xml_feed(lt_xml *parser, const void *bytes, size_t count) {
    const char *rest = bytes;
    while (count > 0 && !parser->stopped && sound(parser)) {
        int piece = count > INT_MAX / 2 ? INT_MAX / 2 : (int)count;
        xmlParseChunk(parser->context, rest, piece, 0);
        rest += piece;
        count -= (size_t)piece;
    }
    return sound(parser);
}

bool lt_xml_finish(lt_xml *parser) {
    if (!parser->stopped && sound(parser)) xmlParseChunk(parser->context, NULL, 0, 1);
    return sound(parser);
}

void lt_xml_stop(lt_xml *parser) {
    if (parser->stopped) return;
    parser->stopped = true;
    xmlStopParser(parser->context);
}

int lt_xml_error(const lt_xml *parser, int *line, const char **sentence) {
    *line = parser->error != 0 ? parser->line : current_line(parser);
    *sentence = parser->sentence;
    if (parser->error != 0) return parser->error;
    return parser->context->wellFormed == 1 || parser->stopped ? 0 : parser->context->errNo;
}

const char *lt_xml_attribute(const lt_xml *parser, const char *name, size_t *count) {
    for (int index = 0; index < parser->attributeCount; index++) {
        const xmlChar **attribute = parser->attributes + index * 5;
        if (strcmp((const char *)attribute[0], name) != 0) continue;
        *count = (size_t)(attribute[4] - attribute[3]);
        return (const char *)attribute[3];
    }
    return NULL;
}

int lt_xml_line(const lt_xml *parser) { return current_line(parser); }
