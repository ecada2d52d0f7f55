// Mutated input for everything that reads from outside: sound dialogues and frames, with bytes changed, repeated and left
// out. The sanitizers find what is wrong; the modem must also still answer afterwards.
#include "../radio/bits.h"
#include "check.h"
#include <time.h>

static const char *const seeds[] = {
    "AT+CMGF=1\rAT+CMGS=\"+491\"\rhello\x1a" "AT+CMGL=\"ALL\"\r",
    "AT+CMGF=0\rAT+CMGS=14\r000100039194F1000005E8329BFD06\x1a" "AT+CMGL=4\rAT+CMGR=1\r",
    "AT+CMGW=14\r000100039194F1000005E8329BFD06\x1a" "AT+CMSS=1\rAT+CMGD=1,4\r",
    "AT+CSCS=\"UCS2\"\rAT+CMGF=1\rAT+CMGS=\"002B003400390031\"\r00480069\x1a" "AT+COPS?\rAT+CNUM\r",
    "ATD+492;\rAT+CLCC\rATH\rATS0=1\rA/ATZ\rATE0\r",
    "AT+CRSM=176,12258,0,0,10\rAT+CLCK=\"SC\",2\rAT+CREG=2;+CREG?;+COPS=3,2;+COPS?\r",
    "AT+CGDCONT=1,\"IP\",\"internet\"\rAT+CGACT=1,1\rAT+CGPADDR\rAT+CGCONTRDP=1\r",
    "AT+CNMI=2,2\rAT+CSDH=1\rAT+CSCS=\"GSM\"\rAT+CFUN=4\rAT+CFUN=1\rAT+CIND?\rAT+CMER=3,0,0,1\r",
};

static size_t mutated(const u8 *from, size_t size, u8 *to, size_t room, u64 *random) {
    size_t length = 0;
    for (size_t i = 0; i < size && length < room; i++) {
        u64 dice = random_next(random) >> 32;
        switch (dice % 64) {
            case 0:
                break;
            case 1:
                to[length++] = (u8)(dice >> 8);
                break;
            case 2:
                to[length++] = from[i] ^ (u8)(1 << (dice >> 8) % 8);
                break;
            case 3: // the same again, many times
                for (u64 n = (dice >> 8) % 400; n > 0 && length < room; n--) {
                    to[length++] = from[i];
                }
                break;
            case 4:
                i = (size_t)((dice >> 8) % size);
                to[length++] = from[i];
                break;
            default:
                to[length++] = from[i];
                break;
        }
    }
    return length;
}

static void tpdus(u64 *random) {
    static const u8 submit[] = {0x11, 0, 0x0b, 0x91, 0x64, 0x07, 0x28, 0x15, 0x53, 0xf8, 0, 0,
                                0xaa, 10, 0xe8, 0x32, 0x9b, 0xfd, 0x46, 0x97, 0xd9, 0xec, 0x37};
    u8 bytes[SMS_TPDU_MAX], again[SMS_TPDU_MAX];
    u16 text[SMS_SEPTETS_MAX];
    struct sms sms;
    size_t size = mutated(submit, sizeof submit, bytes, sizeof bytes, random);
    u8 *exact = (u8 *)__builtin_malloc(size + 1); // so that reading behind it is seen
    memcpy(exact, bytes, size);
    for (u8 kind = 0; kind < 2; kind++) {
        if (sms_parse(&sms, exact, size, kind)) {
            sms_characters(&sms, text, SMS_SEPTETS_MAX);
            CHECK(sms_write(&sms, again) <= SMS_TPDU_MAX);
        }
    }
    __builtin_free(exact);
}

static void round_of(struct bench *a, struct bench *b, u64 *random) {
    static u8 bytes[8192];
    const char *seed = seeds[random_next(random) % COUNT_OF(seeds)];
    modem_input(&a->modem, bytes, mutated((const u8 *)seed, strlen(seed), bytes, sizeof bytes, random));
    bench_wait(a, 300);
    bench_wait(b, 300);
    modem_air_input(&b->modem, bytes, mutated(a->air, a->air_size, bytes, sizeof bytes, random));
    a->air_size = 0;
    modem_air_input(&a->modem, bytes, mutated(b->air, b->air_size, bytes, sizeof bytes, random));
    b->air_size = 0;
    a->sent_size = b->sent_size = 0;
    tpdus(random);
}

void fuzz(unsigned seconds, u64 seed) {
    static struct bench a, b;
    u64 random = seed * 2 + 1;
    unsigned rounds = 0;
    time_t end = time(0) + (time_t)seconds;
    bench_start(&a, "+491");
    bench_start(&b, "+492");
    while (time(0) < end) {
        for (int i = 0; i < 20; i++, rounds++) {
            round_of(&a, &b, &random);
        }
        // Out of whatever it is in: a call, a message, odd settings.
        bench_send(&a, "\x1b");
        bench_wait(&a, 6000);
        a.modem.s3 = '\r';
        bench_send(&a, "\rATZ\r");
        bench_send(&a, "\rATE0\r");
        CHECK(strcmp(bench_send(&a, "AT+CPIN?\r"), "\r\n+CPIN: READY\r\n\r\nOK\r\n") == 0);
    }
    printf("fuzz: %u rounds from seed %lu\n", rounds, (unsigned long)seed);
}
