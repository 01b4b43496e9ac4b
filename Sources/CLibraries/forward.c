#include "forward.h"

#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

void *cuttle_function(const char *library, const char *name) {
    // One that is loaded already is found again.
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void *function = handle ? dlsym(handle, name) : NULL;
    if (function) return function;
    const char *reason = dlerror();
    fprintf(stderr, "error: %s cannot be loaded: %s\nhint: install the library, of the version that Cuttle was built with\n", library,
            reason ? reason : name);
    // Not exit: other threads may be at work with what its handlers would take down.
    _exit(1);
}
