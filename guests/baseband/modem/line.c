// From characters to command lines (V.250, 5.2), and the modem's begin.
#include "../lib/text.h"
#include "parts.h"

#define CONTROL_Z 0x1a
#define ESCAPE 0x1b
#define REGISTER_MS 1000

static char luhn(const char *digits) {
    u32 sum = 0;
    size_t length = strlen(digits);
    for (size_t i = 0; i < length; i++) {
        u32 digit = (u32)(digits[length - 1 - i] - '0');
        digit = i % 2 == 0 ? digit * 2 : digit;
        sum += digit > 9 ? digit - 9 : digit;
    }
    return (char)('0' + (10 - sum % 10) % 10);
}

// Identities that differ with the number: an IMSI in the test network 001/01, an IMEI, an ICCID.
static void identify(struct modem *modem) {
    char last[10] = "000000000";
    size_t length = strlen(modem->number);
    for (size_t i = 0; i < 9 && i < length && modem->number[length - 1 - i] != '+'; i++) {
        last[8 - i] = modem->number[length - 1 - i];
    }
    format(modem->imsi, sizeof modem->imsi, "001010%s", last);
    format(modem->imei, sizeof modem->imei, "35824%s", last);
    modem->imei[14] = luhn(modem->imei);
    modem->imei[15] = 0;
    format(modem->iccid, sizeof modem->iccid, "894901%s000", last);
    size_t end = strlen(modem->iccid);
    modem->iccid[end] = luhn(modem->iccid);
    modem->iccid[end + 1] = 0;
}

void modem_start(struct modem *modem, const char *number, u64 epoch, modem_write *write, void *to,
                 modem_write *air_write, void *air_to) {
    memset(modem, 0, sizeof *modem);
    modem->write = write;
    modem->to = to;
    modem->air_write = air_write;
    modem->air_to = air_to;
    modem->epoch = epoch;
    copy_text(modem->number, sizeof modem->number, number);
    copy_text(modem->centre, sizeof modem->centre, "+491710760000");
    identify(modem);
    settings_reset(modem);
    modem->functionality = 1;
    modem->call = CALL_NONE;
    for (size_t i = 0; i < STORED_MAX; i++) {
        modem->stored[i].state = EMPTY;
    }
    modem->contexts[0] = (struct context){true, false, "IP", "internet"};
    modem->registered = SEARCHING;
    modem->register_ms = REGISTER_MS;
}

static void line_begin(struct modem *modem) {
    modem->length = 0;
    modem->overflow = modem->attention = false;
}

static void line_end(struct modem *modem) {
    char line[LINE_MAX];
    modem->line[modem->length] = 0;
    bool overflow = modem->overflow;
    copy_text(line, sizeof line, modem->line);
    line_begin(modem);
    if (overflow) {
        send_result(modem, RESULT_ERROR);
        return;
    }
    copy_text(modem->last, sizeof modem->last, line);
    line_execute(modem, line + 2);
}

// Gathers a line that begins with "AT"; what comes before is not for the modem.
static void line_character(struct modem *modem, char c) {
    bool a = c == 'A' || c == 'a', t = c == 'T' || c == 't';
    if (c == (char)modem->s5 && c != 0) {
        modem->length -= modem->length > 2; // not the "AT"
        return;
    }
    if (c == (char)modem->s3) {
        if (modem->attention) {
            line_end(modem);
        }
        line_begin(modem);
        return;
    }
    if (!modem->attention && modem->length == 1 && c == '/') {
        line_begin(modem);
        if (modem->last[0]) { // A/ repeats the last line
            copy_text(modem->line, sizeof modem->line, modem->last);
            modem->length = strlen(modem->line);
            line_end(modem);
        }
        return;
    }
    if (!modem->attention) {
        if (modem->length == 1 && t) {
            modem->attention = true;
            modem->line[modem->length++] = c;
        } else {
            modem->length = 0;
            if (a) {
                modem->line[modem->length++] = c;
            }
        }
        return;
    }
    if ((u8)c < ' ') {
        return; // V.250, 5.2.2: control characters are not part of the line
    }
    if (modem->length + 1 < LINE_MAX) {
        modem->line[modem->length++] = c;
    } else {
        modem->overflow = true;
    }
}

// A message's text or PDU, up to control-Z (27.005, 3.5.1).
static void entry_character(struct modem *modem, char c) {
    if (c == CONTROL_Z && !modem->overflow) {
        char text[LINE_MAX];
        size_t size = modem->length;
        memcpy(text, modem->line, size);
        line_begin(modem);
        sms_entered(modem, text, size);
    } else if (c == CONTROL_Z || c == ESCAPE) {
        modem->entry = ENTRY_LINE;
        bool cancelled = c == ESCAPE;
        line_begin(modem);
        finish(modem, cancelled ? RESULT_OK : RESULT_CMS + CMS_PDU_PARAMETER);
    } else if (c == '\b') {
        modem->length -= modem->length > 0;
    } else if (modem->length + 1 < LINE_MAX) {
        modem->line[modem->length++] = c;
        if (c == '\r') {
            send_bytes(modem, "\n> ", 3);
        }
    } else {
        modem->overflow = true;
    }
}

static void take(struct modem *modem, u8 byte) {
    char c = (char)byte;
    if (modem->entry == ENTRY_LINE && modem->pending) {
        if (modem->held_size < HELD_MAX) {
            modem->held[modem->held_size++] = byte;
        }
        return;
    }
    if (modem->echo && !(modem->entry != ENTRY_LINE && (c == CONTROL_Z || c == ESCAPE))) {
        send_bytes(modem, &c, 1);
    }
    if (modem->entry == ENTRY_LINE) {
        line_character(modem, c & 0x7f);
    } else {
        entry_character(modem, c);
    }
}

void modem_input(struct modem *modem, const u8 *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        take(modem, bytes[i]);
    }
}

void finish(struct modem *modem, int result) {
    u8 held[HELD_MAX];
    size_t size = modem->held_size;
    if (!modem->pending) {
        return;
    }
    modem->pending = false;
    send_result(modem, result);
    memcpy(held, modem->held, size);
    modem->held_size = 0;
    modem_input(modem, held, size);
}

void modem_tick(struct modem *modem, u64 now_ms) {
    modem->now_ms = now_ms;
    network_tick(modem);
    air_tick(modem);
    sms_tick(modem);
    call_tick(modem);
}
