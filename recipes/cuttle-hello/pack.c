// Reads standard input, packs it as one .xz stream and writes the stream to
// standard output as a C array.  One thread, fixed preset: the same input
// always gives the same array.

#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>

static void die(const char *why)
{
	fprintf(stderr, "pack: %s\n", why);
	exit(1);
}

int main(void)
{
	static unsigned char plain[1 << 16];
	static unsigned char packed[(1 << 16) + 1024];
	size_t used = 0;

	const size_t length = fread(plain, 1, sizeof plain, stdin);
	if (ferror(stdin))
		die("can not read standard input");
	if (length == sizeof plain)
		die("the text is too long");

	if (lzma_easy_buffer_encode(9 | LZMA_PRESET_EXTREME, LZMA_CHECK_CRC64, NULL,
			plain, length, packed, &used, sizeof packed) != LZMA_OK)
		die("liblzma refused to pack");

	printf("enum { greeting_length = %zu };\n", length);
	printf("static const unsigned char greeting[%zu] = {", used);
	for (size_t i = 0; i < used; i++)
		printf("%s0x%02x,", i % 12 == 0 ? "\n\t" : " ", packed[i]);
	printf("\n};\n");

	if (fflush(stdout) != 0 || ferror(stdout))
		die("can not write standard output");
	return 0;
}
