// Convolutional codes. A state is the last `memory` bits, the newest on top; so the states 2j and 2j+1 both lead to j
// (by a 0) and to j + half (by a 1), and as every generator has both end bits, the four branches of such a pair have one
// metric but for its sign.
#include "code.h"
#include "../lib/text.h"

#define WRAP 48 // steps repeated on each side of a tail-biting word; 7 constraint lengths is enough in practice
#define FAR (-8192)

// A generator's D^k is bit memory - k: 1 + D^3 + D^4 and 1 + D + D^3 + D^4; and, in octal, 133, 171, 165.
struct code code_gsm = {4, 2, {1 << 4 | 1 << 1 | 1, 1 << 4 | 1 << 3 | 1 << 1 | 1, 0}, {{0}}};
struct code code_lte = {6, 3, {0133, 0171, 0165}, {{0}}};

static unsigned parity(unsigned bits) {
    return (unsigned)__builtin_parity(bits);
}

static void prepare(struct code *code) {
    for (unsigned output = 0; output < code->outputs; output++) {
        for (unsigned j = 0; j < 1u << (code->memory - 1); j++) {
            code->signs[output][j] = parity(code->generators[output] & j << 1) ? -1 : 1;
        }
    }
}

void codes_prepare(void) {
    prepare(&code_gsm);
    prepare(&code_lte);
}

unsigned code_encode(const struct code *code, unsigned state, const u8 *bits, unsigned count, u8 *coded) {
    for (unsigned i = 0; i < count; i++) {
        unsigned window = (unsigned)bits[i] << code->memory | state;
        for (unsigned output = 0; output < code->outputs; output++) {
            *coded++ = (u8)parity(window & code->generators[output]);
        }
        state = window >> 1;
    }
    return state;
}

void code_encode_tail_biting(const struct code *code, const u8 *bits, unsigned count, u8 *coded) {
    unsigned state = 0;
    for (unsigned i = count - code->memory; i < count; i++) {
        state = state >> 1 | (unsigned)bits[i] << (code->memory - 1);
    }
    code_encode(code, state, bits, count, coded);
}

// One step for all states: adds the branches, compares, selects. The compiler makes vectors of the loop.
static void step(const struct code *code, const i16 *restrict before, i16 *restrict after, u8 *restrict decision,
                 const i8 *soft) {
    const unsigned half = 1u << (code->memory - 1);
    i16 branch[CODE_MAX_STATES / 2];
    i16 s0 = soft[0], s1 = soft[1], s2 = code->outputs > 2 ? soft[2] : 0;
    for (unsigned j = 0; j < half; j++) {
        branch[j] = (i16)(code->signs[0][j] * s0 + code->signs[1][j] * s1 + code->signs[2][j] * s2);
    }
    for (unsigned j = 0; j < half; j++) {
        i16 even = before[2 * j], odd = before[2 * j + 1], b = branch[j];
        i16 zero_even = (i16)(even + b), zero_odd = (i16)(odd - b);
        i16 one_even = (i16)(even - b), one_odd = (i16)(odd + b);
        after[j] = zero_even >= zero_odd ? zero_even : zero_odd;
        after[j + half] = one_even >= one_odd ? one_even : one_odd;
        decision[j] = zero_even < zero_odd;
        decision[j + half] = one_even < one_odd;
    }
}

// Runs back from a state at the end of `steps`; bits[i] is the input of step i.
static void trace(const struct code *code, const struct decoder *decoder, unsigned state, unsigned steps, u8 *bits) {
    for (unsigned i = steps; i-- > 0;) {
        bits[i] = (u8)(state >> (code->memory - 1));
        state = (state << 1 & ((1u << code->memory) - 1)) | decoder->decisions[i][state];
    }
}

void code_decode(const struct code *code, struct decoder *decoder, const i8 *soft, unsigned count, u8 *bits) {
    unsigned states = 1u << code->memory;
    for (unsigned i = 0; i < states; i++) {
        decoder->metrics[0][i] = i == 0 ? 0 : FAR;
    }
    for (unsigned i = 0; i < count; i++) {
        step(code, decoder->metrics[i & 1], decoder->metrics[~i & 1], decoder->decisions[i], soft + i * code->outputs);
    }
    trace(code, decoder, 0, count, bits); // the tail has led it to state 0
}

void code_decode_tail_biting(const struct code *code, struct decoder *decoder, const i8 *soft, unsigned count,
                             u8 *bits) {
    u8 all[CODE_MAX_STEPS];
    unsigned states = 1u << code->memory;
    unsigned wrap = count < WRAP ? count : WRAP;
    unsigned steps = count + 2 * wrap;
    memset(decoder->metrics[0], 0, sizeof decoder->metrics[0]);
    for (unsigned i = 0; i < steps; i++) {
        unsigned place = (i + count - wrap) % count;
        step(code, decoder->metrics[i & 1], decoder->metrics[~i & 1], decoder->decisions[i],
             soft + place * code->outputs);
    }
    unsigned best = 0;
    const i16 *last = decoder->metrics[steps & 1];
    for (unsigned i = 1; i < states; i++) {
        best = last[i] > last[best] ? i : best;
    }
    trace(code, decoder, best, steps, all);
    memcpy(bits, all + wrap, count);
}
