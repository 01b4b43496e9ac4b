#include <stdio.h>
#include "pebble.h"
int main(void) { return puts(pebble()) < 0; }
