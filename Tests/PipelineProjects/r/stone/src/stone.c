#include <Rinternals.h>
SEXP weigh(void) { return ScalarInteger(42); }
