// The link between basebands: messages in frames as HDLC has them (RFC 1662: 0x7e around, 0x7d escapes, CRC-16), so that
// a reader finds its way again after anything. README.md has the protocol.
#pragma once
#include "../lib/types.h"

#define AIR_NUMBER_MAX 24
#define AIR_BODY_MAX 180
#define AIR_FRAME_MAX 256

enum air_type {
    AIR_HELLO = 1,
    AIR_SMS = 2,
    AIR_SMS_RESULT = 3,
    AIR_SETUP = 4,
    AIR_ALERTING = 5,
    AIR_CONNECT = 6,
    AIR_RELEASE = 7,
    AIR_DTMF = 8,
};

struct air_message {
    u8 type, cause;
    u16 ref;
    char from[AIR_NUMBER_MAX], to[AIR_NUMBER_MAX];
    u8 body[AIR_BODY_MAX];
    u8 size; // of the body
};

struct air_reader {
    u8 frame[AIR_FRAME_MAX];
    u16 size;
    bool escaped, spoilt;
};

// Takes a byte; true if it completed a message that makes sense.
bool air_read(struct air_reader *reader, u8 byte, struct air_message *message);
// Writes the frame of a message, of at most 2 * AIR_FRAME_MAX + 2 bytes; returns their number.
size_t air_frame(const struct air_message *message, u8 *to);
