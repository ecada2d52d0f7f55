// The card (27.007, 8): unlocked and simulated, with the few files that terminals read (31.102, 4.2).
#include "../lib/text.h"
#include "parts.h"

#define FILE_ICCID 12258  // 2FE2
#define FILE_SPN 28486    // 6F46
#define FILE_AD 28589     // 6FAD
#define FILE_IMSI 28423   // 6F07
#define READ_BINARY 176

static int imsi(struct modem *modem, struct request *request) {
    if (request->kind == EXECUTE) {
        send_text(modem, "%s", modem->imsi);
    }
    return request->kind == EXECUTE || request->kind == TEST ? RESULT_OK : RESULT_ERROR;
}

static int iccid(struct modem *modem, struct request *request) {
    if (request->kind == EXECUTE || request->kind == READ_VALUE) {
        send_text(modem, "+CCID: %s", modem->iccid);
    }
    return request->kind == SET ? RESULT_ERROR : RESULT_OK;
}

static int iccid_too(struct modem *modem, struct request *request) {
    if (request->kind == EXECUTE || request->kind == READ_VALUE) {
        send_text(modem, "+ICCID: %s", modem->iccid);
    }
    return request->kind == SET ? RESULT_ERROR : RESULT_OK;
}

static int pin(struct modem *modem, struct request *request) {
    if (request->kind == READ_VALUE) {
        send_text(modem, "+CPIN: READY");
        return RESULT_OK;
    }
    return request->kind == TEST ? RESULT_OK : RESULT_CME + CME_NOT_ALLOWED; // none is asked for
}

static int facility_lock(struct modem *modem, struct request *request) {
    char facility[8] = "", password[16] = "";
    u32 mode = 99, class = 7;
    if (request->kind == TEST) {
        send_text(modem, "+CLCK: (\"SC\",\"FD\")");
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_text(request, facility, sizeof facility) ||
        !argument_number(request, 2, &mode) || !argument_text(request, password, sizeof password) ||
        !argument_number(request, 255, &class) || !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    if (strcmp(facility, "SC") != 0 && strcmp(facility, "FD") != 0) {
        return RESULT_CME + CME_NOT_SUPPORTED;
    }
    if (mode != 2) {
        return RESULT_CME + CME_NOT_ALLOWED;
    }
    send_text(modem, "+CLCK: 0");
    return RESULT_OK;
}

static void swapped_digits(char *to, const char *digits) {
    size_t i = 0;
    for (; digits[i] && digits[i + 1]; i += 2) {
        to[i] = digits[i + 1];
        to[i + 1] = digits[i];
    }
    if (digits[i]) {
        to[i] = 'F';
        to[i + 1] = digits[i];
        i += 2;
    }
    to[i] = 0;
}

// The content of a file in hexadecimal; false if the card has none such.
static bool card_file(const struct modem *modem, u32 file, char *to, size_t size) {
    char digits[24];
    switch (file) {
        case FILE_ICCID:
            swapped_digits(digits, modem->iccid);
            copy_text(to, size, digits);
            return true;
        case FILE_AD:
            copy_text(to, size, "00000002"); // an ordinary phone; the network's code has two digits
            return true;
        case FILE_SPN:
            copy_text(to, size, "01506F6C797669736F72FFFFFFFFFFFFFF"); // "Polyvisor"
            return true;
        case FILE_IMSI:
            format(digits, sizeof digits, "9%s", modem->imsi); // odd, so the parity nibble is 9
            copy_text(to, size, "08");
            swapped_digits(to + 2, digits);
            return true;
        default:
            return false;
    }
}

static int restricted_access(struct modem *modem, struct request *request) {
    u32 command = 0, file = 0, p1 = 0, p2 = 0, p3 = 0;
    char content[64];
    if (request->kind == TEST) {
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_number(request, 255, &command) || !argument_number(request, 65535, &file) ||
        !argument_number(request, 255, &p1) || !argument_number(request, 255, &p2) ||
        !argument_number(request, 255, &p3) || !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    if (command != READ_BINARY || !card_file(modem, file, content, sizeof content)) {
        send_text(modem, "+CRSM: 106,130"); // file not found
        return RESULT_OK;
    }
    size_t offset = (p1 << 8 | p2) * 2, length = strlen(content);
    if (offset >= length) {
        send_text(modem, "+CRSM: 107,0"); // wrong offset
        return RESULT_OK;
    }
    if (p3 != 0 && offset + p3 * 2 < length) {
        content[offset + p3 * 2] = 0;
    }
    send_text(modem, "+CRSM: 144,0,\"%s\"", content + offset);
    return RESULT_OK;
}

static int own_number(struct modem *modem, struct request *request) {
    char name[16], number[4 * NUMBER_MAX];
    if (request->kind == EXECUTE) {
        in_charset(modem, name, sizeof name, "");
        in_charset(modem, number, sizeof number, modem->number);
        send_text(modem, "+CNUM: \"%s\",\"%s\",%d", name, number, modem->number[0] == '+' ? 145 : 129);
    }
    return request->kind == EXECUTE || request->kind == TEST ? RESULT_OK : RESULT_ERROR;
}

// One phone book, "ON", with the card's own number.
static int phone_book(struct modem *modem, struct request *request) {
    char name[8] = "";
    if (request->kind == TEST) {
        send_text(modem, "+CPBS: (\"ON\")");
    } else if (request->kind == READ_VALUE) {
        send_text(modem, "+CPBS: \"ON\",1,1");
    } else if (request->kind != SET || !argument_text(request, name, sizeof name) || strcmp(name, "ON") != 0) {
        return RESULT_CME + CME_NOT_SUPPORTED;
    }
    return RESULT_OK;
}

static int phone_book_read(struct modem *modem, struct request *request) {
    u32 first = 0, last = 0;
    char number[4 * NUMBER_MAX];
    if (request->kind == TEST) {
        send_text(modem, "+CPBR: (1-1),%d,0", NUMBER_MAX - 1);
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_number(request, 255, &first) || !argument_number(request, 255, &last) ||
        !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    if (first != 1) {
        return RESULT_CME + CME_INDEX;
    }
    in_charset(modem, number, sizeof number, modem->number);
    send_text(modem, "+CPBR: 1,\"%s\",%d,\"\"", number, modem->number[0] == '+' ? 145 : 129);
    return RESULT_OK;
}

const struct command commands_sim[] = {{"CIMI", imsi},       {"CCID", iccid},           {"ICCID", iccid_too},
                                       {"CPIN", pin},        {"CLCK", facility_lock},   {"CRSM", restricted_access},
                                       {"CNUM", own_number}, {"CPBS", phone_book},      {"CPBR", phone_book_read},
                                       {0, 0}};
