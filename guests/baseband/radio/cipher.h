// Ciphers: KASUMI and GSM's A5/3 on it; AES-128 and LTE's 128-EEA2 on it.
#pragma once
#include "../lib/types.h"

struct kasumi {
    u16 kl1[8], kl2[8], ko1[8], ko2[8], ko3[8], ki1[8], ki2[8], ki3[8];
};

void kasumi_key(struct kasumi *key, const u8 bytes[16]);
u64 kasumi_block(const struct kasumi *key, u64 plain); // 3GPP TS 35.202; big-endian

#define A53_BITS 114
struct a53 {
    struct kasumi key, modified;
};

// 3GPP TS 55.216, 4: a 64-bit key; the key stream of both directions for the frame whose COUNT (22 bits, 3GPP TS 43.020,
// C.1.2) is given, a bit in a byte.
void a53_key(struct a53 *a53, const u8 kc[8]);
void a53_stream(const struct a53 *a53, u32 count, u8 down[A53_BITS], u8 up[A53_BITS]);

struct aes {
    u8 round_keys[11][16];
};

void aes_key(struct aes *aes, const u8 key[16]); // FIPS 197
void aes_block(const struct aes *aes, const u8 in[16], u8 out[16]);

// 3GPP TS 33.401, B.1.3: AES in counter mode, in place; bits beyond the last become 0.
void eea2(const struct aes *aes, u32 count, u8 bearer, u8 direction, u8 *bytes, unsigned bits);
