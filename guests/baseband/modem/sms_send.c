// Sending short messages (27.005, 3.5.1): from the terminal's text or PDU to a message for the network, which brings it
// to the modem itself, over the air, or nowhere.
#include "../lib/text.h"
#include "sms_parts.h"

#define ANSWER_MS 5000
#define CAUSE_UNASSIGNED 1 // 24.011, E.2
#define CAUSE_FULL 22      // memory capacity exceeded

// The message as the other side gets it (23.040, 9.2.2.1).
static size_t as_delivered(const struct modem *modem, const struct sms *submitted, u8 *tpdu) {
    struct sms sms = *submitted;
    sms.kind = SMS_DELIVER;
    sms.flags = (submitted->flags & SMS_HAS_HEADER) | 4; // no more messages wait
    copy_text(sms.address, sizeof sms.address, modem->number);
    sms.address_type = modem->number[0] == '+' ? 0x91 : 0x81;
    stamp_write(sms.time, modem_time(modem));
    return sms_write(&sms, tpdu);
}

// Brings a SUBMIT on its way. The result is the command's.
static int submit(struct modem *modem, const struct sms *sms) {
    u8 tpdu[SMS_TPDU_MAX];
    if (modem->registered != REGISTERED) {
        return RESULT_CMS + CMS_NO_NETWORK;
    }
    size_t size = as_delivered(modem, sms, tpdu);
    modem->reference++;
    if (same_number(sms->address, modem->number)) {
        send_text(modem, "+CMGS: %d", modem->reference);
        return sms_deliver(modem, tpdu, size) ? RESULT_OK : RESULT_CMS + CMS_FULL;
    }
    if (!peer_present(modem, sms->address)) {
        return RESULT_CMS + CMS_NO_SUCH_NUMBER;
    }
    modem->sending = true;
    modem->sending_ref = ++modem->next_ref;
    modem->sending_until_ms = modem->now_ms + ANSWER_MS;
    copy_text(modem->destination, sizeof modem->destination, sms->address);
    air_send(modem, AIR_SMS, sms->address, modem->sending_ref, 0, tpdu, size);
    return RESULT_LATER;
}

void sms_air(struct modem *modem, const struct air_message *message) {
    if (message->type == AIR_SMS) {
        struct sms sms;
        bool sound = sms_parse(&sms, message->body, message->size, SMS_DELIVER);
        bool room = sound && sms_deliver(modem, message->body, message->size);
        u8 cause = room ? 0 : sound ? CAUSE_FULL : CMS_OUT_OF_ORDER;
        air_send(modem, AIR_SMS_RESULT, message->from, message->ref, cause, 0, 0);
    } else if (modem->sending && message->ref == modem->sending_ref &&
               same_number(message->from, modem->destination)) {
        modem->sending = false;
        if (message->cause == 0) {
            send_text(modem, "+CMGS: %d", modem->reference);
        }
        finish(modem, message->cause == 0 ? RESULT_OK : RESULT_CMS + message->cause);
    }
}

void sms_tick(struct modem *modem) {
    if (modem->sending && modem->now_ms >= modem->sending_until_ms) {
        modem->sending = false;
        finish(modem, RESULT_CMS + CMS_TIMEOUT);
    }
}

// ---- what was entered

static bool pdu_of_text(const struct modem *modem, const char *text, size_t size, struct sms *sms) {
    u8 pdu[SMS_TPDU_MAX + 16];
    size_t bytes = 0;
    int high = -1;
    for (size_t i = 0; i < size; i++) {
        int digit = hex_digit(text[i]);
        if (text[i] == '\r' || text[i] == '\n' || text[i] == ' ') {
            continue;
        }
        if (digit < 0 || bytes == sizeof pdu) {
            return false;
        }
        if (high < 0) {
            high = digit;
        } else {
            pdu[bytes++] = (u8)(high << 4 | digit);
            high = -1;
        }
    }
    // The service centre's address comes first, and is not counted by the command's length.
    size_t centre = bytes > 0 ? pdu[0] + 1u : 1;
    return high < 0 && bytes > centre && bytes - centre == modem->pdu_size &&
           sms_parse(sms, pdu + centre, bytes - centre, SMS_SUBMIT);
}

// Characters of a text in the terminal's character set; returns too many if it is broken or too long.
static size_t characters_of(const struct modem *modem, const char *text, size_t size, u16 *to) {
    size_t count = 0;
    for (size_t i = 0; i < size; count++) {
        u8 c = (u8)text[i];
        if (count == SMS_SEPTETS_MAX) {
            return SMS_SEPTETS_MAX + 1;
        }
        if (modem->charset == CHARSET_UCS2) {
            u32 value = 0;
            for (size_t digit = 0; digit < 4; digit++) {
                int hex = i + digit < size ? hex_digit(text[i + digit]) : -1;
                if (hex < 0) {
                    return SMS_SEPTETS_MAX + 1;
                }
                value = value << 4 | (u32)hex;
            }
            to[count] = (u16)value;
            i += 4;
        } else if (modem->charset == CHARSET_GSM) {
            u8 septets[2] = {c & 0x7f, i + 1 < size ? (u8)text[i + 1] & 0x7f : 0};
            size_t used;
            to[count] = character_of(septets, size - i > 1 ? 2 : 1, &used);
            i += used;
        } else if (modem->charset == CHARSET_UTF8 && c >= 0xc0 && c < 0xf8) {
            size_t more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
            u32 value = c & (0x3fu >> more);
            for (size_t j = 1; j <= more; j++) {
                value = value << 6 | (i + j < size ? (u32)text[i + j] & 0x3f : 0);
            }
            if (value >= 0x10000) { // two of UTF-16, which phones take UCS-2 for
                if (value > 0x10ffff || count + 1 == SMS_SEPTETS_MAX) {
                    return SMS_SEPTETS_MAX + 1;
                }
                to[count++] = (u16)(0xd800 + ((value - 0x10000) >> 10));
                value = 0xdc00 + (value & 0x3ff);
            }
            to[count] = (u16)value;
            i += more + 1;
        } else {
            to[count] = c < 0x80 ? c : '?';
            i++;
        }
    }
    return count;
}

// Octets, two digits each: what 27.005, 3.1, <data> asks for unless the message is in the default alphabet.
static bool octets_of(const char *text, size_t size, struct sms *sms) {
    if (size % 2 != 0 || size / 2 > SMS_DATA_MAX) {
        return false;
    }
    for (size_t i = 0; i < size; i += 2) {
        int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        sms->data[i / 2] = (u8)(high << 4 | low);
    }
    sms->length = (u8)(size / 2);
    return true;
}

static bool text_message(const struct modem *modem, const char *text, size_t size, struct sms *sms) {
    static u16 characters[SMS_SEPTETS_MAX];
    memset(sms, 0, sizeof *sms);
    sms->kind = SMS_SUBMIT;
    sms->protocol = modem->csmp_pid;
    copy_text(sms->address, sizeof sms->address, modem->destination);
    sms->address_type = modem->destination_type;
    if (sms_alphabet(modem->csmp_dcs) != ALPHABET_7BIT) {
        sms->coding = modem->csmp_dcs;
        return octets_of(text, size, sms);
    }
    size_t count = characters_of(modem, text, size, characters);
    if (count > SMS_SEPTETS_MAX || !sms_set_text(sms, characters, count)) {
        return false;
    }
    sms->coding = sms->coding == 0 ? modem->csmp_dcs : sms->coding;
    return true;
}

void sms_entered(struct modem *modem, const char *text, size_t size) {
    struct sms sms;
    u8 tpdu[SMS_TPDU_MAX];
    bool write = modem->entry == ENTRY_WRITE;
    modem->entry = ENTRY_LINE;
    bool sound = modem->text_mode ? text_message(modem, text, size, &sms) : pdu_of_text(modem, text, size, &sms);
    int result = RESULT_CMS + (modem->text_mode ? CMS_TEXT_PARAMETER : CMS_PDU_PARAMETER);
    if (sound && write) {
        int index = sms_store(modem, UNSENT, tpdu, sms_write(&sms, tpdu));
        if (index >= 0) {
            send_text(modem, "+CMGW: %d", index + 1);
        }
        result = index >= 0 ? RESULT_OK : RESULT_CMS + CMS_FULL;
    } else if (sound) {
        result = submit(modem, &sms);
    }
    if (result != RESULT_LATER) {
        finish(modem, result);
    }
}

// ---- commands

// An address as the terminal writes it; in UCS-2 its digits are characters of four digits too.
static bool destination(struct modem *modem, struct request *request) {
    char text[4 * NUMBER_MAX] = "";
    u32 type = 0;
    if (!argument_text(request, text, sizeof text) || !argument_number(request, 255, &type)) {
        return false;
    }
    size_t length = strlen(text), step = modem->charset == CHARSET_UCS2 ? 4 : 1, count = 0;
    for (size_t i = step - 1; i < length; i += step) {
        char c = text[i];
        bool digit = (c >= '0' && c <= '9') || c == '*' || c == '#';
        if (step == 4) {
            int high = hex_digit(text[i - 1]), low = hex_digit(c);
            c = high < 0 || low < 0 ? 0 : (char)(high << 4 | low);
            digit = c >= '0' && c <= '9';
        }
        if ((!digit && !(c == '+' && count == 0)) || count + 1 >= SMS_ADDRESS_MAX - 2) {
            return false;
        }
        modem->destination[count++] = c;
    }
    modem->destination[count] = 0;
    modem->destination_type = (u8)(type != 0 ? type : modem->destination[0] == '+' ? 0x91 : 0x81);
    return count > (modem->destination[0] == '+');
}

static int enter(struct modem *modem, struct request *request, enum entry entry) {
    u32 size = 0;
    if (request->kind == TEST) {
        return RESULT_OK;
    }
    if (modem->text_mode) {
        bool absent = entry == ENTRY_WRITE && request->kind == EXECUTE;
        if (absent) {
            copy_text(modem->destination, sizeof modem->destination, "0");
            modem->destination_type = 0x81;
        } else if (request->kind != SET || !destination(modem, request) || request->bad) {
            return RESULT_CMS + CMS_TEXT_PARAMETER;
        }
    } else {
        u32 state = 0;
        if (request->kind != SET || !argument_number(request, SMS_TPDU_MAX, &size) || size < 8 ||
            !argument_number(request, 3, &state) || request->bad) {
            return RESULT_CMS + CMS_PDU_PARAMETER;
        }
        modem->pdu_size = (u16)size;
    }
    modem->entry = entry;
    send_bytes(modem, "\r\n> ", 4);
    return RESULT_LATER;
}

int sms_send(struct modem *modem, struct request *request) {
    return enter(modem, request, ENTRY_SEND);
}

int sms_write_command(struct modem *modem, struct request *request) {
    return enter(modem, request, ENTRY_WRITE);
}

int sms_send_stored(struct modem *modem, struct request *request) {
    u32 index = 0;
    struct sms sms;
    if (request->kind == TEST) {
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_number(request, STORED_MAX, &index) || !arguments_end(request) || index < 1) {
        return RESULT_CMS + CMS_INDEX;
    }
    struct stored *stored = &modem->stored[index - 1];
    if (stored->state != UNSENT && stored->state != SENT) {
        return RESULT_CMS + CMS_INDEX;
    }
    if (!sms_parse(&sms, stored->tpdu, stored->size, SMS_SUBMIT)) {
        return RESULT_CMS + CMS_PDU_PARAMETER;
    }
    stored->state = SENT;
    return submit(modem, &sms);
}
