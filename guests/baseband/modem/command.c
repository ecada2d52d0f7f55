// A command line (V.250, 5.2 to 5.4): splits it into commands, finds each, and sends what they result in.
#include "../lib/text.h"
#include "parts.h"

#define NAME_MAX 16

static const struct command *const tables[] = {commands_identity, commands_network, commands_sim,
                                               commands_sms,      commands_call,    commands_data};

void send_bytes(struct modem *modem, const char *text, size_t size) {
    modem->write(modem->to, (const u8 *)text, size);
}

// V.250, 5.7.1: V0 leaves the line's first end out.
void send_text(struct modem *modem, const char *pattern, ...) {
    char text[LINE_MAX];
    va_list values;
    size_t length = 0;
    if (modem->verbose) {
        text[length++] = (char)modem->s3;
        text[length++] = (char)modem->s4;
    }
    va_start(values, pattern);
    length += format_list(text + length, sizeof text - length - 2, pattern, values);
    va_end(values);
    text[length++] = (char)modem->s3;
    text[length++] = (char)modem->s4;
    send_bytes(modem, text, length);
}

static const char *cme_text(int error) {
    switch (error) {
        case CME_NOT_ALLOWED:
            return "operation not allowed";
        case CME_NOT_SUPPORTED:
            return "operation not supported";
        case CME_NOT_FOUND:
            return "not found";
        case CME_INDEX:
            return "invalid index";
        case CME_NO_NETWORK:
            return "no network service";
        case CME_WRONG_PASSWORD:
            return "incorrect password";
        case CME_PARAMETERS:
            return "incorrect parameters";
        default:
            return "unknown";
    }
}

static const char *cms_text(int error) {
    switch (error) {
        case CMS_NO_SUCH_NUMBER:
            return "unassigned (unallocated) number";
        case CMS_OUT_OF_ORDER:
            return "network out of order";
        case CMS_NOT_ALLOWED:
            return "operation not allowed";
        case CMS_PDU_PARAMETER:
            return "invalid PDU mode parameter";
        case CMS_TEXT_PARAMETER:
            return "invalid text mode parameter";
        case CMS_INDEX:
            return "invalid memory index";
        case CMS_FULL:
            return "memory full";
        case CMS_NO_NETWORK:
            return "no network service";
        case CMS_TIMEOUT:
            return "network timeout";
        default:
            return "unknown error";
    }
}

void send_result(struct modem *modem, int result) {
    static const char *const words[] = {"OK",    "CONNECT",     "RING", "NO CARRIER", "ERROR",
                                        "ERROR", "NO DIALTONE", "BUSY", "NO ANSWER"};
    if (modem->quiet) {
        return;
    }
    bool sms_error = result >= RESULT_CMS;
    int number = result - (sms_error ? RESULT_CMS : RESULT_CME);
    if (result >= RESULT_CME && modem->cmee == 0 && !sms_error) {
        result = RESULT_ERROR;
    }
    if (result >= RESULT_CME) {
        const char *family = sms_error ? "CMS" : "CME";
        if (modem->cmee == 2) {
            send_text(modem, "+%s ERROR: %s", family, sms_error ? cms_text(number) : cme_text(number));
        } else {
            send_text(modem, "+%s ERROR: %d", family, number);
        }
    } else if (modem->verbose) {
        send_text(modem, "%s", words[result]);
    } else {
        char text[8];
        send_bytes(modem, text, format(text, sizeof text, "%d%c", result, modem->s3));
    }
}

static bool name_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

// Cuts the arguments off at the semicolon outside of quotes; returns where the next command begins.
static char *cut(char *at) {
    bool quoted = false;
    for (; *at && (quoted || *at != ';'); at++) {
        quoted ^= *at == '"';
    }
    if (*at == 0) {
        return at;
    }
    *at = 0;
    return at + 1;
}

static int extended(struct modem *modem, char **at) {
    char name[NAME_MAX];
    size_t length = 0;
    char *from = *at + 1;
    for (; name_character(upper(*from)); from++) {
        if (length + 1 < NAME_MAX) {
            name[length++] = upper(*from);
        }
    }
    name[length] = 0;
    *at = cut(from);
    struct request request = {EXECUTE, from, false};
    if (strcmp(from, "=?") == 0) {
        request = (struct request){TEST, from + 2, false};
    } else if (*from == '=') {
        request = (struct request){SET, from + 1, false};
    } else if (strcmp(from, "?") == 0) {
        request = (struct request){READ_VALUE, from + 1, false};
    } else if (*from) {
        return RESULT_ERROR;
    }
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        for (const struct command *command = tables[i]; command->name; command++) {
            if (strcmp(command->name, name) == 0) {
                return command->handle(modem, &request);
            }
        }
    }
    return modem->cmee == 0 ? RESULT_ERROR : RESULT_CME + CME_NOT_SUPPORTED;
}

// Runs what follows "AT". After the first that fails, or that goes on, the rest is not done.
void line_execute(struct modem *modem, char *at) {
    int result = RESULT_OK;
    while (*at && result == RESULT_OK) {
        if (*at == ' ' || *at == ';') {
            at++;
        } else if (*at == '+') {
            result = extended(modem, &at);
        } else {
            const char *from = at;
            result = basic_command(modem, &from);
            at += from - at;
        }
    }
    if (result == RESULT_LATER) {
        modem->pending = true;
    } else {
        send_result(modem, result);
    }
}
