// LTE-like: 128-EEA2 (33.401), CRC24A, tail-biting code of rate 1/3 and sub-block interleaver (36.212, 5.1). Real LTE uses
// this code for control and turbo codes for data; the work has the same nature.
#include "../lib/text.h"
#include "bits.h"
#include "chain.h"
#include "crc.h"

#define BEARER 3
#define DOWNLINK 1

void lte_prepare(struct lte_chain *chain, u64 seed) {
    u8 key[16];
    memset(chain, 0, sizeof *chain);
    chain->common.random = seed * 2 + 1;
    chain_payload(&chain->common, key, sizeof key);
    aes_key(&chain->aes, key);
    interleave_lte_order(LTE_BITS, chain->order);
}

// The three outputs are interleaved each by itself and sent one after the other (5.1.4.2.2).
static void interleave(const struct lte_chain *chain, const u8 *coded, u8 *sent) {
    for (unsigned output = 0; output < 3; output++) {
        for (unsigned i = 0; i < LTE_BITS; i++) {
            sent[output * LTE_BITS + i] = coded[chain->order[i] * 3 + output];
        }
    }
}

static void deinterleave(const struct lte_chain *chain, const i8 *received, i8 *soft) {
    for (unsigned output = 0; output < 3; output++) {
        for (unsigned i = 0; i < LTE_BITS; i++) {
            soft[chain->order[i] * 3 + output] = received[output * LTE_BITS + i];
        }
    }
}

void lte_block(struct lte_chain *chain) {
    u8 payload[LTE_PAYLOAD_BYTES], data[LTE_PAYLOAD_BYTES];
    u8 bits[LTE_BITS], decoded[LTE_BITS], coded[LTE_CODED], sent[LTE_CODED];
    i8 received[LTE_CODED], soft[LTE_CODED];
    struct chain *common = &chain->common;

    chain_payload(common, payload, sizeof payload);
    memcpy(data, payload, sizeof data);
    eea2(&chain->aes, chain->count, BEARER, DOWNLINK, data, LTE_PAYLOAD_BYTES * 8);
    bits_unpack(bits, data, LTE_PAYLOAD_BYTES * 8);
    u32 crc = crc24a(bits, LTE_PAYLOAD_BYTES * 8);
    for (unsigned i = 0; i < 24; i++) {
        bits[LTE_PAYLOAD_BYTES * 8 + i] = crc >> (23 - i) & 1;
    }
    code_encode_tail_biting(&code_lte, bits, LTE_BITS, coded);
    interleave(chain, coded, sent);

    chain_channel(common, sent, received, LTE_CODED);

    deinterleave(chain, received, soft);
    code_decode_tail_biting(&code_lte, &common->decoder, soft, LTE_BITS, decoded);
    common->blocks++;
    if (crc24a(decoded, LTE_BITS) != 0) {
        common->errors++;
    } else {
        bits_pack(data, decoded, LTE_PAYLOAD_BYTES * 8);
        eea2(&chain->aes, chain->count, BEARER, DOWNLINK, data, LTE_PAYLOAD_BYTES * 8);
        common->undetected += memcmp(data, payload, sizeof data) != 0;
    }
    chain->count++;
}
