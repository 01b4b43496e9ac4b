#if !LIBFUZZER
import Glibc

/// Prints a line at once: what was found must be on paper before a crash.
func say(_ line: String) {
    print(line)
    fflush(nil)
}
#endif
