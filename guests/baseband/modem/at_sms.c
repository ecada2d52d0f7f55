// Short messages: receiving, storing, reading (27.005, 3). Sending is in sms_send.c.
#include "sms_parts.h"
#include "../lib/text.h"

static const char *const state_names[] = {"REC UNREAD", "REC READ", "STO UNSENT", "STO SENT"};

int sms_store(struct modem *modem, u8 state, const u8 *tpdu, size_t size) {
    for (int i = 0; i < STORED_MAX; i++) {
        struct stored *stored = &modem->stored[i];
        if (stored->state == EMPTY && size <= SMS_TPDU_MAX) {
            stored->state = state;
            stored->size = (u8)size;
            memcpy(stored->tpdu, tpdu, size);
            return i;
        }
    }
    return -1;
}

u32 sms_used(const struct modem *modem) {
    u32 used = 0;
    for (int i = 0; i < STORED_MAX; i++) {
        used += modem->stored[i].state != EMPTY;
    }
    return used;
}

static void put_hex(struct modem *modem, const u8 *bytes, size_t size) {
    char text[2 * SMS_TPDU_MAX + 4] = "00"; // the service centre's address is not kept
    for (size_t i = 0; i < size && i < SMS_TPDU_MAX; i++) {
        format(text + 2 + 2 * i, 3, "%02X", (unsigned)bytes[i]);
    }
    send_bytes(modem, text, 2 + 2 * size);
    send_bytes(modem, "\r\n", 2);
}

// A message's text in the terminal's character set; what is no text is in hexadecimal (27.005, 3.1, <data>).
static void put_text(struct modem *modem, const struct sms *sms) {
    static u16 characters[SMS_SEPTETS_MAX];
    char text[4 * SMS_SEPTETS_MAX + 8];
    size_t count = sms_characters(sms, characters, SMS_SEPTETS_MAX), length = 0;
    enum sms_alphabet alphabet = sms_alphabet(sms->coding);
    for (size_t i = 0; i < count; i++) {
        u16 c = characters[i];
        if (alphabet == ALPHABET_8BIT) {
            length += format(text + length, 3, "%02X", (unsigned)(c & 0xff));
        } else if (modem->charset == CHARSET_UCS2 ||
                   (alphabet == ALPHABET_UCS2 && modem->charset != CHARSET_UTF8)) {
            length += format(text + length, 5, "%04X", (unsigned)c);
        } else if (modem->charset == CHARSET_GSM) {
            u8 septets[2];
            size_t n = septets_of(c, septets);
            for (size_t j = 0; j < n; j++) {
                text[length++] = (char)septets[j];
            }
        } else if (c < 0x80 || modem->charset != CHARSET_UTF8) {
            text[length++] = c < 0x80 ? (char)c : '?';
        } else if (c < 0x800) {
            text[length++] = (char)(0xc0 | c >> 6);
            text[length++] = (char)(0x80 | (c & 0x3f));
        } else if (c >= 0xd800 && c < 0xdc00 && i + 1 < count && characters[i + 1] >> 10 == 0xdc00 >> 10) {
            u32 value = 0x10000 + ((c & 0x3ffu) << 10 | (characters[++i] & 0x3ffu));
            text[length++] = (char)(0xf0 | value >> 18);
            text[length++] = (char)(0x80 | (value >> 12 & 0x3f));
            text[length++] = (char)(0x80 | (value >> 6 & 0x3f));
            text[length++] = (char)(0x80 | (value & 0x3f));
        } else {
            text[length++] = (char)(0xe0 | c >> 12);
            text[length++] = (char)(0x80 | (c >> 6 & 0x3f));
            text[length++] = (char)(0x80 | (c & 0x3f));
        }
    }
    send_bytes(modem, text, length);
    send_bytes(modem, "\r\n", 2);
}

// +CMGL's form is one of its own in text mode (27.005, 3.4.2; 3.4.3 and 3.4.1 for the others).
enum form { FORM_LIST, FORM_READ, FORM_INDICATE };

// One message, with the head of the command that shows it.
static void show(struct modem *modem, const char *head, const struct stored *stored, enum form form) {
    struct sms sms;
    bool delivered = stored->state == UNREAD || stored->state == READ;
    char state[16] = "", address[4 * SMS_ADDRESS_MAX], time[32] = "";
    if (!modem->text_mode) {
        if (form != FORM_INDICATE) {
            format(state, sizeof state, "%d,", stored->state);
        }
        send_text(modem, "%s%s,%d", head, state, stored->size);
        put_hex(modem, stored->tpdu, stored->size);
        return;
    }
    if (!sms_parse(&sms, stored->tpdu, stored->size, delivered ? SMS_DELIVER : SMS_SUBMIT)) {
        return;
    }
    if (form != FORM_INDICATE) {
        format(state, sizeof state, "\"%s\",", state_names[stored->state]);
    }
    in_charset(modem, address, sizeof address, sms.address);
    if (delivered) {
        char stamp[24];
        stamp_text(sms.time, stamp, sizeof stamp);
        format(time, sizeof time, ",\"%s\"", stamp);
    } else if (form == FORM_LIST) {
        copy_text(time, sizeof time, ","); // without a time stamp
    }
    if (modem->csdh && form == FORM_LIST) {
        send_text(modem, "%s%s\"%s\",%s,%d,%d", head, state, address, time, sms.address_type, sms.length);
    } else if (modem->csdh) {
        char centre[4 * NUMBER_MAX];
        in_charset(modem, centre, sizeof centre, modem->centre);
        send_text(modem, "%s%s\"%s\",%s,%d,%d,%d,%d,%s\"%s\",%d,%d", head, state, address, time, sms.address_type,
                  stored->tpdu[0], sms.protocol, sms.coding, delivered ? "" : ",", centre, // a validity is not kept
                  modem->centre[0] == '+' ? 145 : 129, sms.length);
    } else {
        send_text(modem, "%s%s\"%s\",%s", head, state, address, time);
    }
    put_text(modem, &sms);
}

// A message has come from the network. False if there is no room for it.
bool sms_deliver(struct modem *modem, const u8 *tpdu, size_t size) {
    if (modem->cnmi[1] == 2) { // straight to the terminal
        struct stored stored = {UNREAD, (u8)size, {0}};
        memcpy(stored.tpdu, tpdu, size);
        show(modem, "+CMT: ", &stored, FORM_INDICATE);
        return true;
    }
    int index = sms_store(modem, UNREAD, tpdu, size);
    if (index >= 0 && modem->cnmi[1] == 1) {
        send_text(modem, "+CMTI: \"ME\",%d", index + 1);
    }
    if (index >= 0 && modem->mer_mode == 3 && modem->indicators) {
        send_text(modem, "+CIEV: 6,1");
    }
    return index >= 0;
}

// ---- commands

static struct stored *stored_at(struct modem *modem, u32 index) {
    bool there = index >= 1 && index <= STORED_MAX && modem->stored[index - 1].state != EMPTY;
    return there ? &modem->stored[index - 1] : 0;
}

int sms_read(struct modem *modem, struct request *request) {
    u32 index = 0;
    if (request->kind == TEST) {
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_number(request, 65535, &index) || !arguments_end(request)) {
        return RESULT_CMS + CMS_INDEX;
    }
    struct stored *stored = stored_at(modem, index);
    if (!stored) {
        return RESULT_CMS + CMS_INDEX;
    }
    show(modem, "+CMGR: ", stored, FORM_READ);
    stored->state = stored->state == UNREAD ? READ : stored->state;
    return RESULT_OK;
}

int sms_list(struct modem *modem, struct request *request) {
    char name[16] = "REC UNREAD";
    u32 wanted = UNREAD;
    if (request->kind == TEST) {
        send_text(modem, modem->text_mode
                             ? "+CMGL: (\"REC UNREAD\",\"REC READ\",\"STO UNSENT\",\"STO SENT\",\"ALL\")"
                             : "+CMGL: (0-4)");
        return RESULT_OK;
    }
    if (request->kind == READ_VALUE) {
        return RESULT_ERROR;
    }
    if (modem->text_mode) {
        argument_text(request, name, sizeof name);
        for (wanted = 0; wanted < COUNT_OF(state_names) && strcmp(name, state_names[wanted]) != 0;) {
            wanted++;
        }
        request->bad |= wanted == COUNT_OF(state_names) && strcmp(name, "ALL") != 0;
    } else {
        argument_number(request, 4, &wanted);
    }
    if (!arguments_end(request)) {
        return RESULT_CMS + (modem->text_mode ? CMS_TEXT_PARAMETER : CMS_PDU_PARAMETER);
    }
    for (u32 i = 0; i < STORED_MAX; i++) {
        struct stored *stored = &modem->stored[i];
        if (stored->state != EMPTY && (wanted == COUNT_OF(state_names) || wanted == stored->state)) {
            char head[24];
            format(head, sizeof head, "+CMGL: %u,", i + 1);
            show(modem, head, stored, FORM_LIST);
            stored->state = stored->state == UNREAD ? READ : stored->state;
        }
    }
    return RESULT_OK;
}

// <delflag> (27.005, 3.5.4): 1 those read, 2 also those sent, 3 also those unsent, 4 all.
int sms_delete(struct modem *modem, struct request *request) {
    u32 index = 0, flag = 0;
    if (request->kind == TEST) {
        send_text(modem, "+CMGD: (1-%d),(0-4)", STORED_MAX);
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_number(request, 65535, &index) || !argument_number(request, 4, &flag) ||
        !arguments_end(request)) {
        return RESULT_CMS + CMS_INDEX;
    }
    if (flag == 0) {
        struct stored *stored = stored_at(modem, index);
        if (index < 1 || index > STORED_MAX) {
            return RESULT_CMS + CMS_INDEX;
        }
        if (stored) {
            stored->state = EMPTY;
        }
        return RESULT_OK;
    }
    for (u32 i = 0; i < STORED_MAX; i++) {
        u8 state = modem->stored[i].state;
        if (flag == 4 || state == READ || (flag >= 2 && state == SENT) || (flag >= 3 && state == UNSENT)) {
            modem->stored[i].state = EMPTY;
        }
    }
    return RESULT_OK;
}
