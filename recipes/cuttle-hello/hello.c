// Unpacks the greeting that pack.c stored in greeting.h and prints it,
// followed by a few lines about the system it runs on.  With --raw only the
// text itself is printed.

#include <lzma.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "greeting.h"

static void die(const char *why)
{
	fprintf(stderr, "cuttle-hello: %s\n", why);
	exit(1);
}

static void unpack(unsigned char *text)
{
	uint64_t memory = 128 << 20;
	size_t from = 0, to = 0;

	if (lzma_stream_buffer_decode(&memory, 0, NULL, greeting, &from, sizeof greeting,
			text, &to, greeting_length) != LZMA_OK)
		die("the greeting is damaged");
	if (from != sizeof greeting || to != greeting_length)
		die("the greeting is cut off");
}

// The value of PRETTY_NAME in os-release, without its quotes.
static void system_name(char *name, size_t size)
{
	static const char key[] = "PRETTY_NAME=";
	char line[256];

	snprintf(name, size, "a system without a name");
	FILE *file = fopen("/etc/os-release", "r");
	if (file == NULL)
		return;
	while (fgets(line, sizeof line, file) != NULL) {
		if (strncmp(line, key, sizeof key - 1) != 0)
			continue;
		char *value = line + sizeof key - 1;
		value += strspn(value, "\"'");
		value[strcspn(value, "\"'\r\n")] = '\0';
		snprintf(name, size, "%s", value);
	}
	fclose(file);
}

int main(int count, char **words)
{
	static unsigned char text[greeting_length];
	const int raw = count == 2 && strcmp(words[1], "--raw") == 0;

	if (count > 1 && !raw) {
		fprintf(stderr, "usage: cuttle-hello [--raw]\n");
		return 2;
	}

	unpack(text);
	fwrite(text, 1, sizeof text, stdout);

	if (!raw) {
		char name[256];
		struct utsname kernel;

		system_name(name, sizeof name);
		printf("  system    %s\n", name);
		if (uname(&kernel) == 0)
			printf("  kernel    %s %s, %s\n", kernel.sysname, kernel.release, kernel.machine);
		printf("  liblzma   %s, %zu bytes unpacked to %d\n",
			lzma_version_string(), sizeof greeting, (int)greeting_length);
		printf("  user      %u\n", (unsigned)getuid());
	}

	if (fflush(stdout) != 0 || ferror(stdout))
		die("can not write standard output");
	return 0;
}
