// Runs all tests, then mutated input for as many seconds as the argument says. The exit code is 1 if anything failed.
#include "check.h"
#include "../radio/code.h"
#include <stdlib.h>

int failures;

static void write_terminal(void *to, const u8 *bytes, size_t size) {
    struct bench *bench = to;
    for (size_t i = 0; i < size && bench->sent_size + 1 < sizeof bench->sent; i++) {
        bench->sent[bench->sent_size++] = (char)bytes[i];
    }
}

static void write_air(void *to, const u8 *bytes, size_t size) {
    struct bench *bench = to;
    for (size_t i = 0; i < size && bench->air_size < sizeof bench->air; i++) {
        bench->air[bench->air_size++] = bytes[i];
    }
}

void bench_start(struct bench *bench, const char *number) {
    memset(bench, 0, sizeof *bench);
    modem_start(&bench->modem, number, 1764100000, write_terminal, bench, write_air, bench);
    bench_wait(bench, 2000);
    bench_send(bench, "ATE0\r");
}

const char *bench_heard(struct bench *bench) {
    static char copies[4][65536];
    static int next;
    char *copy = copies[next++ % 4];
    memcpy(copy, bench->sent, bench->sent_size);
    copy[bench->sent_size] = 0;
    bench->sent_size = 0;
    return copy;
}

const char *bench_send(struct bench *bench, const char *text) {
    modem_input(&bench->modem, (const u8 *)text, strlen(text));
    return bench_heard(bench);
}

void bench_wait(struct bench *bench, u64 ms) {
    for (u64 end = bench->now + ms; bench->now < end;) {
        bench->now += 100;
        modem_tick(&bench->modem, bench->now);
    }
}

static bool bring(struct bench *from, struct bench *to) {
    static u8 bytes[65536];
    size_t size = from->air_size;
    memcpy(bytes, from->air, size);
    from->air_size = 0;
    modem_air_input(&to->modem, bytes, size);
    return size > 0;
}

void bench_exchange(struct bench *a, struct bench *b) {
    for (int round = 0; round < 20 && (bring(a, b) | bring(b, a)); round++) {
    }
}

int main(int count, char **arguments) {
    codes_prepare();
    test_radio();
    test_measure();
    test_sms();
    test_air();
    test_modem();
    test_messages();
    test_calls();
    fuzz(count > 1 ? (unsigned)atoi(arguments[1]) : 2, count > 2 ? strtoull(arguments[2], 0, 10) : 1);
    printf(failures ? "%d failures\n" : "all tests passed\n", failures);
    return failures != 0;
}
