int generated(int x) {
  if (x > 3) {
    return 2;
  }
  return 0;
}
