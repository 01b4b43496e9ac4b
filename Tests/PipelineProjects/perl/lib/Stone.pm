package Stone;
our $VERSION = '1.2';
require XSLoader;
XSLoader::load('Stone', $VERSION);
1;
