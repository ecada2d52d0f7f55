// KASUMI (3GPP TS 35.202) and A5/3 (3GPP TS 55.216).
#include "cipher.h"

static const u8 s7[128] = {
    54, 50, 62, 56, 22, 34, 94, 96, 38, 6, 63, 93, 2, 18, 123, 33, 55, 113, 39, 114, 21, 67,
    65, 12, 47, 73, 46, 27, 25, 111, 124, 81, 53, 9, 121, 79, 52, 60, 58, 48, 101, 127, 40, 120,
    104, 70, 71, 43, 20, 122, 72, 61, 23, 109, 13, 100, 77, 1, 16, 7, 82, 10, 105, 98, 117, 116,
    76, 11, 89, 106, 0, 125, 118, 99, 86, 69, 30, 57, 126, 87, 112, 51, 17, 5, 95, 14, 90, 84,
    91, 8, 35, 103, 32, 97, 28, 66, 102, 31, 26, 45, 75, 4, 85, 92, 37, 74, 80, 49, 68, 29,
    115, 44, 64, 107, 108, 24, 110, 83, 36, 78, 42, 19, 15, 41, 88, 119, 59, 3,
};
static const u16 s9[512] = {
    167, 239, 161, 379, 391, 334, 9, 338, 38, 226, 48, 358, 452, 385, 90, 397, 183, 253, 147, 331,
    415, 340, 51, 362, 306, 500, 262, 82, 216, 159, 356, 177, 175, 241, 489, 37, 206, 17, 0, 333,
    44, 254, 378, 58, 143, 220, 81, 400, 95, 3, 315, 245, 54, 235, 218, 405, 472, 264, 172, 494,
    371, 290, 399, 76, 165, 197, 395, 121, 257, 480, 423, 212, 240, 28, 462, 176, 406, 507, 288, 223,
    501, 407, 249, 265, 89, 186, 221, 428, 164, 74, 440, 196, 458, 421, 350, 163, 232, 158, 134, 354,
    13, 250, 491, 142, 191, 69, 193, 425, 152, 227, 366, 135, 344, 300, 276, 242, 437, 320, 113, 278,
    11, 243, 87, 317, 36, 93, 496, 27, 487, 446, 482, 41, 68, 156, 457, 131, 326, 403, 339, 20,
    39, 115, 442, 124, 475, 384, 508, 53, 112, 170, 479, 151, 126, 169, 73, 268, 279, 321, 168, 364,
    363, 292, 46, 499, 393, 327, 324, 24, 456, 267, 157, 460, 488, 426, 309, 229, 439, 506, 208, 271,
    349, 401, 434, 236, 16, 209, 359, 52, 56, 120, 199, 277, 465, 416, 252, 287, 246, 6, 83, 305,
    420, 345, 153, 502, 65, 61, 244, 282, 173, 222, 418, 67, 386, 368, 261, 101, 476, 291, 195, 430,
    49, 79, 166, 330, 280, 383, 373, 128, 382, 408, 155, 495, 367, 388, 274, 107, 459, 417, 62, 454,
    132, 225, 203, 316, 234, 14, 301, 91, 503, 286, 424, 211, 347, 307, 140, 374, 35, 103, 125, 427,
    19, 214, 453, 146, 498, 314, 444, 230, 256, 329, 198, 285, 50, 116, 78, 410, 10, 205, 510, 171,
    231, 45, 139, 467, 29, 86, 505, 32, 72, 26, 342, 150, 313, 490, 431, 238, 411, 325, 149, 473,
    40, 119, 174, 355, 185, 233, 389, 71, 448, 273, 372, 55, 110, 178, 322, 12, 469, 392, 369, 190,
    1, 109, 375, 137, 181, 88, 75, 308, 260, 484, 98, 272, 370, 275, 412, 111, 336, 318, 4, 504,
    492, 259, 304, 77, 337, 435, 21, 357, 303, 332, 483, 18, 47, 85, 25, 497, 474, 289, 100, 269,
    296, 478, 270, 106, 31, 104, 433, 84, 414, 486, 394, 96, 99, 154, 511, 148, 413, 361, 409, 255,
    162, 215, 302, 201, 266, 351, 343, 144, 441, 365, 108, 298, 251, 34, 182, 509, 138, 210, 335, 133,
    311, 352, 328, 141, 396, 346, 123, 319, 450, 281, 429, 228, 443, 481, 92, 404, 485, 422, 248, 297,
    23, 213, 130, 466, 22, 217, 283, 70, 294, 360, 419, 127, 312, 377, 7, 468, 194, 2, 117, 295,
    463, 258, 224, 447, 247, 187, 80, 398, 284, 353, 105, 390, 299, 471, 470, 184, 57, 200, 348, 63,
    204, 188, 33, 451, 97, 30, 310, 219, 94, 160, 129, 493, 64, 179, 263, 102, 189, 207, 114, 402,
    438, 477, 387, 122, 192, 42, 381, 5, 145, 118, 180, 449, 293, 323, 136, 380, 43, 66, 60, 455,
    341, 445, 202, 432, 8, 237, 15, 376, 436, 464, 59, 461,
};

static u16 turn(u16 word, unsigned by) {
    return (u16)(word << by | word >> (16 - by));
}

// 4.4: two rounds of the S-boxes with the subkey between them.
static u16 fi(u16 word, u16 subkey) {
    u16 nine = word >> 7, seven = word & 0x7f;
    nine = s9[nine] ^ seven;
    seven = s7[seven] ^ (nine & 0x7f);
    seven ^= subkey >> 9;
    nine ^= subkey & 0x1ff;
    nine = s9[nine] ^ seven;
    seven = s7[seven] ^ (nine & 0x7f);
    return (u16)(seven << 9 | nine);
}

// 4.3: three rounds.
static u32 fo(const struct kasumi *key, u32 word, unsigned round) {
    u16 left = (u16)(word >> 16), right = (u16)word, new_left;
    new_left = fi(left ^ key->ko1[round], key->ki1[round]) ^ right;
    left = right;
    right = new_left;
    new_left = fi(left ^ key->ko2[round], key->ki2[round]) ^ right;
    left = right;
    right = new_left;
    new_left = fi(left ^ key->ko3[round], key->ki3[round]) ^ right;
    return (u32)right << 16 | new_left;
}

// 4.2.
static u32 fl(const struct kasumi *key, u32 word, unsigned round) {
    u16 left = (u16)(word >> 16), right = (u16)word;
    right ^= turn(left & key->kl1[round], 1);
    left ^= turn(right | key->kl2[round], 1);
    return (u32)left << 16 | right;
}

u64 kasumi_block(const struct kasumi *key, u64 plain) {
    u32 left = (u32)(plain >> 32), right = (u32)plain;
    for (unsigned round = 0; round < 8; round += 2) {
        right ^= fo(key, fl(key, left, round), round);
        left ^= fl(key, fo(key, right, round + 1), round + 1);
    }
    return (u64)left << 32 | right;
}

// 4.6.
void kasumi_key(struct kasumi *key, const u8 bytes[16]) {
    static const u16 constants[8] = {0x0123, 0x4567, 0x89ab, 0xcdef, 0xfedc, 0xba98, 0x7654, 0x3210};
    u16 k[8], m[8];
    for (unsigned i = 0; i < 8; i++) {
        k[i] = (u16)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
        m[i] = k[i] ^ constants[i];
    }
    for (unsigned i = 0; i < 8; i++) {
        key->kl1[i] = turn(k[i], 1);
        key->kl2[i] = m[(i + 2) % 8];
        key->ko1[i] = turn(k[(i + 1) % 8], 5);
        key->ko2[i] = turn(k[(i + 5) % 8], 8);
        key->ko3[i] = turn(k[(i + 6) % 8], 13);
        key->ki1[i] = m[(i + 4) % 8];
        key->ki2[i] = m[(i + 3) % 8];
        key->ki3[i] = m[(i + 7) % 8];
    }
}

void a53_key(struct a53 *a53, const u8 kc[8]) {
    u8 key[16], modified[16];
    for (unsigned i = 0; i < 16; i++) {
        key[i] = kc[i % 8]; // 4.2: the key twice
        modified[i] = key[i] ^ 0x55; // 3: KM
    }
    kasumi_key(&a53->key, key);
    kasumi_key(&a53->modified, modified);
}

// 3 (KGCORE) with CA = 0x0f, CB = 0, CC = COUNT, CD = 0, CE = 0: 228 bits, the first half for the downlink.
#define CA 0x0ful

void a53_stream(const struct a53 *a53, u32 count, u8 down[A53_BITS], u8 up[A53_BITS]) {
    u64 modifier = kasumi_block(&a53->modified, (u64)(count & 0x3fffff) << 32 | CA << 16);
    u64 block = 0;
    for (unsigned i = 0; i < 2 * A53_BITS; i++) {
        if (i % 64 == 0) {
            block = kasumi_block(&a53->key, modifier ^ (i / 64) ^ block);
        }
        u8 bit = block >> (63 - i % 64) & 1;
        if (i < A53_BITS) {
            down[i] = bit;
        } else {
            up[i - A53_BITS] = bit;
        }
    }
}
