/* Reads all *.yaml files of the folders named, and asks libyaml for every event of each: what any reader of them pays at least. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static unsigned long long files, bytes, events;

static char *contents(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) return NULL;
    long length = ftell(file);
    rewind(file);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    *size = text ? fread(text, 1, (size_t)length, file) : 0;
    fclose(file);
    return text;
}

static int parse(const char *path) {
    size_t size = 0;
    char *text = contents(path, &size);
    if (!text) return 0;
    yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (unsigned char *)text, size);
    int type = YAML_NO_EVENT;
    while (type != YAML_STREAM_END_EVENT) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) break;
        type = event.type;
        yaml_event_delete(&event);
        events++;
    }
    yaml_parser_delete(&parser);
    free(text);
    files++;
    bytes += size;
    return type == YAML_STREAM_END_EVENT;
}

int main(int count, char **folders) {
    for (int index = 1; index < count; index++) {
        DIR *folder = opendir(folders[index]);
        if (!folder) return fprintf(stderr, "cannot read %s\n", folders[index]), 1;
        for (struct dirent *entry; (entry = readdir(folder));) {
            size_t length = strlen(entry->d_name);
            if (length < 5 || entry->d_name[0] == '.' || strcmp(entry->d_name + length - 5, ".yaml")) continue;
            char path[4096];
            if (snprintf(path, sizeof path, "%s/%s", folders[index], entry->d_name) >= (int)sizeof path) return 1;
            if (!parse(path)) return fprintf(stderr, "cannot parse %s\n", path), 1;
        }
        closedir(folder);
    }
    printf("{\"files\": %llu, \"bytes\": %llu, \"events\": %llu}\n", files, bytes, events);
    return 0;
}
