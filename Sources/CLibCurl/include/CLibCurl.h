#pragma once

// libcurl's options are set by a variadic function, which Swift cannot call; this is what Cuttle needs of it.

#include <stdint.h>

/// Where the bytes of a transfer go; a result other than 0 stops the transfer.
typedef int (*cuttle_curl_sink)(void *context, const uint8_t *bytes, uintptr_t count);

/// How a transfer ended.
typedef struct {
    /// 0 when the whole body arrived; else libcurl's code.
    int code;
    /// The status of the last response, 0 when there was none.
    long status;
    /// The reason in words when code is not 0.
    char message[256];
} cuttle_curl_result;

/// Fetches an http or https address by GET, following redirects.
cuttle_curl_result cuttle_curl_get(const char *address, const char *agent, cuttle_curl_sink sink, void *context);
