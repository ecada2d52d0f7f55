// TPDUs. See sms.h.
#include "sms.h"
#include "../lib/text.h"

#define KIND_MASK 0x03
#define VALIDITY_MASK 0x18
#define ALPHANUMERIC 0x50
#define TYPE_MASK 0x70
#define DIGITS_MAX 20

enum sms_alphabet sms_alphabet(u8 coding) {
    // 23.038, 4: the general groups, the group "message class", and "waiting, UCS2"; all others are in the default.
    if ((coding & 0x80) == 0) {
        u8 alphabet = coding >> 2 & 3;
        return alphabet == 1 ? ALPHABET_8BIT : alphabet == 2 ? ALPHABET_UCS2 : ALPHABET_7BIT;
    }
    if ((coding & 0xf0) == 0xf0) {
        return coding & 4 ? ALPHABET_8BIT : ALPHABET_7BIT;
    }
    return (coding & 0xf0) == 0xe0 ? ALPHABET_UCS2 : ALPHABET_7BIT;
}

size_t sms_data_bytes(const struct sms *sms) {
    return sms_alphabet(sms->coding) == ALPHABET_7BIT ? (sms->length * 7u + 7) / 8 : sms->length;
}

size_t address_parse(const u8 *from, size_t size, char *to, u8 *type) {
    static const char digits[] = "0123456789*#abc";
    if (size < 2 || from[0] > DIGITS_MAX) {
        return 0;
    }
    size_t count = from[0], bytes = (count + 1) / 2;
    if (bytes > size - 2) {
        return 0;
    }
    *type = from[1];
    size_t length = 0;
    if ((*type & TYPE_MASK) == ALPHANUMERIC) {
        u8 septets[12];
        size_t septet_count = count * 4 / 7;
        septets_unpack(from + 2, 0, septet_count, septets);
        for (size_t i = 0, used; i < septet_count; i += used) {
            u16 c = character_of(septets + i, septet_count - i, &used);
            to[length++] = c >= ' ' && c < 0x7f && c != '"' ? (char)c : '?';
        }
    } else {
        if ((*type & TYPE_MASK) == 0x10) {
            to[length++] = '+';
        }
        for (size_t i = 0; i < count; i++) {
            u8 digit = from[2 + i / 2] >> i % 2 * 4 & 15;
            if (digit == 15) {
                return 0;
            }
            to[length++] = digits[digit];
        }
    }
    to[length] = 0;
    return 2 + bytes;
}

size_t address_write(u8 *to, const char *address, u8 type) {
    static const char digits[] = "0123456789*#abc";
    size_t count = 0;
    to[1] = type;
    for (const char *c = address; *c && count < DIGITS_MAX; c++) {
        for (u8 digit = 0; digits[digit]; digit++) {
            if (digits[digit] == *c) {
                u8 *place = to + 2 + count / 2;
                *place = count % 2 ? (u8)((*place & 15) | digit << 4) : (u8)(0xf0 | digit);
                count++;
            }
        }
    }
    to[0] = (u8)count;
    return 2 + (count + 1) / 2;
}

bool sms_parse(struct sms *sms, const u8 *tpdu, size_t size, u8 kind) {
    memset(sms, 0, sizeof *sms);
    if (size < 2 || (tpdu[0] & KIND_MASK) != kind) {
        return false;
    }
    size_t at = 1;
    sms->kind = kind;
    sms->flags = tpdu[0] & (u8) ~(KIND_MASK | (kind == SMS_SUBMIT ? VALIDITY_MASK : 0));
    if (kind == SMS_SUBMIT) {
        sms->reference = tpdu[at++];
    }
    size_t taken = address_parse(tpdu + at, size - at, sms->address, &sms->address_type);
    at += taken;
    u8 validity = kind == SMS_SUBMIT ? (tpdu[0] & VALIDITY_MASK) >> 3 : 0;
    size_t validity_bytes = validity == 0 ? 0 : validity == 2 ? 1 : 7;
    size_t more = 2 + (kind == SMS_DELIVER ? sizeof sms->time : validity_bytes) + 1;
    if (taken == 0 || size - at < more) {
        return false;
    }
    sms->protocol = tpdu[at];
    sms->coding = tpdu[at + 1];
    if (kind == SMS_DELIVER) {
        memcpy(sms->time, tpdu + at + 2, sizeof sms->time);
    }
    at += more;
    sms->length = tpdu[at - 1];
    size_t bytes = sms_data_bytes(sms);
    if (bytes > SMS_DATA_MAX || bytes != size - at) {
        return false;
    }
    memcpy(sms->data, tpdu + at, bytes);
    return (sms->flags & SMS_HAS_HEADER) == 0 || (bytes > 0 && sms->data[0] < bytes);
}

size_t sms_write(const struct sms *sms, u8 *tpdu) {
    size_t at = 0;
    tpdu[at++] = sms->flags | sms->kind;
    if (sms->kind == SMS_SUBMIT) {
        tpdu[at++] = sms->reference;
    }
    at += address_write(tpdu + at, sms->address, sms->address_type);
    tpdu[at++] = sms->protocol;
    tpdu[at++] = sms->coding;
    if (sms->kind == SMS_DELIVER) {
        memcpy(tpdu + at, sms->time, sizeof sms->time);
        at += sizeof sms->time;
    }
    tpdu[at++] = sms->length;
    size_t bytes = sms_data_bytes(sms);
    memcpy(tpdu + at, sms->data, bytes);
    return at + bytes;
}

size_t sms_characters(const struct sms *sms, u16 *to, size_t size) {
    size_t count = 0;
    size_t header = sms->flags & SMS_HAS_HEADER ? sms->data[0] + 1u : 0;
    enum sms_alphabet alphabet = sms_alphabet(sms->coding);
    if (alphabet == ALPHABET_7BIT) {
        u8 septets[SMS_SEPTETS_MAX];
        size_t first = (header * 8 + 6) / 7;
        size_t left = sms->length > first ? sms->length - first : 0;
        septets_unpack(sms->data, first, left, septets);
        for (size_t i = 0, used; i < left && count < size; i += used) {
            to[count++] = character_of(septets + i, left - i, &used);
        }
        return count;
    }
    size_t step = alphabet == ALPHABET_UCS2 ? 2 : 1;
    for (size_t i = header; i + step <= sms->length && count < size; i += step) {
        to[count++] = step == 2 ? (u16)(sms->data[i] << 8 | sms->data[i + 1]) : sms->data[i];
    }
    return count;
}

bool sms_set_text(struct sms *sms, const u16 *characters, size_t count) {
    u8 septets[SMS_SEPTETS_MAX];
    size_t used = 0;
    bool plain = true;
    for (size_t i = 0; i < count && plain; i++) {
        u8 two[2];
        size_t n = septets_of(characters[i], two);
        plain = n > 0;
        if (used + n > SMS_SEPTETS_MAX) {
            return false;
        }
        memcpy(septets + used, two, n);
        used += n;
    }
    if (plain) {
        sms->coding = 0;
        sms->length = (u8)used;
        septets_pack(septets, used, sms->data);
        return true;
    }
    if (count * 2 > SMS_DATA_MAX) {
        return false;
    }
    sms->coding = 8;
    sms->length = (u8)(count * 2);
    for (size_t i = 0; i < count; i++) {
        sms->data[2 * i] = (u8)(characters[i] >> 8);
        sms->data[2 * i + 1] = (u8)characters[i];
    }
    return true;
}
