#include "forward.h"

#include <archive.h>
#include <archive_entry.h>

#define LIBRARY "libarchive.so.13"

FORWARD(mode_t, archive_entry_filetype, (struct archive_entry *a), (a))
FORWARD(const char *, archive_entry_hardlink, (struct archive_entry *a), (a))
FORWARD(time_t, archive_entry_mtime, (struct archive_entry *a), (a))
FORWARD(const char *, archive_entry_pathname, (struct archive_entry *a), (a))
FORWARD(mode_t, archive_entry_perm, (struct archive_entry *a), (a))
FORWARD(const char *, archive_entry_symlink, (struct archive_entry *a), (a))
FORWARD(const char *, archive_error_string, (struct archive *a), (a))
FORWARD(la_ssize_t, archive_read_data, (struct archive *a, void *b, size_t c), (a, b, c))
FORWARD(int, archive_read_free, (struct archive *a), (a))
FORWARD(struct archive *, archive_read_new, (void), ())
FORWARD(int, archive_read_next_header, (struct archive *a, struct archive_entry **b), (a, b))
FORWARD(int, archive_read_open_filename, (struct archive *a, const char *filename, size_t block_size), (a, filename, block_size))
FORWARD(int, archive_read_support_filter_all, (struct archive *a), (a))
FORWARD(int, archive_read_support_filter_gzip, (struct archive *a), (a))
FORWARD(int, archive_read_support_filter_xz, (struct archive *a), (a))
FORWARD(int, archive_read_support_filter_zstd, (struct archive *a), (a))
FORWARD(int, archive_read_support_format_all, (struct archive *a), (a))
FORWARD(int, archive_read_support_format_raw, (struct archive *a), (a))
