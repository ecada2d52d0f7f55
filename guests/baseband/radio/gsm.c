// GSM: a CS-1 block (3GPP TS 45.003, 4.1 and 5.1.1): FIRE code, rate 1/2 code, over four bursts, each ciphered by A5/3.
#include "../lib/text.h"
#include "bits.h"
#include "chain.h"
#include "crc.h"

#define DATA_BITS (GSM_PAYLOAD_BYTES * 8)
#define PARITY_BITS 40
#define TAIL_BITS 4
#define BLOCK_BITS (DATA_BITS + PARITY_BITS + TAIL_BITS)
#define CIPHER_HYPERFRAME (26 * 51 * 2048) // frames, 3GPP TS 45.002, 4.3.3

_Static_assert(BLOCK_BITS * 2 == GSM_BLOCK_BITS, "rate 1/2");

void gsm_prepare(struct gsm_chain *chain, u64 seed) {
    u8 key[8];
    memset(chain, 0, sizeof *chain);
    chain->common.random = seed * 2 + 1;
    chain_payload(&chain->common, key, sizeof key);
    a53_key(&chain->a53, key);
}

// COUNT of a frame: T1, T3, T2 (3GPP TS 43.020, C.1.2).
static u32 count_of(u32 frame) {
    return frame / (26 * 51) << 11 | frame % 51 << 5 | frame % 26;
}

void gsm_block(struct gsm_chain *chain) {
    u8 payload[GSM_PAYLOAD_BYTES], bits[BLOCK_BITS], decoded[BLOCK_BITS], coded[GSM_BLOCK_BITS];
    u8 bursts[GSM_BLOCK_BITS], stream[GSM_BLOCK_BITS], up[A53_BITS]; // burst after burst
    i8 received[GSM_BLOCK_BITS], soft[GSM_BLOCK_BITS];
    struct chain *common = &chain->common;

    chain_payload(common, payload, sizeof payload);
    bits_unpack(bits, payload, DATA_BITS);
    u64 parity = crc40(bits, DATA_BITS);
    for (unsigned i = 0; i < PARITY_BITS; i++) {
        bits[DATA_BITS + i] = parity >> (PARITY_BITS - 1 - i) & 1;
    }
    memset(bits + DATA_BITS + PARITY_BITS, 0, TAIL_BITS);
    code_encode(&code_gsm, 0, bits, BLOCK_BITS, coded);
    interleave_gsm(coded, bursts);
    for (unsigned n = 0; n < GSM_BURSTS; n++) {
        a53_stream(&chain->a53, count_of(chain->frame), stream + n * GSM_BURST_BITS, up);
        chain->frame = (chain->frame + 1) % CIPHER_HYPERFRAME;
    }
    for (unsigned i = 0; i < GSM_BLOCK_BITS; i++) {
        bursts[i] ^= stream[i];
    }

    chain_channel(common, bursts, received, GSM_BLOCK_BITS);

    // Deciphering a soft bit is changing its sign.
    for (unsigned k = 0; k < GSM_BLOCK_BITS; k++) {
        unsigned place = interleave_gsm_place(k);
        soft[k] = stream[place] ? (i8)-received[place] : received[place];
    }
    code_decode(&code_gsm, &common->decoder, soft, BLOCK_BITS, decoded);
    common->blocks++;
    u64 sent_parity = 0;
    for (unsigned i = 0; i < PARITY_BITS; i++) {
        sent_parity = sent_parity << 1 | decoded[DATA_BITS + i];
    }
    if (crc40(decoded, DATA_BITS) != sent_parity) {
        common->errors++;
    } else {
        common->undetected += memcmp(decoded, bits, DATA_BITS) != 0;
    }
}
