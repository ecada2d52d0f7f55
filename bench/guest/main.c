// pvbench serve       answers the comparison on the console (see serve.c)
// pvbench expected    prints "NAME CHECKSUM" of all that runs anywhere: on the host, it is the reference
// pvbench run [NAME]  runs all of those or one for half a second each and prints nanoseconds per operation
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "pvbench.h"

static const struct workload *const anywhere[] = {
    &alu_loop,    &coremark, &sort_comparator, &virtual_calls, &fibonacci,   &sha256_plain, &bytecode_vm, &wide_steady,
    &nbody,       &mandelbrot, &matrix_double, &neon_memchr,   &neon_blend,  &neon_dot,     &copy_1m,     &set_1m,
    &stream_triad, &random_chase, &call_getppid, &page_fault, &pipe_round_trip, &context_switch, &fork_exit, &fork_exec,
    &groups_of_pipes, 0,
};

static const struct workload *const all[] = {
    &alu_loop,       &coremark,       &sort_comparator, &virtual_calls, &fibonacci,      &sha256_plain,  &bytecode_vm,
    &wide_steady,    &nbody,          &mandelbrot,      &matrix_double, &neon_memchr,    &neon_blend,    &neon_dot,
    &copy_1m,        &set_1m,         &stream_triad,    &random_chase,  &call_getppid,   &page_fault,    &pipe_round_trip,
    &context_switch, &fork_exit,      &fork_exec,       &groups_of_pipes, &wide_cold,    &disk_read_4k,  &disk_write_4k,
    &disk_read_1m,   &disk_write_1m,  0,
};

static void raw_console(void) {
    struct termios t;
    if (tcgetattr(STDIN_FILENO, &t) == 0) {
        t.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
        t.c_oflag &= ~(tcflag_t)OPOST;
        tcsetattr(STDIN_FILENO, TCSANOW, &t);
    }
}

static void expected(void) {
    for (const struct workload *const *w = anywhere; *w; w++) {
        if (!(*w)->prepare || (*w)->prepare()) {
            printf("%s %" PRIx64 "\n", (*w)->name, (*w)->round());
            if ((*w)->finish) {
                (*w)->finish();
            }
        }
    }
}

static void run(const char *name) {
    for (const struct workload *const *w = anywhere; *w; w++) {
        if ((name && strcmp(name, (*w)->name) != 0) || ((*w)->prepare && !(*w)->prepare())) {
            continue;
        }
        uint64_t start = now_ns(), elapsed, rounds = 0, sum;
        do {
            sum = (*w)->round();
            rounds++;
            elapsed = now_ns() - start;
        } while (elapsed < 500000000);
        printf("%-16s %14.3f ns each, %14.0f ns a round, sum %" PRIx64 "\n", (*w)->name,
               (double)elapsed / (double)(rounds * (*w)->operations), (double)elapsed / (double)rounds, sum);
        fflush(stdout);
        if ((*w)->finish) {
            (*w)->finish();
        }
    }
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "exit") == 0) {
        return 23;
    }
    if (strcmp(what, "serve") == 0) {
        raw_console();
        serve(all);
    } else if (strcmp(what, "expected") == 0) {
        expected();
    } else if (strcmp(what, "run") == 0) {
        run(argc > 2 ? argv[2] : 0);
    } else {
        fprintf(stderr, "usage: pvbench serve | expected | run [NAME]\n");
        return 2;
    }
    return 0;
}
