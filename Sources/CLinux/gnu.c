#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

const int cuttle_o_path = O_PATH;

int cuttle_make_temporary_file(char *template) { return mkostemp(template, O_CLOEXEC); }

int cuttle_exchange(const char *one, const char *other) {
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}

int64_t cuttle_parse_time(const char *text) {
    struct tm parts = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return end && !*end ? (int64_t)timegm(&parts) : -1;
}

ssize_t cuttle_copy_range(int input, int output, size_t count) {
    return copy_file_range(input, NULL, output, NULL, count, 0);
}
