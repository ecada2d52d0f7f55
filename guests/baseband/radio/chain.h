// A block through the whole chain: made, ciphered, protected, coded, interleaved, disturbed, and all of that back. One
// block is the unit in which a frame task works.
#pragma once
#include "../lib/types.h"
#include "cipher.h"
#include "code.h"
#include "interleave.h"

#define LTE_PAYLOAD_BYTES 13
#define LTE_BITS (LTE_PAYLOAD_BYTES * 8 + 24)
#define LTE_CODED (LTE_BITS * 3)
#define GSM_PAYLOAD_BYTES 23

struct chain {
    u64 random;
    u64 blocks, errors;  // errors: the check did not hold after decoding
    u64 undetected;      // it did, but the payload is another
    double error_rate;   // of the channel's bits, smoothed
    u32 errors_per_million; // the same for those who may not use floating point
    struct decoder decoder;
};

struct lte_chain {
    struct chain common;
    struct aes aes;
    u32 count;
    u16 order[LTE_CODED / 3];
};

struct gsm_chain {
    struct chain common;
    struct a53 a53;
    u32 frame; // TDMA frame number
};

void lte_prepare(struct lte_chain *chain, u64 seed);
void lte_block(struct lte_chain *chain);
void gsm_prepare(struct gsm_chain *chain, u64 seed);
void gsm_block(struct gsm_chain *chain);

// For both: random bytes, and the disturbed soft values of sent bits. One bit in 64 is flipped.
void chain_payload(struct chain *chain, u8 *bytes, unsigned size);
void chain_channel(struct chain *chain, const u8 *sent, i8 *soft, unsigned count);
