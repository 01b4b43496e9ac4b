#pragma once

// System calls that the C library does not offer; one C file per family.

#include <stdint.h>
#include <sys/types.h>
// mallopt(3), llistxattr(2) and lgetxattr(2), which the C library's module leaves out.
#include <malloc.h>
#include <sys/xattr.h>

/// openat2(2). `resolve` is a set of RESOLVE_ flags from linux/openat2.h. Returns a descriptor, or -1 with errno set.
int cuttle_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);

/// RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS: a path that leaves `directory` is refused with EXDEV.
extern const uint64_t cuttle_resolve_beneath;

/// RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS: `directory` is taken as `/`.
extern const uint64_t cuttle_resolve_in_root;

/// O_PATH, which glibc shows only to GNU sources.
extern const int cuttle_o_path;

/// mkostemp(3) with O_CLOEXEC: creates and opens a file, completing the six X at the end of `template`.
int cuttle_make_temporary_file(char *template);

/// renameat2(2) with RENAME_EXCHANGE: two names change places in one step. -1 with errno set; EINVAL where a file system cannot.
int cuttle_exchange(const char *one, const char *other);

/// The seconds since 1970 of a time like 2025-01-31T12:00:00Z; -1 for anything else.
int64_t cuttle_parse_time(const char *text);

/// copy_file_range(2) from where each descriptor stands: bytes copied, 0 at the end, -1 with errno set.
ssize_t cuttle_copy_range(int input, int output, size_t count);
