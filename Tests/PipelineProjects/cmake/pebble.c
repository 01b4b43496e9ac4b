int pebble(void) { return 42; }
