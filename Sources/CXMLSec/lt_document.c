#include "lt_document.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <xmlsec/xmlsec.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>

static const char *const dsig = "http://www.w3.org/2000/09/xmldsig#";
/* Canonicalisation recurses; real packages have less than 20 levels. */
static const int deepest = 256;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool started = false;

static void start(void) {
    xmlInitParser();
    if (xmlSecInit() < 0 || xmlSecOpenSSLAppInit(NULL) < 0 || xmlSecOpenSSLInit() < 0) return;
    /* Nothing is ever fetched, by whatever way somebody finds to ask for it. */
    xmlSecIOCleanupCallbacks();
    xmlSecErrorsDefaultCallbackEnableOutput(0);
    started = true;
}

static void on_doctype(void *data, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
    (void)name, (void)external, (void)system;
    xmlParserCtxtPtr context = data;
    context->wellFormed = 0;
    xmlStopParser(context);
}

static void on_error(void *data, xmlErrorPtr error) { (void)data, (void)error; }

bool lt_start(void) {
    if (pthread_once(&once, start) != 0 || !started) return false;
    /* Canonicalisation reports to the thread, by default on standard error. A stranger's XML is no reason to print. */
    xmlSetStructuredErrorFunc(NULL, on_error);
    return true;
}

static bool too_deep(xmlDocPtr document) {
    int depth = 0;
    xmlNodePtr node = xmlDocGetRootElement(document);
    while (node != NULL) {
        if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
            if (++depth > deepest) return true;
            node = node->children;
            continue;
        }
        while (node != NULL && node->next == NULL) {
            node = node->parent;
            depth--;
            if (node == NULL || node->type == XML_DOCUMENT_NODE) return false;
        }
        if (node != NULL) node = node->next;
    }
    return false;
}

xmlDocPtr lt_parse(const char *bytes, size_t count) {
    if (count == 0 || count > INT_MAX) return NULL;
    xmlParserCtxtPtr context = xmlNewParserCtxt();
    if (context == NULL) return NULL;
    context->sax->internalSubset = on_doctype;
    context->sax->serror = on_error;
    /* HUGE for attachments beyond 10 MB; without a DTD nothing can grow. The encoding is UTF-8 by the format. */
    int options = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    xmlDocPtr document = xmlCtxtReadMemory(context, bytes, (int)count, NULL, "UTF-8", options);
    bool sound = document != NULL && context->wellFormed == 1 && xmlDocGetRootElement(document) != NULL
        && document->intSubset == NULL && document->extSubset == NULL && !too_deep(document);
    if (document != NULL && !sound) {
        xmlFreeDoc(document);
        document = NULL;
    }
    xmlFreeParserCtxt(context);
    return document;
}

xmlNodePtr lt_next(xmlNodePtr node) {
    do {
        if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
            node = node->children;
            continue;
        }
        while (node != NULL && node->next == NULL) {
            node = node->parent;
            if (node == NULL || node->type == XML_DOCUMENT_NODE) return NULL;
        }
        if (node != NULL) node = node->next;
    } while (node != NULL && node->type != XML_ELEMENT_NODE);
    return node;
}

bool lt_named(xmlNodePtr node, const char *name) {
    const char *own = (const char *)node->name;
    const char *colon = strchr(own, ':');
    return strcmp(colon != NULL ? colon + 1 : own, name) == 0;
}

bool lt_is_dsig(xmlNodePtr node, const char *name) {
    return node->type == XML_ELEMENT_NODE && node->ns != NULL && node->ns->href != NULL
        && strcmp((const char *)node->ns->href, dsig) == 0 && strcmp((const char *)node->name, name) == 0;
}

static xmlNodePtr first_from(xmlNodePtr node, const char *name) {
    while (node != NULL && !lt_is_dsig(node, name)) node = node->next;
    return node;
}

xmlNodePtr lt_dsig_child(xmlNodePtr parent, const char *name) { return first_from(parent->children, name); }
xmlNodePtr lt_dsig_sibling(xmlNodePtr node, const char *name) { return first_from(node->next, name); }

size_t lt_find_id(xmlDocPtr document, const char *value, xmlAttrPtr *found) {
    size_t count = 0;
    for (xmlNodePtr node = xmlDocGetRootElement(document); node != NULL; node = lt_next(node)) {
        for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
            if (xmlStrcasecmp(attribute->name, BAD_CAST "id") != 0) continue;
            xmlChar *text = xmlNodeListGetString(document, attribute->children, 1);
            bool same = text != NULL && strcmp((const char *)text, value) == 0;
            xmlFree(text);
            if (!same) continue;
            *found = attribute;
            count++;
        }
    }
    return count;
}
