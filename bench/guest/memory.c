// Memory: the C library's copy and fill, a stream of doubles, and dependent loads at random places.
#include <stdlib.h>
#include <string.h>

#include "pvbench.h"

#define MEGABYTE (1 << 20)
#define TIMES 4

static unsigned char *from, *to;

static int copy_prepare(void) {
    uint64_t seed = 21;
    from = malloc(MEGABYTE);
    to = malloc(MEGABYTE);
    if (!from || !to) {
        return 0;
    }
    for (int i = 0; i < MEGABYTE; i += 8) {
        uint64_t random = mix64(&seed);
        memcpy(from + i, &random, sizeof random);
    }
    memset(to, 0, MEGABYTE);
    return 1;
}

static void copy_finish(void) {
    free(from);
    free(to);
}

static uint64_t sample(const unsigned char *bytes) {
    uint64_t sum = 0;
    for (int i = 0; i < MEGABYTE; i += 16381) {
        sum = fold(sum, bytes[i]);
    }
    return sum;
}

static uint64_t copy_round(void) {
    for (int i = 0; i < TIMES; i++) {
        memcpy(to, from, MEGABYTE);
        __asm__ volatile("" : : "r"(to) : "memory");
    }
    return sample(to);
}

const struct workload copy_1m = {"memcpy", (uint64_t)TIMES *MEGABYTE, copy_prepare, copy_round, copy_finish};

static uint64_t set_round(void) {
    for (int i = 0; i < TIMES; i++) {
        memset(to, 0x40 + i, MEGABYTE);
        __asm__ volatile("" : : "r"(to) : "memory");
    }
    return sample(to);
}

const struct workload set_1m = {"memset", (uint64_t)TIMES *MEGABYTE, copy_prepare, set_round, copy_finish};

// --- stream: a = b + s * c over 8 MB each ---

#define ELEMENTS (1 << 20)

static double *a, *b, *c;

static int stream_prepare(void) {
    a = malloc(ELEMENTS * sizeof *a);
    b = malloc(ELEMENTS * sizeof *b);
    c = malloc(ELEMENTS * sizeof *c);
    if (!a || !b || !c) {
        return 0;
    }
    for (int i = 0; i < ELEMENTS; i++) {
        a[i] = 0;
        b[i] = i;
        c[i] = 0.5 * i;
    }
    return 1;
}

static uint64_t stream_round(void) {
    uint64_t sum = 0;
    for (int i = 0; i < ELEMENTS; i++) {
        a[i] = b[i] + 3.0 * c[i];
    }
    for (int i = 0; i < ELEMENTS; i += 4099) {
        sum = fold(sum, bits_of(a[i]));
    }
    return sum;
}

static void stream_finish(void) {
    free(a);
    free(b);
    free(c);
}

// Operations: bytes read and written.
const struct workload stream_triad = {"stream", 3ull * ELEMENTS * sizeof(double), stream_prepare, stream_round, stream_finish};

// --- random chase through 32 MB ---

#define CELLS (8u << 20)
#define HOPS 20000u

static uint32_t *chain;

// One cycle through all cells: a linear congruential sequence of full period (multiplier 1 mod 4, odd increment).
static int chase_prepare(void) {
    chain = malloc(CELLS * sizeof *chain);
    if (!chain) {
        return 0;
    }
    for (uint32_t i = 0; i < CELLS; i++) {
        chain[i] = (i * 2891336453u + 12345u) % CELLS;
    }
    return 1;
}

static uint64_t chase_round(void) {
    // Each round starts elsewhere, or the caches would learn the path; a full cycle keeps the answer checkable.
    static uint32_t start;
    uint32_t at = start;
    for (uint32_t i = 0; i < HOPS; i++) {
        at = chain[at];
    }
    start = at;
    return at < CELLS;
}

static void chase_finish(void) {
    free(chain);
}

const struct workload random_chase = {"random-chase", HOPS, chase_prepare, chase_round, chase_finish};
