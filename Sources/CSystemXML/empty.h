/* The module map alone matters: the headers of libxml2 stay behind CLibXML. */
