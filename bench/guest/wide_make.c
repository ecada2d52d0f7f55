// Prints a C file with thousands of functions of random integer code: wide code, each function different.
// wide_make FILE FILES COUNT SEED: the part number FILE of FILES parts of COUNT functions in all.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "pvbench.h"

static uint64_t seed;

static unsigned random_below(unsigned limit) {
    return (unsigned)((mix64(&seed) >> 32) * limit >> 32);
}

static const char variables[] = "abcdef";

static char variable(void) {
    return variables[random_below(6)];
}

static void statement(void) {
    char x = variable(), y = variable(), z = variable();
    unsigned n = 1 + random_below(30);
    switch (random_below(11)) {
        case 0:
            printf("    %c = %c + %c * %lluu;\n", x, y, z, (unsigned long long)(mix64(&seed) >> 34 | 1));
            break;
        case 1:
            printf("    %c ^= %c >> %u;\n", x, y, n);
            break;
        case 2:
            printf("    %c += %c << %u ^ %c;\n", x, y, n, z);
            break;
        case 3:
            printf("    %c = (%c << %u | %c >> %u) - %c;\n", x, y, n, y, 64 - n, z);
            break;
        case 4:
            printf("    if (%c < %c) { %c = %c - %uu; } else { %c ^= %c; }\n", x, y, z, x, n * 977, x, z);
            break;
        case 5:
            printf("    %c += wide_table[(%c >> %u) & 1023];\n", x, y, n);
            break;
        case 6:
            printf("    wide_table[(%c + %uu) & 1023] = %c ^ %c;\n", x, n * 31, y, z);
            break;
        case 7:
            printf("    %c = (uint64_t)(uint32_t)%c * (uint32_t)%c + %c;\n", x, y, z, x);
            break;
        case 8:
            printf("    %c = %c & %uu ? %c + 1 : ~%c;\n", x, y, 1u << n % 16, z, y);
            break;
        case 9:
            printf("    %c -= (uint64_t)((int64_t)%c >> %u) & %c;\n", x, y, n, z);
            break;
        default:
            printf("    for (unsigned i = 0; i < (%c & 3); i++) { %c += %c ^ i; }\n", x, y, z);
            break;
    }
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: wide_make FILE FILES COUNT SEED\n");
        return 2;
    }
    unsigned file = (unsigned)atoi(argv[1]), files = (unsigned)atoi(argv[2]), count = (unsigned)atoi(argv[3]);
    seed = (uint64_t)atoi(argv[4]) * 1000 + file;
    unsigned first = count / files * file, end = first + count / files;
    printf("#include <stdint.h>\nextern uint64_t wide_table[1024];\n");
    for (unsigned f = first; f < end; f++) {
        printf("static uint64_t wide_%u(uint64_t a, uint64_t b) {\n", f);
        printf("    uint64_t c = a ^ %uu, d = b + %uu, e = a * 3, f = a - b;\n", f * 7919, f);
        for (unsigned statements = 10 + random_below(16); statements > 0; statements--) {
            statement();
        }
        printf("    return a ^ b ^ c ^ d ^ e ^ f;\n}\n");
    }
    printf("uint64_t (*const wide_functions_%u[])(uint64_t, uint64_t) = {\n", file);
    for (unsigned f = first; f < end; f++) {
        printf("    wide_%u,\n", f);
    }
    printf("};\n");
    return 0;
}
