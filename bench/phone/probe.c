// What a guest sees of its own time; a static arm64 program for Linux, without a libc's help in its loops.
//   probe gap SECONDS     reads the counter without a pause and prints the longest jump of it
//   probe work SECONDS    computes, and prints how much of it was done
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t counter(void) {
    uint64_t value;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value));
    return value;
}

static uint64_t frequency(void) {
    uint64_t value;
    __asm__("mrs %0, cntfrq_el0" : "=r"(value));
    return value;
}

static void gap(uint64_t length) {
    uint64_t start = counter(), last = start, longest = 0, loops = 0;
    while (last - start < length) {
        uint64_t now = counter();
        if (now - last > longest) {
            longest = now - last;
        }
        last = now;
        loops++;
    }
    printf("\nGAP max_ns=%.0f loops=%" PRIu64 "\n", (double)longest * 1e9 / (double)frequency(), loops);
}

// Integer work on 256 KiB: enough for caches and TLBs to matter.
#define WORDS 32768
static uint64_t words[WORDS];

static void work(uint64_t length) {
    uint64_t start = counter(), end, rounds = 0, sum = 1;
    do {
        for (unsigned i = 0; i < WORDS; i++) {
            uint64_t *word = &words[(sum >> 7) % WORDS];
            sum = (sum ^ *word) * 0x9e3779b97f4a7c15u + i;
            *word = sum;
        }
        rounds++;
        end = counter();
    } while (end - start < length);
    printf("\nWORK rounds=%" PRIu64 " ns=%.0f sum=%" PRIx64 "\n", rounds, (double)(end - start) * 1e9 / (double)frequency(),
           sum);
}

int main(int argc, char **argv) {
    uint64_t length = argc > 2 ? (uint64_t)strtoul(argv[2], 0, 10) * frequency() : 0;
    if (length > 0 && strcmp(argv[1], "gap") == 0) {
        gap(length);
    } else if (length > 0 && strcmp(argv[1], "work") == 0) {
        work(length);
    } else {
        fprintf(stderr, "usage: probe gap|work SECONDS\n");
        return 2;
    }
    return 0;
}
