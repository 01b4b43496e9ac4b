#include "CLibCurl.h"
#include "library.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static size_t receive(char *bytes, size_t size, size_t count, void *user) {
    const cuttle_curl_handlers *handlers = user;
    return handlers->sink(handlers->context, (const uint8_t *)bytes, size * count) == 0 ? size * count : 0;
}

static size_t header(char *bytes, size_t size, size_t count, void *user) {
    const cuttle_curl_handlers *handlers = user;
    return handlers->header(handlers->context, (const uint8_t *)bytes, size * count) == 0 ? size * count : 0;
}

static size_t send_body(char *bytes, size_t size, size_t count, void *user) {
    const cuttle_curl_handlers *handlers = user;
    intptr_t given = handlers->source(handlers->context, (uint8_t *)bytes, size * count);
    return given < 0 ? CURL_READFUNC_ABORT : (size_t)given;
}

static int rewind_body(void *user, curl_off_t offset, int origin) {
    const cuttle_curl_handlers *handlers = user;
    return origin == SEEK_SET && handlers->rewind(handlers->context, offset) == 0 ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

static int progress(void *user, curl_off_t down, curl_off_t downNow, curl_off_t up, curl_off_t upNow) {
    const cuttle_curl_handlers *handlers = user;
    (void)down, (void)downNow, (void)up, (void)upNow;
    return handlers->stop(handlers->context);
}

cuttle_curl_session *cuttle_curl_open(void) { return cuttle_load_libcurl() ? libcurl.easy_init() : NULL; }

void cuttle_curl_close(cuttle_curl_session *session) { libcurl.easy_cleanup(session); }

cuttle_curl_result cuttle_curl_exchange(
    cuttle_curl_session *session,
    const cuttle_curl_message *message,
    const cuttle_curl_handlers *handlers
) {
    cuttle_curl_result result = {0};
    CURL *curl = session;
    struct curl_slist *headers = NULL;
    char text[CURL_ERROR_SIZE] = "";
    // Connections stay open for the next exchange.
    libcurl.easy_reset(curl);
    libcurl.easy_setopt(curl, CURLOPT_URL, message->address);
    libcurl.easy_setopt(curl, CURLOPT_USERAGENT, message->agent);
    libcurl.easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    // Who may be told what at another address is for the caller to decide.
    libcurl.easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    libcurl.easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    libcurl.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    // As programs in Go and OpenSSL's own do; libcurl alone does not look at it.
    const char *authorities = getenv("SSL_CERT_FILE");
    if (authorities && *authorities) libcurl.easy_setopt(curl, CURLOPT_CAINFO, authorities);
    if (message->is_direct) libcurl.easy_setopt(curl, CURLOPT_PROXY, "");
    // 0 would mean libcurl's default of five minutes.
    libcurl.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, message->connect_timeout ? message->connect_timeout : 86400000L);
    if (message->stall_timeout) {
        libcurl.easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
        libcurl.easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, message->stall_timeout);
    }
    for (long index = 0; index < message->header_count; index++) headers = libcurl.slist_append(headers, message->headers[index]);
    libcurl.easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (strcmp(message->method, "HEAD") == 0) {
        libcurl.easy_setopt(curl, CURLOPT_NOBODY, 1L);
    } else if (message->body_length >= 0) {
        libcurl.easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        libcurl.easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message->body_length);
        libcurl.easy_setopt(curl, CURLOPT_READFUNCTION, send_body);
        libcurl.easy_setopt(curl, CURLOPT_READDATA, handlers);
        libcurl.easy_setopt(curl, CURLOPT_SEEKFUNCTION, rewind_body);
        libcurl.easy_setopt(curl, CURLOPT_SEEKDATA, handlers);
        libcurl.easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, 1L << 18);
        libcurl.easy_setopt(curl, CURLOPT_CUSTOMREQUEST, message->method);
    } else {
        libcurl.easy_setopt(curl, CURLOPT_HTTPGET, 1L);
        libcurl.easy_setopt(curl, CURLOPT_CUSTOMREQUEST, message->method);
    }
    libcurl.easy_setopt(curl, CURLOPT_ERRORBUFFER, text);
    libcurl.easy_setopt(curl, CURLOPT_HEADERFUNCTION, header);
    libcurl.easy_setopt(curl, CURLOPT_HEADERDATA, handlers);
    libcurl.easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    libcurl.easy_setopt(curl, CURLOPT_WRITEDATA, handlers);
    libcurl.easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    libcurl.easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
    libcurl.easy_setopt(curl, CURLOPT_XFERINFODATA, handlers);
    // With CURLOPT_NOSIGNAL, whoever writes to a connection that the server has closed may get SIGPIPE.
    sigset_t pipe, before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    CURLcode code = libcurl.easy_perform(curl);
    const struct timespec now = {0};
    while (sigtimedwait(&pipe, NULL, &now) > 0) {}
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    libcurl.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result.status);
    result.code = (int)code;
    strncpy(result.message, text[0] ? text : libcurl.easy_strerror(code), sizeof result.message - 1);
    libcurl.easy_reset(curl);
    libcurl.slist_free_all(headers);
    return result;
}

static int copy_part(CURLU *address, CURLUPart part, unsigned flags, char *target, uintptr_t size) {
    char *text = NULL;
    if (libcurl.url_get(address, part, &text, flags) != CURLUE_OK) return -1;
    int fits = strlen(text) < size;
    if (fits) strcpy(target, text);
    libcurl.free(text);
    return fits ? 0 : -1;
}

int cuttle_curl_resolve(const char *base, const char *reference, cuttle_curl_address *result) {
    memset(result, 0, sizeof *result);
    if (!cuttle_load_libcurl()) return -1;
    CURLU *address = libcurl.url();
    int status = address && libcurl.url_set(address, CURLUPART_URL, base, 0) == CURLUE_OK ? 0 : -1;
    if (status == 0 && *reference) status = libcurl.url_set(address, CURLUPART_URL, reference, 0) == CURLUE_OK ? 0 : -1;
    if (status == 0) status = copy_part(address, CURLUPART_URL, 0, result->text, sizeof result->text);
    if (status == 0) status = copy_part(address, CURLUPART_SCHEME, 0, result->scheme, sizeof result->scheme);
    if (status == 0) status = copy_part(address, CURLUPART_HOST, 0, result->host, sizeof result->host);
    if (status == 0) status = copy_part(address, CURLUPART_PORT, CURLU_DEFAULT_PORT, result->port, sizeof result->port);
    char *user = NULL;
    if (status == 0 && libcurl.url_get(address, CURLUPART_USER, &user, 0) == CURLUE_OK) status = -1;
    libcurl.free(user);
    libcurl.url_cleanup(address);
    return status;
}

int64_t cuttle_curl_date(const char *text) { return cuttle_load_libcurl() ? (int64_t)libcurl.getdate(text, NULL) : -1; }
