#include "CLinux.h"

#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

const uint64_t cuttle_resolve_beneath = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
const uint64_t cuttle_resolve_in_root = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;

int cuttle_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}
