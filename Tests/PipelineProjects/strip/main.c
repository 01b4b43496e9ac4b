#include <stdio.h>
int greet(const char *name) { return printf("hello %s\n", name); }
int main(void) { return greet("stone") < 0; }
