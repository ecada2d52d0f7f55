// The settings for short messages (27.005, 3.2 to 3.4), and the table of all commands for them.
#include "../lib/text.h"
#include "sms_parts.h"

static int message_format(struct modem *modem, struct request *request) {
    if (request->kind == TEST) {
        send_text(modem, "+CMGF: (0,1)");
    } else if (request->kind == READ_VALUE) {
        send_text(modem, "+CMGF: %d", modem->text_mode);
    } else if (request->kind == SET) {
        u8 mode = 0;
        if (!argument_small(request, 1, &mode) || !arguments_end(request)) {
            return RESULT_CMS + CMS_NOT_ALLOWED;
        }
        modem->text_mode = mode;
    } else {
        return RESULT_ERROR;
    }
    return RESULT_OK;
}

static int centre(struct modem *modem, struct request *request) {
    char number[NUMBER_MAX] = "";
    u32 type = 145;
    if (request->kind == READ_VALUE) {
        send_text(modem, "+CSCA: \"%s\",%d", modem->centre, modem->centre[0] == '+' ? 145 : 129);
        return RESULT_OK;
    }
    if (request->kind == TEST) {
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_text(request, number, sizeof number) ||
        !argument_number(request, 255, &type) || !arguments_end(request) || !number[0]) {
        return RESULT_CMS + CMS_NOT_ALLOWED;
    }
    for (size_t i = 0; number[i]; i++) {
        if ((number[i] < '0' || number[i] > '9') && !(number[i] == '+' && i == 0)) {
            return RESULT_CMS + CMS_NOT_ALLOWED;
        }
    }
    copy_text(modem->centre, sizeof modem->centre, number);
    return RESULT_OK;
}

// There is one memory, "ME".
static int memories(struct modem *modem, struct request *request) {
    u32 used = sms_used(modem);
    if (request->kind == TEST) {
        send_text(modem, "+CPMS: (\"ME\"),(\"ME\"),(\"ME\")");
        return RESULT_OK;
    }
    if (request->kind == READ_VALUE) {
        send_text(modem, "+CPMS: \"ME\",%u,%d,\"ME\",%u,%d,\"ME\",%u,%d", used, STORED_MAX, used, STORED_MAX, used,
                  STORED_MAX);
        return RESULT_OK;
    }
    for (int i = 0; i < 3 && request->kind == SET; i++) {
        char name[8] = "ME";
        if (!argument_text(request, name, sizeof name) || strcmp(name, "ME") != 0) {
            return RESULT_CMS + CMS_NOT_ALLOWED;
        }
    }
    if (request->kind != SET || !arguments_end(request)) {
        return RESULT_CMS + CMS_NOT_ALLOWED;
    }
    send_text(modem, "+CPMS: %u,%d,%u,%d,%u,%d", used, STORED_MAX, used, STORED_MAX, used, STORED_MAX);
    return RESULT_OK;
}

static int indications(struct modem *modem, struct request *request) {
    static const u8 limits[5] = {2, 2, 2, 1, 1};
    u8 values[5];
    if (request->kind == TEST) {
        send_text(modem, "+CNMI: (0-2),(0-2),(0,2),(0,1),(0,1)");
        return RESULT_OK;
    }
    if (request->kind == READ_VALUE) {
        send_text(modem, "+CNMI: %d,%d,%d,%d,%d", modem->cnmi[0], modem->cnmi[1], modem->cnmi[2], modem->cnmi[3],
                  modem->cnmi[4]);
        return RESULT_OK;
    }
    memset(values, 0, sizeof values);
    for (size_t i = 0; i < 5 && request->kind == SET; i++) {
        if (!argument_small(request, limits[i], &values[i])) {
            return RESULT_CMS + CMS_NOT_ALLOWED;
        }
    }
    if (request->kind != SET || !arguments_end(request)) {
        return RESULT_CMS + CMS_NOT_ALLOWED;
    }
    memcpy(modem->cnmi, values, sizeof values);
    return RESULT_OK;
}

static int service(struct modem *modem, struct request *request) {
    if (request->kind == TEST) {
        send_text(modem, "+CSMS: (0,1)");
    } else if (request->kind == READ_VALUE) {
        send_text(modem, "+CSMS: %d,1,1,0", modem->service);
    } else if (request->kind == SET && argument_small(request, 1, &modem->service) && arguments_end(request)) {
        send_text(modem, "+CSMS: 1,1,0");
    } else {
        return RESULT_CMS + CMS_NOT_ALLOWED;
    }
    return RESULT_OK;
}

static int show_headers(struct modem *modem, struct request *request) {
    if (request->kind == TEST) {
        send_text(modem, "+CSDH: (0,1)");
    } else if (request->kind == READ_VALUE) {
        send_text(modem, "+CSDH: %d", modem->csdh);
    } else if (request->kind == EXECUTE || !argument_small(request, 1, &modem->csdh) || !arguments_end(request)) {
        return RESULT_CMS + CMS_NOT_ALLOWED;
    }
    return RESULT_OK;
}

static int text_parameters(struct modem *modem, struct request *request) {
    if (request->kind == READ_VALUE) {
        send_text(modem, "+CSMP: %d,%d,%d,%d", modem->csmp_first, modem->csmp_validity, modem->csmp_pid,
                  modem->csmp_dcs);
        return RESULT_OK;
    }
    if (request->kind == TEST) {
        return RESULT_OK;
    }
    bool sound = request->kind == SET && argument_small(request, 255, &modem->csmp_first) &&
                 argument_small(request, 255, &modem->csmp_validity) &&
                 argument_small(request, 255, &modem->csmp_pid) && argument_small(request, 255, &modem->csmp_dcs) &&
                 arguments_end(request);
    return sound ? RESULT_OK : RESULT_CMS + CMS_NOT_ALLOWED;
}

const struct command commands_sms[] = {{"CMGF", message_format}, {"CSCA", centre},
                                       {"CPMS", memories},       {"CNMI", indications},
                                       {"CSMS", service},        {"CSDH", show_headers},
                                       {"CSMP", text_parameters}, {"CMGR", sms_read},
                                       {"CMGL", sms_list},       {"CMGD", sms_delete},
                                       {"CMGS", sms_send},       {"CMGW", sms_write_command},
                                       {"CMSS", sms_send_stored}, {0, 0}};
