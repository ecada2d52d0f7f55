// A dependent chain of cheap integer instructions in one tiny loop.
#include "pvbench.h"

#define ITERATIONS 2000000

static uint64_t round_(void) {
    uint64_t a = 0x243f6a8885a308d3u, b = 0x13198a2e03707344u;
    for (uint64_t i = 0; i < ITERATIONS; i++) {
        a = (a ^ b) + i;
        b = (b << 7 | b >> 57) - a;
#ifdef __GNUC__
        __asm__ volatile("" : "+r"(a), "+r"(b)); // keeps the compiler from unrolling or folding the loop
#endif
    }
    return fold(a, b);
}

const struct workload alu_loop = {"alu-loop", ITERATIONS, 0, round_, 0};
