PHP_ARG_ENABLE([stone], [whether to have stone], [AS_HELP_STRING([--enable-stone], [have stone])], [yes])
if test "$PHP_STONE" != no; then
  PHP_NEW_EXTENSION(stone, stone.c, $ext_shared)
fi
