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
