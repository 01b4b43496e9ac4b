#pragma once

// libcurl's options are set by a variadic function, which Swift cannot call; this is what Cuttle needs of it.

#include <stdint.h>

/// What to fetch, and how patiently.
typedef struct {
    const char *address;
    const char *agent;
    /// The first byte that is wanted; more than 0 continues an earlier transfer.
    int64_t offset;
    /// What the server called the version of the file that is being continued: an ETag or a date. NULL when offset is 0.
    const char *validator;
    /// What the server called the version of the file that is there already: a new one is only wanted when it is another. NULL or empty:
    /// there is none.
    const char *known;
    /// `user:password` for servers that ask for it; NULL or empty: none but those of the address and of netrc.
    const char *credentials;
    /// Whether redirections may lead to https only.
    int stays_encrypted;
    /// Milliseconds until a connection must stand, the name of the server included; 0 means no limit.
    long connect_timeout;
    /// Seconds that a transfer may stand still; 0 means no limit.
    long stall_timeout;
} cuttle_curl_request;

/// What is called during a transfer.
typedef struct {
    void *context;
    /// Where the bytes go; a result other than 0 stops the transfer.
    int (*sink)(void *context, const uint8_t *bytes, uintptr_t count);
    /// Asked about once a second; a result other than 0 stops the transfer.
    int (*stop)(void *context);
} cuttle_curl_receiver;

/// How a transfer ended.
typedef struct {
    /// 0 when the whole body arrived; else libcurl's code.
    int code;
    /// The status of the last response, 0 when there was none.
    long status;
    /// The reason in words when code is not 0.
    char message[256];
    /// A strong ETag or else the date of the file; empty when the server named neither.
    char validator[256];
} cuttle_curl_result;

/// Fetches an http or https address by GET, following redirects.
///
/// When a transfer cannot be continued, because the server does not do that or has another version of the file now, the code is
/// cuttle_curl_cannot_continue, and nothing was handed to the sink.
cuttle_curl_result cuttle_curl_get(const cuttle_curl_request *request, const cuttle_curl_receiver *receiver);

/// libcurl's code for a transfer that cannot be continued.
extern const int cuttle_curl_cannot_continue;

/// What an exchange goes over: holds connections open for the next. One exchange at a time.
typedef void cuttle_curl_session;

/// A request of any method.
typedef struct {
    const char *method;
    const char *address;
    const char *agent;
    /// `Name: value` each.
    const char *const *headers;
    long header_count;
    /// Bytes that `source` gives; -1: the request has no body.
    int64_t body_length;
    /// Whether proxies that the environment names are passed by.
    int is_direct;
    /// As in cuttle_curl_request.
    long connect_timeout;
    long stall_timeout;
} cuttle_curl_message;

/// What is called during an exchange; a result other than 0 stops it, but for `source`.
typedef struct {
    void *context;
    /// Given each line of the head of each response, the status line first.
    int (*header)(void *context, const uint8_t *bytes, uintptr_t count);
    /// Given the body of the response.
    int (*sink)(void *context, const uint8_t *bytes, uintptr_t count);
    /// Writes the next bytes of the request's body, and says how many; 0 at the end, less than 0 to stop.
    intptr_t (*source)(void *context, uint8_t *bytes, uintptr_t count);
    /// The body is wanted from an offset on: a connection that was kept open turned out to be closed.
    int (*rewind)(void *context, int64_t offset);
    /// Asked about once a second.
    int (*stop)(void *context);
} cuttle_curl_handlers;

cuttle_curl_session *cuttle_curl_open(void);
void cuttle_curl_close(cuttle_curl_session *session);

/// Sends a request and takes the response, whatever its status; redirections are not followed, and netrc is not read.
cuttle_curl_result cuttle_curl_exchange(
    cuttle_curl_session *session,
    const cuttle_curl_message *message,
    const cuttle_curl_handlers *handlers
);

/// The parts of an address (RFC 3986).
typedef struct {
    char text[4096];
    char scheme[16];
    char host[256];
    char port[8];
} cuttle_curl_address;

/// Resolves a reference, which may be empty, against an absolute address; not 0 for what is no address or holds a user's name.
int cuttle_curl_resolve(const char *base, const char *reference, cuttle_curl_address *result);

/// Seconds since 1970 of a date in a header; -1 for what is none.
int64_t cuttle_curl_date(const char *text);
