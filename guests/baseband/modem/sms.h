// Short messages: TPDUs (3GPP TS 23.040, 9.2) and their alphabets (3GPP TS 23.038).
#pragma once
#include "../lib/types.h"

#define SMS_TPDU_MAX 176
#define SMS_DATA_MAX 140
#define SMS_ADDRESS_MAX 24
#define SMS_SEPTETS_MAX 160

enum { SMS_DELIVER = 0, SMS_SUBMIT = 1 };
enum sms_alphabet { ALPHABET_7BIT, ALPHABET_8BIT, ALPHABET_UCS2 };

struct sms {
    u8 kind;  // SMS_DELIVER or SMS_SUBMIT
    u8 flags; // the first octet's bits for reply path, header, report, ... : 0xfc without those for validity
    u8 reference;                     // of a SUBMIT
    char address[SMS_ADDRESS_MAX];    // where from, or where to
    u8 address_type;                  // 9.1.2.5: 0x91 international, 0x81 unknown
    u8 protocol, coding;
    u8 time[7];                       // of a DELIVER
    u8 length;                        // of the data: septets or octets
    u8 data[SMS_DATA_MAX];
};

#define SMS_HAS_HEADER 0x40

// False if it is cut, too long, or makes no sense.
bool sms_parse(struct sms *sms, const u8 *tpdu, size_t size, u8 kind);
// Returns the size, at most SMS_TPDU_MAX. A SUBMIT is written without a validity.
size_t sms_write(const struct sms *sms, u8 *tpdu);
enum sms_alphabet sms_alphabet(u8 coding);
size_t sms_data_bytes(const struct sms *sms);

// An address field: its length, its type, its digits. Returns the bytes taken, or 0.
size_t address_parse(const u8 *from, size_t size, char *to, u8 *type);
size_t address_write(u8 *to, const char *address, u8 type);

// Seconds since 1970 to a time stamp (9.2.3.11), in UTC, and a time stamp to "yy/MM/dd,hh:mm:ss+zz".
void stamp_write(u8 stamp[7], u64 seconds);
void stamp_text(const u8 stamp[7], char *to, size_t size);

// The default alphabet. Both return a count; unpacking goes on from a septet on.
size_t septets_pack(const u8 *septets, size_t count, u8 *to);
void septets_unpack(const u8 *from, size_t first, size_t count, u8 *septets);
// Septets (two for characters of the extension) of a character, or 0 if the alphabet lacks it.
size_t septets_of(u16 character, u8 septets[2]);
// The character at a septet; *used is 1 or 2.
u16 character_of(const u8 *septets, size_t left, size_t *used);

// The text of a message as characters, without a header; of 8-bit messages, the octets.
size_t sms_characters(const struct sms *sms, u16 *to, size_t size);
// Sets coding, length and data: the default alphabet if it has all characters, else UCS-2. False if it is too long.
bool sms_set_text(struct sms *sms, const u16 *characters, size_t count);
