// Convolutional codes and their Viterbi decoder.
#pragma once
#include "../lib/types.h"

#define CODE_MAX_STATES 64
#define CODE_MAX_OUTPUTS 3
#define CODE_MAX_STEPS 320

// A code whose generators all use the newest and the oldest bit, which lets the decoder take two states at a time.
struct code {
    unsigned memory;  // bits that the encoder remembers
    unsigned outputs; // bits for each input bit
    u8 generators[CODE_MAX_OUTPUTS]; // the newest bit is bit `memory`
    i16 signs[CODE_MAX_OUTPUTS][CODE_MAX_STATES / 2]; // of each output at state 2j with input 0: 1 for 0, -1 for 1
};

extern struct code code_gsm; // 3GPP TS 45.003, 4.1.3: rate 1/2, constraint length 5
extern struct code code_lte; // 3GPP TS 36.212, 5.1.3.1: rate 1/3, constraint length 7, tail-biting
void codes_prepare(void);

// Encodes from a first state (the bits before the first, the newest on top) and returns the last one.
unsigned code_encode(const struct code *code, unsigned state, const u8 *bits, unsigned count, u8 *coded);
// As 36.212 has it: begins in the state in which it ends.
void code_encode_tail_biting(const struct code *code, const u8 *bits, unsigned count, u8 *coded);

// Both take a soft value for each coded bit, positive for 0, at most 31 in amount.
struct decoder {
    u8 decisions[CODE_MAX_STEPS][CODE_MAX_STATES];
    i16 metrics[2][CODE_MAX_STATES];
};

void code_decode(const struct code *code, struct decoder *decoder, const i8 *soft, unsigned count, u8 *bits);
void code_decode_tail_biting(const struct code *code, struct decoder *decoder, const i8 *soft, unsigned count,
                             u8 *bits);
