int pebble(void);
int main(void) { return pebble() != 42; }
