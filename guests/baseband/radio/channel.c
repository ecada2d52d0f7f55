// The simulated channel, common to both chains.
#include "bits.h"
#include "chain.h"

#define AMPLITUDE 4
#define FLIP_HALVINGS 6 // one bit in 2^6 is wrong
#define SMOOTHING 0.02

void chain_payload(struct chain *chain, u8 *bytes, unsigned size) {
    u64 word = 0;
    for (unsigned i = 0; i < size; i++) {
        word = i % 8 == 0 ? random_next(&chain->random) : word >> 8;
        bytes[i] = (u8)word;
    }
}

void chain_channel(struct chain *chain, const u8 *sent, i8 *soft, unsigned count) {
    unsigned flipped = 0;
    u64 flips = 0;
    for (unsigned i = 0; i < count; i++, flips >>= 1) {
        if (i % 64 == 0) {
            flips = ~0ul;
            for (unsigned halving = 0; halving < FLIP_HALVINGS; halving++) {
                flips &= random_next(&chain->random);
            }
        }
        unsigned flip = flips & 1;
        flipped += flip;
        soft[i] = (sent[i] ^ flip) ? -AMPLITUDE : AMPLITUDE;
    }
    chain->error_rate += ((double)flipped / count - chain->error_rate) * SMOOTHING;
    chain->errors_per_million = (u32)(chain->error_rate * 1e6);
}
