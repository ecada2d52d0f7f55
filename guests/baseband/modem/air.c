// See air.h.
#include "air.h"
#include "../lib/text.h"
#include "../radio/crc.h"

#define FLAG 0x7e
#define ESCAPE 0x7d
#define ESCAPED 0x20
#define CRC_BYTES 2

// A length and as many characters; returns where the next field begins, or 0.
static size_t take_number(const u8 *frame, size_t size, size_t at, char *to) {
    if (at >= size || frame[at] >= AIR_NUMBER_MAX || frame[at] > size - at - 1) {
        return 0;
    }
    size_t length = frame[at++];
    for (size_t i = 0; i < length; i++) {
        u8 c = frame[at + i];
        if ((c < '0' || c > '9') && !(c == '+' && i == 0)) {
            return 0;
        }
        to[i] = (char)c;
    }
    to[length] = 0;
    return at + length;
}

static bool parse(const u8 *frame, size_t size, struct air_message *message) {
    if (size < CRC_BYTES + 1 || crc16(frame, size - CRC_BYTES) != (frame[size - 2] | frame[size - 1] << 8)) {
        return false;
    }
    size -= CRC_BYTES;
    memset(message, 0, sizeof *message);
    message->type = frame[0];
    size_t at = take_number(frame, size, 1, message->from);
    at = at ? take_number(frame, size, at, message->to) : 0;
    if (at == 0 || size - at < 3 || size - at - 3 > AIR_BODY_MAX) {
        return false;
    }
    message->ref = (u16)(frame[at] << 8 | frame[at + 1]);
    message->cause = frame[at + 2];
    message->size = (u8)(size - at - 3);
    memcpy(message->body, frame + at + 3, message->size);
    return true;
}

bool air_read(struct air_reader *reader, u8 byte, struct air_message *message) {
    if (byte == FLAG) {
        bool complete = reader->size > 0 && !reader->spoilt && !reader->escaped;
        bool good = complete && parse(reader->frame, reader->size, message);
        reader->size = 0;
        reader->spoilt = reader->escaped = false;
        return good;
    }
    if (byte == ESCAPE) {
        reader->spoilt |= reader->escaped;
        reader->escaped = true;
        return false;
    }
    if (reader->escaped) {
        byte ^= ESCAPED;
        reader->escaped = false;
    }
    if (reader->size < AIR_FRAME_MAX) {
        reader->frame[reader->size++] = byte;
    } else {
        reader->spoilt = true;
    }
    return false;
}

static size_t put_number(u8 *frame, size_t at, const char *number) {
    size_t length = strlen(number);
    frame[at++] = (u8)length;
    memcpy(frame + at, number, length);
    return at + length;
}

size_t air_frame(const struct air_message *message, u8 *to) {
    u8 frame[AIR_FRAME_MAX];
    size_t size = 0, written = 0;
    frame[size++] = message->type;
    size = put_number(frame, size, message->from);
    size = put_number(frame, size, message->to);
    frame[size++] = (u8)(message->ref >> 8);
    frame[size++] = (u8)message->ref;
    frame[size++] = message->cause;
    memcpy(frame + size, message->body, message->size);
    size += message->size;
    u16 crc = crc16(frame, size);
    frame[size++] = (u8)crc;
    frame[size++] = (u8)(crc >> 8);
    to[written++] = FLAG;
    for (size_t i = 0; i < size; i++) {
        if (frame[i] == FLAG || frame[i] == ESCAPE) {
            to[written++] = ESCAPE;
            to[written++] = frame[i] ^ ESCAPED;
        } else {
            to[written++] = frame[i];
        }
    }
    to[written++] = FLAG;
    return written;
}

_Static_assert(1 + 2 * AIR_NUMBER_MAX + 3 + AIR_BODY_MAX + CRC_BYTES <= AIR_FRAME_MAX, "the longest message fits");
