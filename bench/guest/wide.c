// Calls the functions that wide_make.c made, in a scattered order: wide_steady again and again, and as a program of its
// own (pvwide) eight times, for code that is met for the first time.
#include "pvbench.h"

#define FILES 4
#define PER_FILE (WIDE_FUNCTIONS / FILES)

uint64_t wide_table[1024];

extern uint64_t (*const wide_functions_0[PER_FILE])(uint64_t, uint64_t);
extern uint64_t (*const wide_functions_1[PER_FILE])(uint64_t, uint64_t);
extern uint64_t (*const wide_functions_2[PER_FILE])(uint64_t, uint64_t);
extern uint64_t (*const wide_functions_3[PER_FILE])(uint64_t, uint64_t);

static uint64_t pass(uint64_t sum) {
    uint64_t (*const *const parts[FILES])(uint64_t, uint64_t) = {
        wide_functions_0,
        wide_functions_1,
        wide_functions_2,
        wide_functions_3,
    };
    // 7 and PER_FILE have no common divisor: every function is called once.
    for (unsigned i = 0, at = 0; i < PER_FILE; i++, at = (at + 7) % PER_FILE) {
        for (unsigned part = 0; part < FILES; part++) {
            sum = fold(sum, parts[part][at](sum, i));
        }
    }
    return sum;
}

static uint64_t passes(unsigned count) {
    uint64_t sum = 1;
    for (int i = 0; i < 1024; i++) {
        wide_table[i] = (uint64_t)i * 0x9e3779b97f4a7c15u;
    }
    while (count-- > 0) {
        sum = pass(sum);
    }
    return sum;
}

#ifdef WIDE_PROGRAM

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    uint64_t sum = passes(8);
    if (argc > 1 && strcmp(argv[1], "expected") == 0) {
        printf("wide-cold %llx\n", (unsigned long long)sum);
        return 0;
    }
    return write(3, &sum, sizeof sum) == sizeof sum ? 0 : 1;
}

#else

static uint64_t round_(void) {
    return passes(1);
}

const struct workload wide_steady = {"wide-steady", WIDE_FUNCTIONS, 0, round_, 0};

#endif
