// Bits as the radio's chain handles them: one in each byte, 0 or 1; and the random numbers of the simulated channel.
#pragma once
#include "../lib/types.h"

static inline void bits_unpack(u8 *bits, const u8 *bytes, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        bits[i] = bytes[i / 8] >> (7 - i % 8) & 1;
    }
}

static inline void bits_pack(u8 *bytes, const u8 *bits, unsigned count) {
    for (unsigned i = 0; i < count; i += 8) {
        u8 byte = 0;
        for (unsigned j = 0; j < 8; j++) {
            byte = (u8)(byte << 1 | (i + j < count ? bits[i + j] : 0));
        }
        bytes[i / 8] = byte;
    }
}

// xorshift64* (Vigna, 2016). The state is never 0.
static inline u64 random_next(u64 *state) {
    u64 x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * 0x2545f4914f6cdd1dul;
}
