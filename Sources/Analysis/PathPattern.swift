import Glibc

/// Whether a path is what a pattern of the shell describes; `*` does not go beyond a slash.
func matches(_ pattern: String, _ path: String) -> Bool {
    fnmatch(pattern, path, FNM_PATHNAME) == 0
}
