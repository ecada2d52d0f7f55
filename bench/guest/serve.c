// The conversation with the driver of the comparison, line by line:
//
//   driver: run NAME MILLISECONDS       guest: ready NAME              (prepared; the driver reads its clocks)
//   driver: go                          guest: done NAME ROUNDS OPERATIONS NANOSECONDS CHECKSUM
//   driver: quit
//
// or "failed NAME" in place of "ready" or "done". Each run has a process of its own, as programs have: an emulator's
// state after one workload is then not the next one's fate.
#include "pvbench.h"

static int same(const char *a, const char *b) {
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void print_number(uint64_t value, unsigned base) {
    char digits[24];
    char *at = digits + sizeof digits;
    *--at = 0;
    do {
        *--at = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    print_text(at);
}

static void answer(const char *word, const char *name) {
    print_text(word);
    print_text(" ");
    print_text(name);
}

static const struct workload *find(const struct workload *const *all, const char *name) {
    for (; *all; all++) {
        if (same((*all)->name, name)) {
            return *all;
        }
    }
    return 0;
}

// Rounds until the time is over; 0 when two rounds disagree.
static uint64_t measure(const struct workload *w, uint64_t limit_ns, uint64_t *elapsed, uint64_t *checksum) {
    uint64_t rounds = 1;
    uint64_t start = now_ns();
    *checksum = w->round();
    while ((*elapsed = now_ns() - start) < limit_ns) {
        if (w->round() != *checksum) {
            return 0;
        }
        rounds++;
    }
    return rounds;
}

static void run(const struct workload *w, uint64_t milliseconds) {
    char line[16];
    if (w->prepare && !w->prepare()) {
        answer("failed", w->name);
        print_text("\n");
        return;
    }
    answer("ready", w->name);
    print_text("\n");
    if (read_line(line, sizeof line) >= 0 && same(line, "go")) {
        uint64_t elapsed, checksum;
        uint64_t rounds = measure(w, milliseconds * 1000000, &elapsed, &checksum);
        if (rounds) {
            answer("done", w->name);
            print_text(" ");
            print_number(rounds, 10);
            print_text(" ");
            print_number(rounds * w->operations, 10);
            print_text(" ");
            print_number(elapsed, 10);
            print_text(" ");
            print_number(checksum, 16);
        } else {
            answer("failed", w->name);
        }
        print_text("\n");
    }
    if (w->finish) {
        w->finish();
    }
}

void serve(const struct workload *const *all) {
    char line[80];
    print_text("pvbench serves\n");
    while (read_line(line, sizeof line) >= 0 && !same(line, "quit")) {
        char *name = line + 4;
        char *end = name;
        uint64_t milliseconds = 0;
        if (line[0] != 'r' || line[1] != 'u' || line[2] != 'n' || line[3] != ' ') {
            continue;
        }
        while (*end && *end != ' ') {
            end++;
        }
        if (*end) {
            *end++ = 0;
        }
        while (*end >= '0' && *end <= '9') {
            milliseconds = milliseconds * 10 + (uint64_t)(*end++ - '0');
        }
        const struct workload *w = find(all, name);
        if (w && begin_apart()) {
            run(w, milliseconds);
            end_apart();
        } else if (!w) {
            answer("failed", name);
            print_text("\n");
        }
    }
}
