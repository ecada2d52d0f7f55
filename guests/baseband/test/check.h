// A test's tools: it says what did not hold, goes on, and the program's exit code tells.
#pragma once
#include "../lib/text.h"
#include <stdio.h>

extern int failures;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);                                                     \
            failures++;                                                                                                \
        }                                                                                                              \
    } while (0)

// A modem under test, with what it sent.
#include "../modem/modem.h"
struct bench {
    struct modem modem;
    char sent[65536];
    size_t sent_size;
    u8 air[65536];
    size_t air_size;
    u64 now;
};

void bench_start(struct bench *bench, const char *number); // switched on, registered, echo off
// Sends bytes; returns what the modem has sent since the last call.
const char *bench_send(struct bench *bench, const char *text);
const char *bench_heard(struct bench *bench);
void bench_wait(struct bench *bench, u64 ms);
// Brings what each has sent over the air to the other, until both are silent.
void bench_exchange(struct bench *a, struct bench *b);

void test_radio(void);
void test_measure(void);
void test_sms(void);
void test_air(void);
void test_modem(void);
void test_messages(void);
void test_calls(void);
void fuzz(unsigned seconds, u64 seed);
