// Registration, operator, signal, indicators (27.007, 7 and 8). The network is a test network, 001/01, always there, and
// of LTE.
#include "../lib/text.h"
#include "parts.h"

#define REGISTER_MS 1000
#define OPERATOR_NAME "Polyvisor"
#define OPERATOR_NUMBER "00101"
#define LTE 7       // access technology
#define AREA 0x0001 // location or tracking area
#define CELL 0x0000a1b2
#define RSSI 24     // -65 dBm
#define RSRP 75     // -66 dBm
#define RSRQ 30

static const char *const domains[3] = {"CREG", "CGREG", "CEREG"};

static void put_registration(struct modem *modem, size_t domain, bool unsolicited) {
    char mode[8] = "";
    u8 level = modem->creg[domain];
    if (!unsolicited) {
        format(mode, sizeof mode, "%d,", level);
    }
    // The circuit-switched domain has the area too: combined attach.
    if (level == 2 && modem->registered == REGISTERED) {
        send_text(modem, "+%s: %s%d,\"%04X\",\"%08X\",%d", domains[domain], mode, modem->registered, AREA, CELL, LTE);
    } else {
        send_text(modem, "+%s: %s%d", domains[domain], mode, modem->registered);
    }
}

void network_change(struct modem *modem, enum registration registration) {
    if (modem->registered == registration) {
        return;
    }
    bool service = (modem->registered == REGISTERED) != (registration == REGISTERED);
    modem->registered = registration;
    if (registration == REGISTERED) {
        modem->attached = true;
    } else {
        modem->attached = false;
        for (size_t i = 0; i < CONTEXTS; i++) {
            modem->contexts[i].active = false;
        }
        call_hang_up(modem);
    }
    for (size_t domain = 0; domain < 3; domain++) {
        if (modem->creg[domain] > 0) {
            put_registration(modem, domain, true);
        }
    }
    if (service && modem->mer_mode == 3 && modem->indicators) {
        send_text(modem, "+CIEV: 2,%d", registration == REGISTERED);
    }
}

void network_tick(struct modem *modem) {
    if (modem->registered == SEARCHING && modem->now_ms >= modem->register_ms) {
        network_change(modem, REGISTERED);
    }
}

static void search(struct modem *modem) {
    modem->register_ms = modem->now_ms + REGISTER_MS;
    network_change(modem, SEARCHING);
}

static int registration(struct modem *modem, struct request *request, size_t domain) {
    if (request->kind == READ_VALUE) {
        put_registration(modem, domain, false);
    } else if (request->kind == TEST) {
        send_text(modem, "+%s: (0-2)", domains[domain]);
    } else if (request->kind != SET || !argument_small(request, 2, &modem->creg[domain]) || !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    return RESULT_OK;
}

static int creg(struct modem *modem, struct request *request) {
    return registration(modem, request, 0);
}

static int cgreg(struct modem *modem, struct request *request) {
    return registration(modem, request, 1);
}

static int cereg(struct modem *modem, struct request *request) {
    return registration(modem, request, 2);
}

static void put_operator(struct modem *modem) {
    char name[64];
    bool numeric = modem->operator_format == 2;
    in_charset(modem, name, sizeof name, numeric ? OPERATOR_NUMBER : OPERATOR_NAME);
    if (modem->registered == REGISTERED) {
        send_text(modem, "+COPS: %d,%d,\"%s\",%d", modem->manual_operator, modem->operator_format,
                  numeric ? OPERATOR_NUMBER : name, LTE);
    } else {
        send_text(modem, "+COPS: %d", modem->manual_operator);
    }
}

static int operator_set(struct modem *modem, struct request *request) {
    u8 mode = 0, format = modem->operator_format;
    u32 technology = LTE;
    char name[64] = "", wanted[64];
    if (!argument_small(request, 4, &mode) || !argument_small(request, 2, &format) ||
        !argument_text(request, name, sizeof name) || !argument_number(request, 12, &technology) ||
        !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    if (mode == 2) {
        network_change(modem, UNREGISTERED);
        return RESULT_OK;
    }
    modem->operator_format = format;
    if (mode == 3) {
        return RESULT_OK;
    }
    in_charset(modem, wanted, sizeof wanted, OPERATOR_NAME);
    bool ours = strcmp(name, format == 2 ? OPERATOR_NUMBER : wanted) == 0;
    if (mode == 1 && !ours) {
        return RESULT_CME + CME_NO_NETWORK;
    }
    modem->manual_operator = mode != 0 && ours;
    if (modem->registered == UNREGISTERED && modem->functionality == 1) {
        search(modem);
    }
    return RESULT_OK;
}

static int cops(struct modem *modem, struct request *request) {
    char name[64];
    switch (request->kind) {
        case READ_VALUE:
            put_operator(modem);
            return RESULT_OK;
        case TEST:
            in_charset(modem, name, sizeof name, OPERATOR_NAME);
            send_text(modem, "+COPS: (%d,\"%s\",\"%s\",\"%s\",%d),,(0-4),(0-2)", modem->registered == REGISTERED ? 2 : 1,
                      name, name, OPERATOR_NUMBER, LTE);
            return RESULT_OK;
        case SET:
            return operator_set(modem, request);
        default:
            return RESULT_ERROR;
    }
}

static int functionality(struct modem *modem, struct request *request) {
    u8 level = modem->functionality, reset = 0;
    if (request->kind == READ_VALUE) {
        send_text(modem, "+CFUN: %d", level);
        return RESULT_OK;
    }
    if (request->kind == TEST) {
        send_text(modem, "+CFUN: (0,1,4),(0,1)");
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_small(request, 4, &level) || !argument_small(request, 1, &reset) ||
        !arguments_end(request) || level == 2 || level == 3) {
        return RESULT_CME + CME_PARAMETERS;
    }
    modem->functionality = level;
    if (level != 1) {
        network_change(modem, UNREGISTERED);
    } else if (modem->registered == UNREGISTERED || reset) {
        search(modem);
    }
    return RESULT_OK;
}

// The bit error rate as RXQUAL has it (45.008, 8.2.4).
static int quality(const struct modem *modem) {
    static const u32 above[] = {2000, 4000, 8000, 16000, 32000, 64000, 128000};
    int class = 0;
    while (class < 7 && modem->bit_errors >= above[class]) {
        class ++;
    }
    return class;
}

static int csq(struct modem *modem, struct request *request) {
    if (request->kind == TEST) {
        send_text(modem, "+CSQ: (0-31,99),(0-7,99)");
    } else if (request->kind == EXECUTE) {
        bool there = modem->registered == REGISTERED;
        send_text(modem, "+CSQ: %d,%d", there ? RSSI : 99, there ? quality(modem) : 99);
    }
    return request->kind == TEST || request->kind == EXECUTE ? RESULT_OK : RESULT_ERROR;
}

static int cesq(struct modem *modem, struct request *request) {
    if (request->kind == TEST) {
        send_text(modem, "+CESQ: (0-63,99),(0-7,99),(0-96,255),(0-49,255),(0-34,255),(0-97,255)");
    } else if (request->kind == EXECUTE) {
        bool there = modem->registered == REGISTERED;
        send_text(modem, "+CESQ: 99,99,255,255,%d,%d", there ? RSRQ : 255, there ? RSRP : 255);
    }
    return request->kind == TEST || request->kind == EXECUTE ? RESULT_OK : RESULT_ERROR;
}

static int cind(struct modem *modem, struct request *request) {
    if (request->kind == TEST) {
        send_text(modem, "+CIND: (\"signal\",(0-5)),(\"service\",(0,1)),(\"call\",(0,1)),(\"roam\",(0,1)),"
                         "(\"smsfull\",(0,1)),(\"message\",(0,1))");
    } else if (request->kind == READ_VALUE) {
        bool there = modem->registered == REGISTERED, unread = false;
        u32 used = 0;
        for (size_t i = 0; i < STORED_MAX; i++) {
            used += modem->stored[i].state != EMPTY;
            unread |= modem->stored[i].state == UNREAD;
        }
        send_text(modem, "+CIND: %d,%d,%d,0,%d,%d", there ? 4 : 0, there, modem->call == CALL_ACTIVE,
                  used == STORED_MAX, unread);
    } else {
        return request->kind == SET ? RESULT_OK : RESULT_ERROR;
    }
    return RESULT_OK;
}

static int cmer(struct modem *modem, struct request *request) {
    u8 mode = 0, keypad = 0, display = 0, indicators = 0, buffer = 0;
    if (request->kind == TEST) {
        send_text(modem, "+CMER: (0,3),(0),(0),(0,1),(0,1)");
        return RESULT_OK;
    }
    if (request->kind == READ_VALUE) {
        send_text(modem, "+CMER: %d,0,0,%d,0", modem->mer_mode, modem->indicators);
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_small(request, 3, &mode) || !argument_small(request, 2, &keypad) ||
        !argument_small(request, 2, &display) || !argument_small(request, 2, &indicators) ||
        !argument_small(request, 1, &buffer) || !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    modem->mer_mode = mode;
    modem->indicators = indicators;
    return RESULT_OK;
}

static int ws46(struct modem *modem, struct request *request) {
    u32 mode = 28;
    if (request->kind == TEST) {
        send_text(modem, "(28)");
    } else if (request->kind == READ_VALUE) {
        send_text(modem, "28");
    } else if (request->kind != SET || !argument_number(request, 99, &mode) || mode != 28) {
        return RESULT_CME + CME_PARAMETERS;
    }
    return RESULT_OK;
}

static int time_reports(struct modem *modem, struct request *request) {
    if (request->kind == TEST) {
        send_text(modem, "+CTZU: (0,1)");
    } else if (request->kind == READ_VALUE) {
        send_text(modem, "+CTZU: %d", modem->ctzr);
    } else if (request->kind != SET || !argument_small(request, 1, &modem->ctzr) || !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    return RESULT_OK;
}

const struct command commands_network[] = {{"CREG", creg}, {"CGREG", cgreg}, {"CEREG", cereg}, {"COPS", cops},
                                           {"CFUN", functionality}, {"CSQ", csq}, {"CESQ", cesq}, {"CIND", cind},
                                           {"CMER", cmer}, {"WS46", ws46}, {"CTZU", time_reports}, {0, 0}};
