#include "CLibCurl.h"

#include <curl/curl.h>
#include <string.h>

struct receiver {
    cuttle_curl_sink sink;
    void *context;
};

static size_t receive(char *bytes, size_t size, size_t count, void *user) {
    struct receiver *receiver = user;
    return receiver->sink(receiver->context, (const uint8_t *)bytes, size * count) == 0 ? size * count : 0;
}

cuttle_curl_result cuttle_curl_get(const char *address, const char *agent, cuttle_curl_sink sink, void *context) {
    cuttle_curl_result result = {0};
    struct receiver receiver = {sink, context};
    CURL *curl = curl_easy_init();
    char message[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, agent);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 10L);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 20L);
    // A transfer that stands still for a minute is dead.
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 60L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiver);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result.status);
    result.code = (int)code;
    strncpy(result.message, message[0] ? message : curl_easy_strerror(code), sizeof result.message - 1);
    curl_easy_cleanup(curl);
    return result;
}
