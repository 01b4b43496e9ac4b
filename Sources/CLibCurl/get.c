#include "CLibCurl.h"
#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const int cuttle_curl_cannot_continue = CURLE_RANGE_ERROR;

static size_t receive(char *bytes, size_t size, size_t count, void *user) {
    const cuttle_curl_receiver *receiver = user;
    return receiver->sink(receiver->context, (const uint8_t *)bytes, size * count) == 0 ? size * count : 0;
}

static int progress(void *user, curl_off_t down, curl_off_t downNow, curl_off_t up, curl_off_t upNow) {
    const cuttle_curl_receiver *receiver = user;
    (void)down, (void)downNow, (void)up, (void)upNow;
    return receiver->stop(receiver->context);
}

/// Seconds after which a date names one version only: until then the file may have been written twice at that time (RFC 9110, 8.8.2.2).
static const time_t settled = 60;

/// Keeps what names the version of the file. A weak ETag does not vouch for single bytes, so it cannot be used to continue.
static void keep_validator(CURL *curl, char *validator, size_t size) {
    struct curl_header *header;
    const char *value = NULL;
    if (libcurl.easy_header(curl, "ETag", 0, CURLH_HEADER, -1, &header) == CURLHE_OK && header->value[0] == '"') value = header->value;
    if (!value && libcurl.easy_header(curl, "Last-Modified", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
        time_t date = libcurl.getdate(header->value, NULL);
        if (date != -1 && date <= time(NULL) - settled) value = header->value;
    }
    if (value && strlen(value) < size) strcpy(validator, value);
}

cuttle_curl_result cuttle_curl_get(const cuttle_curl_request *request, const cuttle_curl_receiver *receiver) {
    cuttle_curl_result result = {0};
    if (!cuttle_load_libcurl()) {
        result.code = CURLE_FAILED_INIT;
        strncpy(result.message, libcurl.problem, sizeof result.message - 1);
        return result;
    }
    CURL *curl = libcurl.easy_init();
    struct curl_slist *headers = NULL;
    char message[CURL_ERROR_SIZE] = "";
    libcurl.easy_setopt(curl, CURLOPT_URL, request->address);
    libcurl.easy_setopt(curl, CURLOPT_USERAGENT, request->agent);
    libcurl.easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    libcurl.easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    if (request->stays_encrypted) libcurl.easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    // Where a proxy looks into connections, or a company has its own authority: OpenSSL's variables, which libcurl alone does not heed.
    if (getenv("SSL_CERT_FILE")) libcurl.easy_setopt(curl, CURLOPT_CAINFO, getenv("SSL_CERT_FILE"));
    if (getenv("SSL_CERT_DIR")) libcurl.easy_setopt(curl, CURLOPT_CAPATH, getenv("SSL_CERT_DIR"));
    libcurl.easy_setopt(curl, CURLOPT_MAXREDIRS, 10L);
    libcurl.easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    libcurl.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    libcurl.easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
    // 0 would mean libcurl's default of five minutes.
    libcurl.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, request->connect_timeout ? request->connect_timeout : 86400000L);
    if (request->stall_timeout) {
        libcurl.easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
        libcurl.easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, request->stall_timeout);
    }
    if (request->offset > 0) {
        char line[300];
        snprintf(line, sizeof line, "If-Range: %s", request->validator);
        headers = libcurl.slist_append(headers, line);
        libcurl.easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        libcurl.easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)request->offset);
    }
    if (request->known && *request->known) {
        char line[300];
        const char *field = *request->known == '"' ? "If-None-Match" : "If-Modified-Since";
        snprintf(line, sizeof line, "%s: %s", field, request->known);
        headers = libcurl.slist_append(headers, line);
        libcurl.easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    }
    // Not handed on to another server that a redirection names.
    if (request->credentials && *request->credentials) libcurl.easy_setopt(curl, CURLOPT_USERPWD, request->credentials);
    libcurl.easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
    libcurl.easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    libcurl.easy_setopt(curl, CURLOPT_WRITEDATA, receiver);
    libcurl.easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    libcurl.easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
    libcurl.easy_setopt(curl, CURLOPT_XFERINFODATA, receiver);
    CURLcode code = libcurl.easy_perform(curl);
    libcurl.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result.status);
    result.code = (int)code;
    strncpy(result.message, message[0] ? message : libcurl.easy_strerror(code), sizeof result.message - 1);
    keep_validator(curl, result.validator, sizeof result.validator);
    libcurl.easy_cleanup(curl);
    libcurl.slist_free_all(headers);
    return result;
}
