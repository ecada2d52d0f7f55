// Loops over 128-bit vectors: search for a byte, blend of pixels, dot product of 16-bit numbers. Built for another
// architecture, the same results come from plain loops; those are the reference.
#include "pvbench.h"

#ifdef __aarch64__
#include <arm_neon.h>
#endif

// --- memchr-like ---

#define TEXT 65536

static uint8_t text[TEXT] __attribute__((aligned(16)));

static int memchr_prepare(void) {
    uint64_t seed = 11;
    for (int i = 0; i < TEXT; i++) {
        text[i] = (uint8_t)(mix64(&seed) % 255 + 1); // no zero, except a few
    }
    for (int i = 8191; i < TEXT; i += 8192) {
        text[i] = 0;
    }
    return 1;
}

static size_t next_zero(size_t from) {
    size_t i = from;
#ifdef __aarch64__
    while (i < TEXT && (i & 63)) {
        if (!text[i]) {
            return i;
        }
        i++;
    }
    for (; i < TEXT; i += 64) {
        uint8x16_t p = vld1q_u8(text + i), q = vld1q_u8(text + i + 16);
        uint8x16_t r = vld1q_u8(text + i + 32), s = vld1q_u8(text + i + 48);
        uint8x16_t least = vminq_u8(vminq_u8(p, q), vminq_u8(r, s));
        if (vmaxvq_u8(vceqzq_u8(least))) {
            break;
        }
    }
#endif
    while (i < TEXT && text[i]) {
        i++;
    }
    return i;
}

static uint64_t memchr_round(void) {
    uint64_t sum = 0;
    for (size_t at = next_zero(0); at < TEXT; at = next_zero(at + 1)) {
        sum = fold(sum, at);
    }
    return sum;
}

const struct workload neon_memchr = {"neon-memchr", TEXT, memchr_prepare, memchr_round, 0};

// --- blend: out = (over * alpha + under * (255 - alpha) + 128) / 256, each byte ---

#define PIXEL_BYTES 32768

static uint8_t over[PIXEL_BYTES], under[PIXEL_BYTES], alpha[PIXEL_BYTES], blended[PIXEL_BYTES];

static int blend_prepare(void) {
    uint64_t seed = 12;
    for (int i = 0; i < PIXEL_BYTES; i++) {
        uint64_t random = mix64(&seed);
        over[i] = (uint8_t)random;
        under[i] = (uint8_t)(random >> 8);
        alpha[i] = (uint8_t)(random >> 16);
    }
    return 1;
}

static uint64_t blend_round(void) {
#ifdef __aarch64__
    for (int i = 0; i < PIXEL_BYTES; i += 16) {
        uint8x16_t f = vld1q_u8(over + i), g = vld1q_u8(under + i), m = vld1q_u8(alpha + i), rest = vmvnq_u8(m);
        uint16x8_t low = vmull_u8(vget_low_u8(f), vget_low_u8(m));
        uint16x8_t high = vmull_high_u8(f, m);
        low = vmlal_u8(low, vget_low_u8(g), vget_low_u8(rest));
        high = vmlal_high_u8(high, g, rest);
        vst1q_u8(blended + i, vrshrn_high_n_u16(vrshrn_n_u16(low, 8), high, 8));
    }
#else
    for (int i = 0; i < PIXEL_BYTES; i++) {
        blended[i] = (uint8_t)((over[i] * alpha[i] + under[i] * (255 - alpha[i]) + 128) >> 8);
    }
#endif
    uint64_t sum = 0;
    for (int i = 0; i < PIXEL_BYTES; i += 251) {
        sum = fold(sum, blended[i]);
    }
    return sum;
}

const struct workload neon_blend = {"neon-blend", PIXEL_BYTES, blend_prepare, blend_round, 0};

// --- dot product ---

#define TERMS 16384

static int16_t x[TERMS], y[TERMS];

static int dot_prepare(void) {
    uint64_t seed = 13;
    for (int i = 0; i < TERMS; i++) {
        uint64_t random = mix64(&seed);
        x[i] = (int16_t)((random & 0x3ff) - 512);
        y[i] = (int16_t)((random >> 10 & 0x3ff) - 512);
    }
    return 1;
}

static uint64_t dot_round(void) {
#ifdef __aarch64__
    int32x4_t a = vdupq_n_s32(0), b = vdupq_n_s32(0);
    for (int i = 0; i < TERMS; i += 8) {
        int16x8_t p = vld1q_s16(x + i), q = vld1q_s16(y + i);
        a = vmlal_s16(a, vget_low_s16(p), vget_low_s16(q));
        b = vmlal_high_s16(b, p, q);
    }
    int32_t dot = vaddvq_s32(vaddq_s32(a, b));
#else
    uint32_t total = 0;
    for (int i = 0; i < TERMS; i++) {
        total += (uint32_t)(x[i] * y[i]);
    }
    int32_t dot = (int32_t)total;
#endif
    return fold(5, (uint64_t)(int64_t)dot);
}

const struct workload neon_dot = {"neon-dot", TERMS, dot_prepare, dot_round, 0};
