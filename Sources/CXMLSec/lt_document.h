/* Parsing and searching, shared by signing and verifying. Not visible outside of CXMLSec. */
#ifndef LT_DOCUMENT_H
#define LT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <libxml/tree.h>

/* Starts libxml2, OpenSSL and xmlsec1 once. False when that failed. */
bool lt_start(void);

/* NULL unless the bytes are well-formed UTF-8 XML without DOCTYPE, at most 256 levels deep. Loads nothing. */
xmlDocPtr lt_parse(const char *bytes, size_t count);

/* The next element in document order, or NULL. Does not use the stack. */
xmlNodePtr lt_next(xmlNodePtr node);

/* Whether the element has this local name, in whatever namespace or under whatever undeclared prefix. */
bool lt_named(xmlNodePtr node, const char *name);
bool lt_is_dsig(xmlNodePtr node, const char *name);
/* The first child with that name in the XMLDSig namespace, or the next one after it. */
xmlNodePtr lt_dsig_child(xmlNodePtr parent, const char *name);
xmlNodePtr lt_dsig_sibling(xmlNodePtr node, const char *name);

/* How many elements have this value in an attribute that any reader takes for an Id; the last of them. */
size_t lt_find_id(xmlDocPtr document, const char *value, xmlAttrPtr *found);

#endif
