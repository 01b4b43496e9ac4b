#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"
#ifndef FROM_RECIPE
#error "the flags of the recipe are lost"
#endif

MODULE = Stone  PACKAGE = Stone

int
weight()
  CODE:
    RETVAL = 42;
  OUTPUT:
    RETVAL
