// Packet data contexts (27.007, 10): defined, activated, and given an address. No data goes through this channel.
#include "../lib/text.h"
#include "parts.h"

#define GATEWAY "10.64.0.1"
#define NAME_SERVER "10.64.0.53"

// Of a context, 10.64.<last two digits of the number>.<2 + context>.
static void put_address(const struct modem *modem, u32 context, char *to, size_t size) {
    size_t length = strlen(modem->number);
    u32 host = length < 2 ? 0 : (u32)(modem->number[length - 2] % 16 * 10 + modem->number[length - 1] % 16);
    format(to, size, "10.64.%u.%u", host + 1, 2 + context);
}

static bool context_number(struct request *request, u32 *context) {
    *context = 0;
    return argument_number(request, CONTEXTS, context) && *context >= 1;
}

static int define(struct modem *modem, struct request *request) {
    u32 number;
    if (request->kind == TEST) {
        send_text(modem, "+CGDCONT: (1-%d),\"IP\",,,(0),(0)", CONTEXTS);
        return RESULT_OK;
    }
    if (request->kind == READ_VALUE) {
        for (u32 i = 0; i < CONTEXTS; i++) {
            const struct context *context = &modem->contexts[i];
            char address[16] = "";
            if (context->defined) {
                if (context->active) {
                    put_address(modem, i, address, sizeof address);
                }
                send_text(modem, "+CGDCONT: %u,\"%s\",\"%s\",\"%s\",0,0", i + 1, context->type, context->apn, address);
            }
        }
        return RESULT_OK;
    }
    if (request->kind != SET || !context_number(request, &number)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    struct context context = {.defined = true};
    char address[64] = "";
    u32 data_compression = 0, header_compression = 0;
    if (*request->at == 0) {
        modem->contexts[number - 1] = (struct context){0};
        return RESULT_OK;
    }
    if (!argument_text(request, context.type, sizeof context.type) ||
        !argument_text(request, context.apn, sizeof context.apn) || !argument_text(request, address, sizeof address) ||
        !argument_number(request, 4, &data_compression) || !argument_number(request, 4, &header_compression) ||
        request->bad || strcmp(context.type, "IP") != 0) {
        return RESULT_CME + CME_PARAMETERS;
    }
    modem->contexts[number - 1] = context;
    return RESULT_OK;
}

static int activate(struct modem *modem, struct request *request) {
    u8 state = 0;
    u32 number = 0;
    if (request->kind == TEST) {
        send_text(modem, "+CGACT: (0,1)");
        return RESULT_OK;
    }
    if (request->kind == READ_VALUE) {
        for (u32 i = 0; i < CONTEXTS; i++) {
            if (modem->contexts[i].defined) {
                send_text(modem, "+CGACT: %u,%d", i + 1, modem->contexts[i].active);
            }
        }
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_small(request, 1, &state) || !argument_number(request, CONTEXTS, &number) ||
        !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    if (state == 1 && modem->registered != REGISTERED) {
        return RESULT_CME + CME_NO_NETWORK;
    }
    for (u32 i = 0; i < CONTEXTS; i++) {
        struct context *context = &modem->contexts[i];
        if (number == i + 1 && !context->defined) {
            return RESULT_CME + CME_NOT_ALLOWED;
        }
        if (context->defined && (number == 0 || number == i + 1)) {
            context->active = state == 1;
        }
    }
    return RESULT_OK;
}

static int attach(struct modem *modem, struct request *request) {
    u8 state = modem->attached;
    if (request->kind == READ_VALUE) {
        send_text(modem, "+CGATT: %d", state);
    } else if (request->kind == TEST) {
        send_text(modem, "+CGATT: (0,1)");
    } else if (request->kind != SET || !argument_small(request, 1, &state) || !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    } else if (state == 1 && modem->registered != REGISTERED) {
        return RESULT_CME + CME_NO_NETWORK;
    }
    modem->attached = state == 1;
    for (u32 i = 0; i < CONTEXTS && state == 0; i++) {
        modem->contexts[i].active = false;
    }
    return RESULT_OK;
}

static int addresses(struct modem *modem, struct request *request) {
    u32 number = 0;
    if (request->kind == TEST) {
        send_text(modem, "+CGPADDR: (1-%d)", CONTEXTS);
        return RESULT_OK;
    }
    if (request->kind == READ_VALUE || (request->kind == SET && (!argument_number(request, CONTEXTS, &number) ||
                                                                 !arguments_end(request)))) {
        return RESULT_CME + CME_PARAMETERS;
    }
    for (u32 i = 0; i < CONTEXTS; i++) {
        char address[16];
        if (modem->contexts[i].defined && (number == 0 || number == i + 1)) {
            put_address(modem, i, address, sizeof address);
            send_text(modem, modem->contexts[i].active ? "+CGPADDR: %u,\"%s\"" : "+CGPADDR: %u", i + 1, address);
        }
    }
    return RESULT_OK;
}

static int dynamic_parameters(struct modem *modem, struct request *request) {
    u32 number = 0;
    if (request->kind == READ_VALUE || (request->kind == SET && (!argument_number(request, CONTEXTS, &number) ||
                                                                 !arguments_end(request)))) {
        return RESULT_CME + CME_PARAMETERS;
    }
    for (u32 i = 0; i < CONTEXTS; i++) {
        char address[16];
        if (modem->contexts[i].active && (number == 0 || number == i + 1)) {
            put_address(modem, i, address, sizeof address);
            send_text(modem, "+CGCONTRDP: %u,%u,\"%s\",\"%s.255.255.0.0\",\"%s\",\"%s\"", i + 1, 5 + i,
                      modem->contexts[i].apn, address, GATEWAY, NAME_SERVER);
        }
    }
    return RESULT_OK;
}

// There is no data plane here: what wants one is told so, not connected to nothing.
static int data(struct modem *modem, struct request *request) {
    if (request->kind == TEST) {
        send_text(modem, "+CGDATA: ");
        return RESULT_OK;
    }
    return RESULT_CME + CME_NOT_SUPPORTED;
}

int data_dial(struct modem *modem) {
    return modem->cmee == 0 ? RESULT_NO_CARRIER : RESULT_CME + CME_NOT_SUPPORTED;
}

static int events(struct modem *modem, struct request *request) {
    u8 buffer = 0;
    if (request->kind == TEST) {
        send_text(modem, "+CGEREP: (0-2),(0)");
    } else if (request->kind == READ_VALUE) {
        send_text(modem, "+CGEREP: %d,0", modem->cgerep);
    } else if (request->kind != SET || !argument_small(request, 2, &modem->cgerep) ||
               !argument_small(request, 0, &buffer) || !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    return RESULT_OK;
}

const struct command commands_data[] = {
    {"CGDCONT", define}, {"CGACT", activate}, {"CGATT", attach},  {"CGPADDR", addresses},
    {"CGCONTRDP", dynamic_parameters}, {"CGDATA", data}, {"CGEREP", events}, {0, 0}};
