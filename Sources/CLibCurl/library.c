#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

struct cuttle_libcurl libcurl;

static void *find(void *handle, const char *name) {
    void *function = handle ? dlsym(handle, name) : NULL;
    if (!function && !libcurl.problem[0]) {
        const char *reason = dlerror();
        snprintf(libcurl.problem, sizeof libcurl.problem, "libcurl cannot be loaded: %s", reason ? reason : name);
    }
    return function;
}

#define FIND(function) libcurl.function = (__typeof__(libcurl.function))find(handle, "curl_" #function)

static void load(void) {
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    FIND(easy_setopt);
    FIND(easy_getinfo);
    FIND(easy_init);
    FIND(easy_reset);
    FIND(easy_perform);
    FIND(easy_header);
    FIND(easy_strerror);
    FIND(easy_cleanup);
    FIND(slist_append);
    FIND(slist_free_all);
    FIND(getdate);
    FIND(url);
    FIND(url_set);
    FIND(url_get);
    FIND(url_cleanup);
    FIND(free);
}

int cuttle_load_libcurl(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return libcurl.problem[0] == 0;
}
