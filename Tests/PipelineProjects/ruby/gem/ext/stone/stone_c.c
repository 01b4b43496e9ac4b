#include <ruby.h>
static VALUE weight(VALUE self) { return INT2FIX(42); }
void Init_stone_c(void) { rb_define_singleton_method(rb_define_module("Stone"), "weight", weight, 0); }
