/*
 * Two vCPUs run the small programs by which memory models are told apart, many times, and count outcomes that the Arm
 * memory model forbids. Also counters that lose no increment, and invalidations of translations and code across vCPUs.
 */
typedef unsigned long u64;
typedef unsigned int u32;
typedef unsigned char u8;

#define INSTANCES 1024
#define ROUNDS 10
#define INCREMENTS 10007

struct cell {
    volatile u64 v;
    u64 pad[15]; /* two cache lines, so that neighbours do not help each other */
};

static struct cell x[INSTANCES], y[INSTANCES];
static u64 r0[INSTANCES], r1[INSTANCES];
static struct cell arrived[2];
static u64 phase[2 * 16];

static void put(char c) { *(volatile u32 *)0x09000000 = (u8)c; }

static void text(const char *s) {
    while (*s) put(*s++);
}

static void number(u64 v) {
    if (v >= 10) number(v / 10);
    put((char)('0' + v % 10));
}

static void line(const char *name, const char *what, u64 v) {
    text(name);
    put(' ');
    text(what);
    put('=');
    number(v);
    put('\n');
}

/* Both vCPUs leave only when both have come. */
static void meet(u64 me) {
    u64 p = ++phase[me * 16];
    __asm__ volatile("stlr %0, [%1]" ::"r"(p), "r"(&arrived[me].v) : "memory");
    u64 other;
    do {
        __asm__ volatile("ldar %0, [%1]" : "=r"(other) : "r"(&arrived[1 - me].v) : "memory");
    } while (other < p);
    __asm__ volatile("dmb ish" ::: "memory");
}

/* Lets the other vCPU catch up, but does not wait for ever: it may not be running. */
static struct cell pace[2];

static void stay_near(u64 me) {
    u64 mine = ++pace[me].v;
    for (int i = 0; i < 300 && pace[1 - me].v < mine; i++) {}
}

/* The operands of every program: %0 result, %1 second result, %2 and %3 the two locations, %4 one, %5 scratch. */
#define ASM(body, first, second) \
    __asm__ volatile(body : "=&r"(a), "=&r"(b), "=&r"(s) : "r"(first), "r"(second), "r"(1UL) : "memory")

#define LITMUS(name, zero, one, FORBIDDEN) \
    static void name(u64 me) { \
        u64 bad = 0; \
        for (int round = 0; round < ROUNDS; round++) { \
            for (int i = 0; i < INSTANCES; i++) { \
                if (me == 0) y[i].v = 0; /* in the cache of the one that will not write it: stores take their time */ \
                else x[i].v = 0; \
            } \
            meet(me); \
            if (me == 0) { \
                for (int i = 0; i < INSTANCES; i++) { \
                    u64 a = 0, b = 0, s; \
                    stay_near(0); \
                    ASM(zero, &x[i].v, &y[i].v); \
                    r0[i] = a; \
                } \
            } else { \
                for (int i = 0; i < INSTANCES; i++) { \
                    u64 a = 0, b = 0, s; \
                    stay_near(1); \
                    ASM(one, &x[i].v, &y[i].v); \
                    r1[i] = a | b << 1; \
                } \
            } \
            meet(me); \
            if (me == 0) { \
                for (int i = 0; i < INSTANCES; i++) { \
                    u64 p = r0[i], q = r1[i], fx = x[i].v, fy = y[i].v; \
                    (void)p; (void)q; (void)fx; (void)fy; \
                    bad += (FORBIDDEN); \
                } \
            } \
            meet(me); \
        } \
        if (me == 0) line(#name, "forbidden", bad); \
    }

/* %0 a, %1 b, %2 scratch, %3 &x, %4 &y, %5 one */
#define NONE "mov %0, #0\n mov %1, #0\n mov %2, #0\n"
#define R "mov %1, #0\n mov %2, #0\n"
LITMUS(message_passing_dmb, NONE "str %5, [%3]\n dmb ish\n str %5, [%4]", "mov %2, #0\n ldr %0, [%4]\n dmb ish\n ldr %1, [%3]", q == 1)
LITMUS(message_passing_dmb_st_ld, NONE "str %5, [%3]\n dmb ishst\n str %5, [%4]", "mov %2, #0\n ldr %0, [%4]\n dmb ishld\n ldr %1, [%3]", q == 1)
LITMUS(message_passing_release_acquire, NONE "str %5, [%3]\n stlr %5, [%4]", "mov %2, #0\n ldar %0, [%4]\n ldr %1, [%3]", q == 1)
LITMUS(message_passing_release_acquire_pc, NONE "str %5, [%3]\n stlr %5, [%4]", "mov %2, #0\n .arch_extension rcpc\n ldapr %0, [%4]\n ldr %1, [%3]", q == 1)
LITMUS(message_passing_address_dependency, NONE "str %5, [%3]\n dmb ish\n str %5, [%4]", "ldr %0, [%4]\n eor %2, %0, %0\n ldr %1, [%3, %2]", q == 1)
LITMUS(message_passing_swap, NONE "str %5, [%3]\n swpl %5, %0, [%4]\n mov %0, #0", "mov %2, #0\n mov %1, #0\n ldadda %1, %0, [%4]\n ldr %1, [%3]", q == 1)
LITMUS(store_buffering_dmb, R "str %5, [%3]\n dmb ish\n ldr %0, [%4]", R "str %5, [%4]\n dmb ish\n ldr %0, [%3]", p == 0 && (q & 1) == 0)
LITMUS(store_buffering_dsb, R "str %5, [%3]\n dsb ish\n ldr %0, [%4]", R "str %5, [%4]\n dsb ish\n ldr %0, [%3]", p == 0 && (q & 1) == 0)
LITMUS(store_buffering_release_acquire, R "stlr %5, [%3]\n ldar %0, [%4]", R "stlr %5, [%4]\n ldar %0, [%3]", p == 0 && (q & 1) == 0)
LITMUS(load_buffering_data, R "ldr %0, [%3]\n eor %2, %0, %0\n add %2, %2, %5\n str %2, [%4]", R "ldr %0, [%4]\n eor %2, %0, %0\n add %2, %2, %5\n str %2, [%3]", p == 1 && (q & 1) == 1)
LITMUS(load_buffering_control, R "ldr %0, [%3]\n cbnz %0, 1f\n1: str %5, [%4]", R "ldr %0, [%4]\n cbnz %0, 1f\n1: str %5, [%3]", p == 1 && (q & 1) == 1)
LITMUS(load_buffering_acquire, R "ldar %0, [%3]\n str %5, [%4]", R "ldar %0, [%4]\n str %5, [%3]", p == 1 && (q & 1) == 1)
LITMUS(coherence_read_read, NONE "str %5, [%3]", "mov %2, #0\n ldr %0, [%3]\n ldr %1, [%3]", q == 1)
LITMUS(coherence_read_read_bytes, NONE "strb %w5, [%3]", "mov %2, #0\n ldrb %w0, [%3]\n ldrb %w1, [%3]", q == 1)
LITMUS(two_writes_each, NONE "str %5, [%3]\n dmb ish\n add %2, %5, #1\n str %2, [%4]", NONE "str %5, [%4]\n dmb ish\n add %2, %5, #1\n str %2, [%3]", fx == 1 && fy == 1)
LITMUS(read_after_write, NONE "str %5, [%3]\n dmb ish\n str %5, [%4]", "mov %1, #0\n add %2, %5, #1\n str %2, [%4]\n dmb ish\n ldr %0, [%3]", fy == 2 && (q & 1) == 0)
LITMUS(store_then_write, NONE "add %2, %5, #1\n str %2, [%3]\n dmb ish\n str %5, [%4]", R "ldr %0, [%4]\n dmb ish\n str %5, [%3]", (q & 1) == 1 && fx == 2)

/* Allowed, and seen on hosts with store buffers: shows that the programs do meet. */
LITMUS(store_buffering_plain_is_allowed, R "str %5, [%3]\n ldr %0, [%4]", R "str %5, [%4]\n ldr %0, [%3]", p == 0 && (q & 1) == 0)

static volatile u64 counter[16] __attribute__((aligned(128)));

#define COUNTER(name, expected, body) \
    static void name(u64 me) { \
        if (me == 0) for (int i = 0; i < 16; i++) counter[i] = 0; \
        meet(me); \
        for (int i = 0; i < INCREMENTS; i++) { \
            u64 t, u; u32 f; \
            volatile void *at = (volatile u8 *)counter + ((expected) ? 0 : me); \
            body \
            (void)t; (void)u; (void)f; (void)at; \
        } \
        meet(me); \
        u64 want = (expected) ? (expected) : (INCREMENTS & 255) * 0x101; \
        if (me == 0) line(#name, "missing", want - counter[0]); \
        meet(me); \
    }

#define BOTH (2UL * INCREMENTS)
COUNTER(counter_exclusive, BOTH, __asm__ volatile("1: ldxr %0, [%2]\n add %0, %0, #1\n stxr %w1, %0, [%2]\n cbnz %w1, 1b" : "=&r"(t), "=&r"(f) : "r"(counter) : "memory");)
COUNTER(counter_exclusive_word, BOTH, __asm__ volatile("1: ldaxr %w0, [%2]\n add %w0, %w0, #1\n stlxr %w1, %w0, [%2]\n cbnz %w1, 1b" : "=&r"(t), "=&r"(f) : "r"(counter) : "memory");)
COUNTER(counter_exclusive_pair, BOTH, __asm__ volatile("1: ldxp %0, %1, [%3]\n add %0, %0, #1\n add %1, %1, #1\n stxp %w2, %0, %1, [%3]\n cbnz %w2, 1b" : "=&r"(t), "=&r"(u), "=&r"(f) : "r"(counter) : "memory");)
COUNTER(counter_add, BOTH, __asm__ volatile("stadd %0, [%1]" ::"r"(1UL), "r"(counter) : "memory");)
COUNTER(counter_add_half, (u64)(BOTH & 0xffff), __asm__ volatile("staddh %w0, [%1]" ::"r"(1UL), "r"(counter) : "memory");)
COUNTER(counter_neighbour_bytes, 0, __asm__ volatile("staddb %w0, [%1]" ::"r"(1UL), "r"(at) : "memory");)
COUNTER(counter_neighbour_exclusive_bytes, 0, __asm__ volatile("1: ldxrb %w0, [%2]\n add %w0, %w0, #1\n stxrb %w1, %w0, [%2]\n cbnz %w1, 1b" : "=&r"(t), "=&r"(f) : "r"(at) : "memory");)
COUNTER(counter_compare_and_swap, BOTH, __asm__ volatile("1: ldr %0, [%2]\n add %1, %0, #1\n mov x9, %0\n casal x9, %1, [%2]\n cmp x9, %0\n b.ne 1b" : "=&r"(t), "=&r"(u) : "r"(counter) : "memory", "x9", "cc");)
COUNTER(counter_compare_and_swap_pair, BOTH, __asm__ volatile("1: ldp x8, x9, [%0]\n add x10, x8, #1\n add x11, x9, #1\n mov x12, x8\n mov x13, x9\n caspal x12, x13, x10, x11, [%0]\n cmp x12, x8\n ccmp x13, x9, #0, eq\n b.ne 1b" ::"r"(counter) : "memory", "x8", "x9", "x10", "x11", "x12", "x13", "cc");)

static volatile u64 lock __attribute__((aligned(128)));
COUNTER(counter_under_lock, BOTH,
        __asm__ volatile("sevl\n1: wfe\n2: ldaxr %0, [%1]\n cbnz %0, 1b\n stxr %w0, %2, [%1]\n cbnz %w0, 2b" : "=&r"(t) : "r"(&lock), "r"(1UL) : "memory");
        counter[0]++;
        __asm__ volatile("stlr xzr, [%0]\n sev" ::"r"(&lock) : "memory");)

/* vCPU 0 maps another page and says so; vCPU 1 must then see that page. */
extern u64 third_table[512];
static u64 pages[2][512] __attribute__((aligned(4096)));
static volatile u64 turn __attribute__((aligned(128)));
static volatile u64 seen __attribute__((aligned(128)));

static void await(volatile u64 *at, u64 value) {
    u64 v;
    do {
        __asm__ volatile("ldar %0, [%1]" : "=r"(v) : "r"(at) : "memory");
    } while (v < value);
}

static void publish(volatile u64 *at, u64 value) { __asm__ volatile("stlr %0, [%1]" ::"r"(value), "r"(at) : "memory"); }

static void remapping(u64 me) {
    u64 stale = 0;
    if (me == 0) {
        turn = seen = 0;
        for (u64 i = 0; i < 2; i++) pages[i][0] = i;
    }
    meet(me);
    for (u64 i = 1; i <= 400; i++) {
        if (me == 0) {
            third_table[0] = 0;
            __asm__ volatile("dsb ishst\n tlbi vaae1is, %0\n dsb ish" ::"r"(0x80000000UL >> 12) : "memory");
            third_table[0] = (u64)pages[i & 1] | 1 << 10 | 3 << 8 | 3;
            __asm__ volatile("dsb ishst\n isb" ::: "memory");
            publish(&turn, i);
            await(&seen, i);
        } else {
            await(&turn, i);
            stale += *(volatile u64 *)0x80000000UL != (i & 1);
            publish(&seen, i);
        }
    }
    if (me == 1) pages[0][1] = stale;
    meet(me);
    if (me == 0) line("remapping", "stale", pages[0][1]);
    meet(me);
}

static u32 code[2] __attribute__((aligned(128)));

static void code_of_another(u64 me) {
    u64 stale = 0;
    if (me == 0) turn = seen = 0;
    meet(me);
    for (u64 i = 1; i <= 400; i++) {
        if (me == 0) {
            code[0] = 0xd2800000 | (u32)i << 5; /* movz x0, #i */
            code[1] = 0xd65f03c0;
            __asm__ volatile("dc cvau, %0\n dsb ish\n ic ivau, %0\n dsb ish" ::"r"(code) : "memory");
            publish(&turn, i);
            await(&seen, i);
        } else {
            await(&turn, i);
            __asm__ volatile("isb" ::: "memory");
            stale += ((u64(*)(void))code)() != i;
            publish(&seen, i);
        }
    }
    if (me == 1) pages[0][1] = stale;
    meet(me);
    if (me == 0) line("code_of_another", "stale", pages[0][1]);
    meet(me);
}

void litmus(u64 me) {
    static void (*const all[])(u64) = {
        message_passing_dmb, message_passing_dmb_st_ld, message_passing_release_acquire,
        message_passing_release_acquire_pc, message_passing_address_dependency, message_passing_swap,
        store_buffering_dmb, store_buffering_dsb, store_buffering_release_acquire, load_buffering_data,
        load_buffering_control, load_buffering_acquire, coherence_read_read, coherence_read_read_bytes,
        two_writes_each, read_after_write, store_then_write, store_buffering_plain_is_allowed, counter_exclusive,
        counter_exclusive_word, counter_exclusive_pair, counter_add, counter_add_half, counter_neighbour_bytes,
        counter_neighbour_exclusive_bytes, counter_compare_and_swap, counter_compare_and_swap_pair, counter_under_lock,
        remapping, code_of_another,
    };
    for (u64 i = 0; i < sizeof all / sizeof *all; i++) all[i](me);
    meet(me);
    if (me == 0) text("done\n");
}
