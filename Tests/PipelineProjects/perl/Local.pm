package Local;
1;
