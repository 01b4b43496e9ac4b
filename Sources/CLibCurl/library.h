#pragma once
#include <curl/curl.h>

// libcurl brings some thirty libraries with it, whose loading takes longer than choosing packages. So it is loaded when something is fetched.
struct cuttle_libcurl {
    CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_reset) *easy_reset;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_header) *easy_header;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
    __typeof__(curl_getdate) *getdate;
    __typeof__(curl_url) *url;
    __typeof__(curl_url_set) *url_set;
    __typeof__(curl_url_get) *url_get;
    __typeof__(curl_url_cleanup) *url_cleanup;
    __typeof__(curl_free) *free;
    /// Why it could not be loaded; empty when it was.
    char problem[256];
};

extern struct cuttle_libcurl libcurl;

/// Loads it when that was not done before: 1 when it is there, else 0 and `problem` says why.
int cuttle_load_libcurl(void);
