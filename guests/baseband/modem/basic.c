// The commands without a plus (V.250, 6.2 and 6.3), and what Z and &F set.
#include "../lib/text.h"
#include "parts.h"

void settings_reset(struct modem *modem) {
    static const u8 no_indications[5] = {0};
    modem->echo = modem->verbose = true;
    modem->quiet = false;
    modem->s0 = 0;
    modem->s3 = '\r';
    modem->s4 = '\n';
    modem->s5 = '\b';
    modem->cmee = 0;
    memset(modem->creg, 0, sizeof modem->creg);
    modem->operator_format = 0;
    modem->charset = CHARSET_IRA;
    modem->clip = modem->crc = modem->colp = modem->mer_mode = modem->indicators = modem->cgerep = modem->ctzr = 0;
    modem->text_mode = modem->csdh = modem->service = 0;
    memcpy(modem->cnmi, no_indications, sizeof modem->cnmi);
    modem->csmp_first = 17;
    modem->csmp_validity = 167;
    modem->csmp_pid = modem->csmp_dcs = 0;
}

static u32 digits(const char **at, u32 absent) {
    u32 value = absent;
    for (bool first = true; **at >= '0' && **at <= '9'; (*at)++, first = false) {
        value = (first ? 0 : value) * 10 + (u32)(**at - '0');
        value = value > 999 ? 999 : value;
    }
    return value;
}

static u8 *s_register(struct modem *modem, u32 number) {
    switch (number) {
        case 0:
            return &modem->s0;
        case 3:
            return &modem->s3;
        case 4:
            return &modem->s4;
        case 5:
            return &modem->s5;
        default:
            return 0;
    }
}

// S<n>=<value> and S<n>?; the others' values are kept nowhere, and read as what V.250 gives them.
static int s_command(struct modem *modem, const char **at) {
    u32 number = digits(at, 0);
    u8 *place = s_register(modem, number);
    static const u8 constants[11] = {0, 0, 43, 0, 0, 0, 2, 60, 2, 6, 14};
    if (**at == '=') {
        (*at)++;
        u32 value = digits(at, 0);
        if (value > (number >= 3 && number <= 5 ? 127u : 255u) || number > 95) {
            return RESULT_ERROR;
        }
        if (place) {
            *place = (u8)value;
        }
        return RESULT_OK;
    }
    if (**at == '?' && (place || number < COUNT_OF(constants))) {
        (*at)++;
        send_text(modem, "%03u", place ? *place : constants[number]);
        return RESULT_OK;
    }
    return RESULT_ERROR;
}

static int flag(bool *place, u32 value) {
    *place = value == 1;
    return value <= 1 ? RESULT_OK : RESULT_ERROR;
}

// Up to the line's end; the semicolon, which asks for a voice call, is at the end.
static int dial(struct modem *modem, const char **at) {
    char number[NUMBER_MAX];
    size_t length = 0;
    bool voice = false, bad = false, packet = **at == '*';
    for (; **at; (*at)++) {
        char c = **at;
        if (c == ';') {
            voice = true;
        } else if ((c >= '0' && c <= '9') || c == '*' || c == '#' || c == '+') {
            if (length + 1 < sizeof number) {
                number[length++] = c;
            } else {
                bad = true;
            }
        } else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != 'T' && c != 't' && c != 'P' && c != 'p' &&
                   c != 'I' && c != 'i' && c != 'G' && c != 'g' && c != ',') {
            bad = true;
        }
    }
    number[length] = 0;
    if (bad || length == 0) {
        return RESULT_ERROR;
    }
    // 27.007, 8.7: *99# and *98# ask for packet data.
    if (packet && (strncmp(number, "*99", 3) == 0 || strncmp(number, "*98", 3) == 0)) {
        return data_dial(modem);
    }
    return voice || !packet ? call_dial(modem, number) : RESULT_NO_CARRIER;
}

int basic_command(struct modem *modem, const char **at) {
    char letter = *(*at)++;
    letter = letter >= 'a' ? (char)(letter - 32) : letter;
    if (letter == '&' || letter == '%' || letter == '\\') {
        char second = **at;
        if (second == 0) {
            return RESULT_ERROR;
        }
        (*at)++;
        second = second >= 'a' ? (char)(second - 32) : second;
        digits(at, 0);
        if (letter == '&' && second == 'F') {
            settings_reset(modem);
        }
        bool known = letter == '&' && (second == 'F' || second == 'C' || second == 'D' || second == 'W' ||
                                       second == 'K' || second == 'S');
        return known ? RESULT_OK : RESULT_ERROR;
    }
    switch (letter) {
        case 'D':
            return dial(modem, at);
        case 'S':
            return s_command(modem, at);
        case 'A':
            return call_answer(modem);
        default:
            break;
    }
    u32 value = digits(at, 0);
    switch (letter) {
        case 'E':
            return flag(&modem->echo, value);
        case 'V':
            return flag(&modem->verbose, value);
        case 'Q':
            return flag(&modem->quiet, value);
        case 'Z':
            call_hang_up(modem);
            settings_reset(modem);
            return RESULT_OK;
        case 'H':
            return call_hang_up(modem);
        case 'I':
            send_text(modem, "Polyvisor baseband");
            return RESULT_OK;
        case 'X':
            return value <= 4 ? RESULT_OK : RESULT_ERROR;
        case 'L':
        case 'M':
            return RESULT_OK;
        default:
            return RESULT_ERROR;
    }
}
