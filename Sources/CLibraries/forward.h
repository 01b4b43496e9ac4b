#pragma once
#include <stdatomic.h>

/// The function of a library, which is loaded when it was not before. Does not return when there is none.
void *cuttle_function(const char *library, const char *name);

/// Defines a function that its header declares: it calls that of LIBRARY.
#define FORWARD(result, name, parameters, arguments)                                                    \
    result name parameters {                                                                            \
        static _Atomic(__typeof__(&name)) found;                                                        \
        __typeof__(&name) function = atomic_load_explicit(&found, memory_order_acquire);                \
        if (!function) {                                                                                \
            function = (__typeof__(&name))cuttle_function(LIBRARY, #name);                              \
            atomic_store_explicit(&found, function, memory_order_release);                              \
        }                                                                                               \
        return function arguments;                                                                      \
    }
