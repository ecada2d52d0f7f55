// The GSM 7-bit default alphabet and its extension (3GPP TS 23.038, 6.2.1).
#include "sms.h"

#define EXTENSION 0x1b

static const u16 basic[128] = {
    '@',    0xa3,   '$',    0xa5,   0xe8,   0xe9,   0xf9,   0xec,   0xf2,   0xc7,   '\n', 0xd8, 0xf8, '\r', 0xc5, 0xe5,
    0x0394, '_',    0x03a6, 0x0393, 0x039b, 0x03a9, 0x03a0, 0x03a8, 0x03a3, 0x0398, 0x039e, ' ',  0xc6, 0xe6, 0xdf, 0xc9,
    ' ',    '!',    '"',    '#',    0xa4,   '%',    '&',    '\'',   '(',    ')',    '*',  '+',  ',',  '-',  '.',  '/',
    '0',    '1',    '2',    '3',    '4',    '5',    '6',    '7',    '8',    '9',    ':',  ';',  '<',  '=',  '>',  '?',
    0xa1,   'A',    'B',    'C',    'D',    'E',    'F',    'G',    'H',    'I',    'J',  'K',  'L',  'M',  'N',  'O',
    'P',    'Q',    'R',    'S',    'T',    'U',    'V',    'W',    'X',    'Y',    'Z',  0xc4, 0xd6, 0xd1, 0xdc, 0xa7,
    0xbf,   'a',    'b',    'c',    'd',    'e',    'f',    'g',    'h',    'i',    'j',  'k',  'l',  'm',  'n',  'o',
    'p',    'q',    'r',    's',    't',    'u',    'v',    'w',    'x',    'y',    'z',  0xe4, 0xf6, 0xf1, 0xfc, 0xe0};

static const struct {
    u8 septet;
    u16 character;
} extension[] = {{0x0a, '\f'}, {0x14, '^'}, {0x28, '{'}, {0x29, '}'}, {0x2f, '\\'},
                 {0x3c, '['},  {0x3d, '~'}, {0x3e, ']'}, {0x40, '|'}, {0x65, 0x20ac}};

size_t septets_of(u16 character, u8 septets[2]) {
    for (u8 i = 0; i < 128; i++) {
        if (basic[i] == character && i != EXTENSION) {
            septets[0] = i;
            return 1;
        }
    }
    for (size_t i = 0; i < COUNT_OF(extension); i++) {
        if (extension[i].character == character) {
            septets[0] = EXTENSION;
            septets[1] = extension[i].septet;
            return 2;
        }
    }
    return 0;
}

u16 character_of(const u8 *septets, size_t left, size_t *used) {
    *used = 1;
    if (septets[0] == EXTENSION && left > 1) {
        for (size_t i = 0; i < COUNT_OF(extension); i++) {
            if (extension[i].septet == septets[1]) {
                *used = 2;
                return extension[i].character;
            }
        }
    }
    return basic[septets[0] & 0x7f];
}

size_t septets_pack(const u8 *septets, size_t count, u8 *to) {
    size_t bytes = (count * 7 + 7) / 8;
    for (size_t i = 0; i < bytes; i++) {
        to[i] = 0;
    }
    for (size_t i = 0; i < count; i++) {
        size_t bit = i * 7;
        u32 shifted = (u32)(septets[i] & 0x7f) << bit % 8;
        to[bit / 8] |= (u8)shifted;
        if (shifted >> 8) {
            to[bit / 8 + 1] |= (u8)(shifted >> 8);
        }
    }
    return bytes;
}

void septets_unpack(const u8 *from, size_t first, size_t count, u8 *septets) {
    for (size_t i = 0; i < count; i++) {
        size_t bit = (first + i) * 7;
        u32 two = from[bit / 8];
        if (bit % 8 > 1) {
            two |= (u32)from[bit / 8 + 1] << 8;
        }
        septets[i] = two >> bit % 8 & 0x7f;
    }
}
