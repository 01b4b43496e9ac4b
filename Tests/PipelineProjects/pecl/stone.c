#include "php.h"

ZEND_BEGIN_ARG_INFO(nothing, 0)
ZEND_END_ARG_INFO()

PHP_FUNCTION(stone_weight) { RETURN_LONG(42); }

static const zend_function_entry functions[] = {PHP_FE(stone_weight, nothing) PHP_FE_END};

zend_module_entry stone_module_entry = {
    STANDARD_MODULE_HEADER, "stone", functions, NULL, NULL, NULL, NULL, NULL, "1.2", STANDARD_MODULE_PROPERTIES};

ZEND_GET_MODULE(stone)
