// The computing workloads at EL1, with nothing beside them: a round is always the same number of instructions.
#include "pvbench.h"

static const struct workload *const all[] = {
    &alu_loop,    &coremark, &sort_comparator, &virtual_calls, &fibonacci,  &sha256_plain, &bytecode_vm,
    &wide_steady, &nbody,    &mandelbrot,      &matrix_double, &neon_memchr, &neon_blend,  &neon_dot,    0,
};

void machine_start(void);

int main(void) {
    machine_start();
    serve(all);
    return 0;
}
