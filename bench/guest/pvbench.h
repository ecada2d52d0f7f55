// Workloads of the comparison. Each file of this folder holds one family; main.c drives them.
#ifndef PVBENCH_H
#define PVBENCH_H

#include <stddef.h>
#include <stdint.h>

struct workload {
    const char *name;
    // Operations in one round; the driver divides the time of a round by it.
    uint64_t operations;
    // Makes what the rounds need, outside the measured time; may be null. 0 when the workload cannot run here.
    int (*prepare)(void);
    // One round. Every round returns the same value on every machine: that is how a wrong result is noticed.
    uint64_t (*round)(void);
    // Undoes prepare; may be null.
    void (*finish)(void);
};

// Computation only; also in the bare-metal image.
extern const struct workload alu_loop, coremark, sort_comparator, virtual_calls, fibonacci, sha256_plain, bytecode_vm,
    wide_steady, nbody, mandelbrot, matrix_double, neon_memchr, neon_blend, neon_dot;
// Memory; need a libc.
extern const struct workload copy_1m, set_1m, stream_triad, random_chase;
// Need a Linux.
extern const struct workload call_getppid, page_fault, pipe_round_trip, context_switch, fork_exit, fork_exec, groups_of_pipes,
    wide_cold;
// Need a disk that the driver of the comparison prepared.
extern const struct workload disk_read_4k, disk_write_4k, disk_read_1m, disk_write_1m;

// A fixed pseudo-random sequence (SplitMix64), so that all machines work on the same data.
static inline uint64_t mix64(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// Folds a value into a checksum; the order counts.
static inline uint64_t fold(uint64_t sum, uint64_t value) {
    sum = (sum ^ value) * 0x100000001b3u;
    return sum ^ (sum >> 29);
}

static inline uint64_t bits_of(double value) {
    union {
        double d;
        uint64_t u;
    } pun = {.d = value};
    return pun.u;
}

// Console, clock and processes: line_libc.c under an operating system, bare/machine.c without one.
int read_line(char *buffer, size_t size); // length, or -1 at the end of the input
void print_text(const char *text);
uint64_t now_ns(void);
int begin_apart(void);  // goes on in a fresh process where there are any: 1 there, 0 in the old one when it has ended
void end_apart(void);

// Answers the comparison's requests on the console until the input ends or says "quit".
void serve(const struct workload *const *all);

#endif
