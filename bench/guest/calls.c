// Calls: through tables of function pointers, as virtual methods are, and deep recursion.
#include "pvbench.h"

// --- virtual calls: a mixed array of shapes ---

#define SHAPES 512
#define SWEEPS 60

struct shape;

struct methods {
    uint32_t (*area)(const struct shape *);
    void (*grow)(struct shape *, uint32_t);
};

struct shape {
    const struct methods *methods;
    uint32_t a, b;
};

static uint32_t square_area(const struct shape *s) {
    return s->a * s->a;
}

static void square_grow(struct shape *s, uint32_t by) {
    s->a = (s->a + by) & 0xfff;
}

static uint32_t box_area(const struct shape *s) {
    return s->a * s->b;
}

static void box_grow(struct shape *s, uint32_t by) {
    s->a = (s->a + by) & 0xfff;
    s->b = (s->b ^ by) & 0xfff;
}

static uint32_t triangle_area(const struct shape *s) {
    return s->a * s->b / 2;
}

static void triangle_grow(struct shape *s, uint32_t by) {
    s->b = (s->b + 2 * by) & 0xfff;
}

static uint32_t ring_area(const struct shape *s) {
    return 3 * (s->a * s->a - (s->b & s->a) * (s->b & s->a));
}

static void ring_grow(struct shape *s, uint32_t by) {
    s->a = (s->a * 5 + by) & 0xfff;
}

static const struct methods kinds[] = {
    {square_area, square_grow},
    {box_area, box_grow},
    {triangle_area, triangle_grow},
    {ring_area, ring_grow},
};

static struct shape shapes[SHAPES];

static uint64_t virtual_round(void) {
    uint64_t seed = 7, sum = 0;
    for (int i = 0; i < SHAPES; i++) {
        uint64_t random = mix64(&seed);
        shapes[i].methods = &kinds[random & 3];
        shapes[i].a = (uint32_t)(random >> 8) & 0xfff;
        shapes[i].b = (uint32_t)(random >> 24) & 0xfff;
    }
    for (uint32_t sweep = 0; sweep < SWEEPS; sweep++) {
        for (int i = 0; i < SHAPES; i++) {
            struct shape *s = &shapes[i];
            sum += s->methods->area(s);
            s->methods->grow(s, sweep + 1);
        }
    }
    return fold(sum, shapes[SHAPES / 2].a);
}

const struct workload virtual_calls = {"virtual-calls", SHAPES * SWEEPS * 2, 0, virtual_round, 0};

// --- recursion ---

#define FIB_OF 21
#define FIB_CALLS 35421 // calls made by fib(21)

__attribute__((noinline, noclone, optimize("no-optimize-sibling-calls", "no-inline"))) static uint64_t fib(unsigned n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static volatile unsigned fib_of = FIB_OF;

static uint64_t fib_round(void) {
    return fold(1, fib(fib_of));
}

const struct workload fibonacci = {"fib", FIB_CALLS, 0, fib_round, 0};
