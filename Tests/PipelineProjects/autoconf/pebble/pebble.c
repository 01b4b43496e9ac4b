#include "pebble.h"
#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
const char *pebble(void) { return TEXT(GREETING); }
