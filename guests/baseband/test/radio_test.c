// The radio's parts against what is published, against one another, and at their limits.
#include "../measure/histogram.h"
#include "../radio/bits.h"
#include "../radio/chain.h"
#include "../radio/crc.h"
#include "../radio/selftest.h"
#include "check.h"

static void published_vectors_hold(void) {
    CHECK(radio_selftest() == 0);
}

static void crc24_of_a_protected_block_is_zero(void) {
    u8 bits[64] = {0};
    u64 state = 7;
    for (unsigned i = 0; i < 40; i++) {
        bits[i] = random_next(&state) & 1;
    }
    u32 crc = crc24a(bits, 40);
    for (unsigned i = 0; i < 24; i++) {
        bits[40 + i] = crc >> (23 - i) & 1;
    }
    CHECK(crc24a(bits, 64) == 0);
    bits[13] ^= 1;
    CHECK(crc24a(bits, 64) != 0);
}

static void interleavers_are_permutations(void) {
    bool seen[GSM_BLOCK_BITS] = {false};
    for (unsigned k = 0; k < GSM_BLOCK_BITS; k++) {
        unsigned place = interleave_gsm_place(k);
        CHECK(place < GSM_BLOCK_BITS && !seen[place]);
        seen[place] = true;
    }
    for (unsigned count = 1; count <= 200; count++) {
        u16 order[200];
        bool there[200] = {false};
        interleave_lte_order(count, order);
        for (unsigned i = 0; i < count; i++) {
            CHECK(order[i] < count && !there[order[i]]);
            there[order[i]] = true;
        }
    }
}

// 36.212, 5.1.3.1: the encoder begins with the block's last six bits, so turning a block turns its code word.
static void tail_biting_words_turn_with_their_blocks(void) {
    u8 bits[40], turned[40], coded[120], coded_turned[120];
    u64 state = 3;
    for (unsigned i = 0; i < 40; i++) {
        bits[i] = random_next(&state) & 1;
    }
    for (unsigned i = 0; i < 40; i++) {
        turned[i] = bits[(i + 11) % 40];
    }
    code_encode_tail_biting(&code_lte, bits, 40, coded);
    code_encode_tail_biting(&code_lte, turned, 40, coded_turned);
    for (unsigned i = 0; i < 120; i++) {
        CHECK(coded_turned[i] == coded[(i + 33) % 120]);
    }
}

// 45.003, 4.1.3: a single one gives the generators themselves.
static void impulse_gives_the_generators(void) {
    static const u8 wanted[10] = {1, 1, 0, 1, 0, 0, 1, 1, 1, 1}; // 1 + D^3 + D^4 and 1 + D + D^3 + D^4
    u8 bits[5] = {1, 0, 0, 0, 0}, coded[10];
    CHECK(code_encode(&code_gsm, 0, bits, 5, coded) == 0);
    CHECK(memcmp(coded, wanted, sizeof wanted) == 0);
}

static void chains_decode_nearly_all_and_never_wrongly(void) {
    static struct lte_chain lte;
    static struct gsm_chain gsm;
    lte_prepare(&lte, 42);
    gsm_prepare(&gsm, 42);
    for (int i = 0; i < 300; i++) {
        lte_block(&lte);
        gsm_block(&gsm);
    }
    CHECK(lte.common.blocks == 300 && gsm.common.blocks == 300);
    CHECK(lte.common.errors <= 3 && gsm.common.errors <= 15);
    CHECK(lte.common.undetected == 0 && gsm.common.undetected == 0);
    CHECK(lte.common.errors_per_million > 5000 && lte.common.errors_per_million < 40000);
}

static void same_seed_gives_the_same_errors(void) {
    static struct gsm_chain one, two;
    gsm_prepare(&one, 5);
    gsm_prepare(&two, 5);
    for (int i = 0; i < 100; i++) {
        gsm_block(&one);
        gsm_block(&two);
    }
    CHECK(one.common.errors == two.common.errors && one.common.random == two.common.random);
}

void test_radio(void) {
    published_vectors_hold();
    crc24_of_a_protected_block_is_zero();
    interleavers_are_permutations();
    tail_biting_words_turn_with_their_blocks();
    impulse_gives_the_generators();
    chains_decode_nearly_all_and_never_wrongly();
    same_seed_gives_the_same_errors();
}

static void quantiles_are_within_a_bucket(void) {
    static struct histogram histogram;
    memset(&histogram, 0, sizeof histogram);
    for (u64 us = 0; us < 1000; us++) {
        histogram_add(&histogram, us * 1000 + 500);
    }
    CHECK(histogram_quantile(&histogram, 500000) == 500000);
    CHECK(histogram_quantile(&histogram, 990000) == 990000);
    CHECK(histogram_quantile(&histogram, 1000000) == 999500); // the maximum, which is exact
    CHECK(histogram_average(&histogram) == 500000);
}

static void long_times_keep_their_place(void) {
    static const u64 times_us[] = {1023, 1024, 1025, 2047, 2048, 5000, 123456, 33000000};
    for (size_t i = 0; i < COUNT_OF(times_us); i++) {
        static struct histogram histogram;
        memset(&histogram, 0, sizeof histogram);
        histogram_add(&histogram, times_us[i] * 1000);
        histogram_add(&histogram, UINT64_MAX / 2);
        u64 low = histogram_quantile(&histogram, 500000);
        CHECK(low > times_us[i] * 1000 && low <= times_us[i] * 1000 + times_us[i] * 1000 / 64 + 1000);
    }
}

static void empty_histogram_is_zero(void) {
    static struct histogram histogram;
    memset(&histogram, 0, sizeof histogram);
    CHECK(histogram_quantile(&histogram, 999000) == 0 && histogram_average(&histogram) == 0);
}

void test_measure(void) {
    quantiles_are_within_a_bucket();
    long_times_keep_their_place();
    empty_histogram_is_zero();
}
