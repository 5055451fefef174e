/* Runs every file of a corpus folder through a fuzz target; TAP. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int main(int argc, char **argv)
{
    static uint8_t bytes[1 << 20];
    struct dirent **names;
    int ran = 0;
    int count = argc == 2 ? scandir(argv[1], &names, NULL, alphasort) : -1;
    if (count < 0) {
        printf("Bail out! no corpus\n");
        return 1;
    }
    for (int i = 0; i < count; i++) {
        char path[1024];
        snprintf(path, sizeof(path), "%s/%s", argv[1], names[i]->d_name);
        FILE *f = names[i]->d_name[0] != '.' ? fopen(path, "rb") : NULL;
        if (f != NULL) {
            size_t len = fread(bytes, 1, sizeof(bytes), f);
            fclose(f);
            uint8_t *copy = malloc(len + 1); /* of the exact length: a read beyond it is seen */
            if (copy == NULL) {
                return 1;
            }
            memcpy(copy, bytes, len);
            copy = realloc(copy, len > 0 ? len : 1);
            (void)LLVMFuzzerTestOneInput(copy, len);
            free(copy);
            printf("ok %d - %s\n", ++ran, names[i]->d_name);
        }
        free(names[i]);
    }
    free(names);
    printf("1..%d\n", ran);
    return ran > 0 ? 0 : 1;
}
