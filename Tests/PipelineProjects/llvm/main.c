int generated(int);
static int never(int x) {
  return x + 1;
}
int main(int argc, char **argv) {
  int x = 0;
  if (argc > 1) {
    x += 1;
    x -= 1;
  }
  if (argc > 5) {
    x += never(x);
  }
  return generated(x);
}
