/* The module map alone matters: the headers of libzip stay behind CLibZip. */
