// Published test vectors: 3GPP TS 35.203 (KASUMI), 55.217 (A5/3), 33.401 annex C.1 (128-EEA2), FIPS 197 annex B, and the
// check values of the CRCs for "123456789" (the CRC RevEng catalogue: CRC-24/LTE-A, CRC-40/GSM, CRC-16/IBM-SDLC).
#include "selftest.h"
#include "../lib/text.h"
#include "bits.h"
#include "cipher.h"
#include "code.h"
#include "crc.h"
#include "interleave.h"

static bool kasumi_right(void) {
    static const u8 key[16] = {0x2b, 0xd6, 0x45, 0x9f, 0x82, 0xc5, 0xb3, 0x00,
                               0x95, 0x2c, 0x49, 0x10, 0x48, 0x81, 0xff, 0x48};
    struct kasumi kasumi;
    kasumi_key(&kasumi, key);
    return kasumi_block(&kasumi, 0xea024714ad5c4d84ul) == 0xdf1f9b251c0bf45ful;
}

static bool a53_right(void) {
    static const u8 kc[8] = {0x2b, 0xd6, 0x45, 0x9f, 0x82, 0xc5, 0xbc, 0x00};
    static const u8 block1[15] = {0x88, 0x9e, 0xea, 0xaf, 0x9e, 0xd1, 0xba, 0x1a,
                                  0xbb, 0xd8, 0x43, 0x62, 0x32, 0xe4, 0x40};
    static const u8 block2[15] = {0x5c, 0xa3, 0x40, 0x6a, 0xa2, 0x44, 0xcf, 0x69,
                                  0xcf, 0x04, 0x7a, 0xad, 0xa2, 0xdf, 0x40};
    struct a53 a53;
    u8 down[A53_BITS], up[A53_BITS], packed[15];
    a53_key(&a53, kc);
    a53_stream(&a53, 0x24f20f, down, up);
    bits_pack(packed, down, A53_BITS);
    bool right = memcmp(packed, block1, sizeof packed) == 0;
    bits_pack(packed, up, A53_BITS);
    return right && memcmp(packed, block2, sizeof packed) == 0;
}

static bool aes_right(void) {
    static const u8 key[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                               0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};
    static const u8 plain[16] = {0x32, 0x43, 0xf6, 0xa8, 0x88, 0x5a, 0x30, 0x8d,
                                 0x31, 0x31, 0x98, 0xa2, 0xe0, 0x37, 0x07, 0x34};
    static const u8 wanted[16] = {0x39, 0x25, 0x84, 0x1d, 0x02, 0xdc, 0x09, 0xfb,
                                  0xdc, 0x11, 0x85, 0x97, 0x19, 0x6a, 0x0b, 0x32};
    struct aes aes;
    u8 out[16];
    aes_key(&aes, key);
    aes_block(&aes, plain, out);
    return memcmp(out, wanted, sizeof out) == 0;
}

static bool eea2_right(void) {
    static const u8 key[16] = {0xd3, 0xc5, 0xd5, 0x92, 0x32, 0x7f, 0xb1, 0x1c,
                               0x40, 0x35, 0xc6, 0x68, 0x0a, 0xf8, 0xc6, 0xd1};
    static const u8 wanted[32] = {0xe9, 0xfe, 0xd8, 0xa6, 0x3d, 0x15, 0x53, 0x04, 0xd7, 0x1d, 0xf2,
                                  0x0b, 0xf3, 0xe8, 0x22, 0x14, 0xb2, 0x0e, 0xd7, 0xda, 0xd2, 0xf2,
                                  0x33, 0xdc, 0x3c, 0x22, 0xd7, 0xbd, 0xee, 0xed, 0x8e, 0x78};
    u8 text[32] = {0x98, 0x1b, 0xa6, 0x82, 0x4c, 0x1b, 0xfb, 0x1a, 0xb4, 0x85, 0x47, 0x20, 0x29, 0xb7, 0x1d, 0x80,
                   0x8c, 0xe3, 0x3e, 0x2c, 0xc3, 0xc0, 0xb5, 0xfc, 0x1f, 0x3d, 0xe8, 0xa6, 0xdc, 0x66, 0xb1, 0xf0};
    struct aes aes;
    aes_key(&aes, key);
    eea2(&aes, 0x398a59b4, 0x15, 1, text, 253);
    return memcmp(text, wanted, sizeof text) == 0;
}

static bool crcs_right(void) {
    static const u8 digits[] = "123456789";
    u8 bits[72];
    bits_unpack(bits, digits, sizeof bits);
    return crc24a(bits, sizeof bits) == 0xcde703 && crc40(bits, sizeof bits) == 0xd4164fc646ul &&
           crc16(digits, 9) == 0x906e;
}

// No vectors are published for these: a word with errors comes back right, through each code.
static bool codes_right(void) {
    static struct decoder decoder;
    u8 bits[64], coded[192], decoded[64];
    i8 soft[192];
    u64 state = 1;
    for (unsigned round = 0; round < 2; round++) {
        const struct code *code = round == 0 ? &code_gsm : &code_lte;
        for (unsigned i = 0; i < sizeof bits; i++) {
            bits[i] = random_next(&state) >> 63;
        }
        memset(bits + 60, 0, 4); // the tail that the first code needs
        if (round == 0) {
            code_encode(code, 0, bits, 64, coded);
        } else {
            code_encode_tail_biting(code, bits, 64, coded);
        }
        for (unsigned i = 0; i < 64 * code->outputs; i++) {
            bool wrong = i % 25 == 7;
            soft[i] = (coded[i] != 0) == wrong ? 4 : -4;
        }
        if (round == 0) {
            code_decode(code, &decoder, soft, 64, decoded);
        } else {
            code_decode_tail_biting(code, &decoder, soft, 64, decoded);
        }
        if (memcmp(bits, decoded, sizeof bits) != 0) {
            return false;
        }
    }
    return true;
}

const char *radio_selftest(void) {
    static const struct {
        const char *name;
        bool (*right)(void);
    } parts[] = {{"kasumi", kasumi_right}, {"a5/3", a53_right},   {"aes", aes_right},
                 {"eea2", eea2_right},     {"crc", crcs_right},   {"convolutional code", codes_right}};
    for (unsigned i = 0; i < COUNT_OF(parts); i++) {
        if (!parts[i].right()) {
            return parts[i].name;
        }
    }
    return 0;
}
