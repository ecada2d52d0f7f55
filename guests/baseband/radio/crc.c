// See crc.h.
#include "crc.h"

#define CRC24A_POLYNOMIAL 0x864cfbu      // D^24+D^23+D^18+D^17+D^14+D^11+D^10+D^7+D^6+D^5+D^4+D^3+D+1
#define CRC40_POLYNOMIAL 0x0004820009ul  // (D^23+1)(D^17+D^3+1)
#define CRC40_ONES 0xfffffffffful
#define CRC16_POLYNOMIAL 0x8408 // D^16+D^12+D^5+1, reflected

u32 crc24a(const u8 *bits, unsigned count) {
    u32 rest = 0;
    for (unsigned i = 0; i < count; i++) {
        u32 out = (rest >> 23 ^ bits[i]) & 1;
        rest = (rest << 1 & 0xffffff) ^ (out ? CRC24A_POLYNOMIAL : 0);
    }
    return rest;
}

// The whole word divided by the polynomial must leave ones, so the parity is the inverted remainder.
u64 crc40(const u8 *bits, unsigned count) {
    u64 rest = 0;
    for (unsigned i = 0; i < count; i++) {
        u64 out = (rest >> 39 ^ bits[i]) & 1;
        rest = (rest << 1 & CRC40_ONES) ^ (out ? CRC40_POLYNOMIAL : 0);
    }
    return rest ^ CRC40_ONES;
}

u16 crc16(const u8 *bytes, size_t size) {
    u16 rest = 0xffff;
    for (size_t i = 0; i < size; i++) {
        rest ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            rest = (u16)(rest >> 1 ^ (rest & 1 ? CRC16_POLYNOMIAL : 0));
        }
    }
    return rest ^ 0xffff;
}
