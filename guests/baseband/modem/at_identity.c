// Who made it, which it is, and what it can do (27.007, 5; V.250, 6.1), the character set, and the serial line's settings.
#include "../lib/text.h"
#include "parts.h"

static int constant(struct modem *modem, struct request *request, const char *text) {
    if (request->kind == EXECUTE) {
        send_text(modem, "%s", text);
    }
    return request->kind == EXECUTE || request->kind == TEST ? RESULT_OK : RESULT_ERROR;
}

static int manufacturer(struct modem *modem, struct request *request) {
    return constant(modem, request, "Polyvisor");
}

static int model(struct modem *modem, struct request *request) {
    return constant(modem, request, "Baseband");
}

static int revision(struct modem *modem, struct request *request) {
    return constant(modem, request, "1.0");
}

static int serial(struct modem *modem, struct request *request) {
    return constant(modem, request, modem->imei);
}

static int capabilities(struct modem *modem, struct request *request) {
    return constant(modem, request, "+GCAP: +CGSM,+CLTE1");
}

void in_charset(const struct modem *modem, char *to, size_t size, const char *ascii) {
    if (modem->charset != CHARSET_UCS2) {
        copy_text(to, size, ascii);
        return;
    }
    size_t length = 0;
    for (; *ascii && length + 5 <= size; ascii++, length += 4) {
        format(to + length, 5, "%04X", (unsigned)(u8)*ascii);
    }
    to[length] = 0;
}

static int character_set(struct modem *modem, struct request *request) {
    static const char *const names[] = {"GSM", "IRA", "UTF-8", "UCS2"};
    char name[32] = "";
    if (request->kind == TEST) {
        send_text(modem, "+CSCS: (\"GSM\",\"IRA\",\"UTF-8\",\"UCS2\")");
        return RESULT_OK;
    }
    if (request->kind == READ_VALUE) {
        in_charset(modem, name, sizeof name, names[modem->charset]);
        send_text(modem, "+CSCS: \"%s\"", name);
        return RESULT_OK;
    }
    if (request->kind == SET && argument_text(request, name, sizeof name) && arguments_end(request)) {
        for (u8 i = 0; i < COUNT_OF(names); i++) {
            char hex[32];
            struct modem ucs2 = {.charset = CHARSET_UCS2};
            in_charset(&ucs2, hex, sizeof hex, names[i]);
            if (strcmp(name, names[i]) == 0 || (modem->charset == CHARSET_UCS2 && strcmp(name, hex) == 0)) {
                modem->charset = i;
                return RESULT_OK;
            }
        }
    }
    return RESULT_CME + CME_PARAMETERS;
}

static int errors(struct modem *modem, struct request *request) {
    if (request->kind == READ_VALUE) {
        send_text(modem, "+CMEE: %d", modem->cmee);
    } else if (request->kind == TEST) {
        send_text(modem, "+CMEE: (0-2)");
    } else if (request->kind == SET) {
        u8 level = 0;
        if (!argument_small(request, 2, &level) || !arguments_end(request)) {
            return RESULT_CME + CME_PARAMETERS;
        }
        modem->cmee = level;
    } else {
        return RESULT_ERROR;
    }
    return RESULT_OK;
}

// The line has neither a rate nor wires: what is asked for is taken, and means nothing.
static int rate(struct modem *modem, struct request *request) {
    if (request->kind == READ_VALUE || request->kind == TEST) {
        send_text(modem, request->kind == TEST ? "+IPR: (),(0)" : "+IPR: 0");
    }
    return request->kind == EXECUTE ? RESULT_ERROR : RESULT_OK;
}

static int flow(struct modem *modem, struct request *request) {
    if (request->kind == READ_VALUE || request->kind == TEST) {
        send_text(modem, request->kind == TEST ? "+IFC: (0-2),(0-2)" : "+IFC: 0,0");
    }
    return request->kind == EXECUTE ? RESULT_ERROR : RESULT_OK;
}

static int clock(struct modem *modem, struct request *request) {
    char text[32] = "";
    if (request->kind == READ_VALUE) {
        time_put(text, sizeof text, modem_time(modem));
        send_text(modem, "+CCLK: \"%s\"", text);
        return RESULT_OK;
    }
    return request->kind == TEST ? RESULT_OK : RESULT_CME + CME_NOT_SUPPORTED; // the network sets it
}

u64 modem_time(const struct modem *modem) {
    return modem->epoch + modem->now_ms / 1000;
}

static int battery(struct modem *modem, struct request *request) {
    if (request->kind == EXECUTE) {
        send_text(modem, "+CBC: 0,100");
    } else if (request->kind == TEST) {
        send_text(modem, "+CBC: (0-3),(0-100)");
    }
    return request->kind == EXECUTE || request->kind == TEST ? RESULT_OK : RESULT_ERROR;
}

const struct command commands_identity[] = {
    {"CGMI", manufacturer},   {"GMI", manufacturer}, {"CGMM", model},   {"GMM", model},
    {"CGMR", revision},       {"GMR", revision},     {"CGSN", serial},  {"GSN", serial},
    {"GCAP", capabilities},   {"CSCS", character_set}, {"CMEE", errors}, {"IPR", rate},
    {"IFC", flow},            {"CCLK", clock},       {"CBC", battery},  {0, 0}};
