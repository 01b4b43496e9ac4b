const char *pebble(void);
