// Voice calls, one at a time (27.007, 6 and 7; states as in 24.008, 5). There is no sound, only signalling.
#include "../lib/text.h"
#include "parts.h"

#define RING_MS 3000
#define SETUP_MS 5000   // until the other side rings
#define ALERT_MS 60000  // until somebody answers
#define CAUSE_NORMAL 16 // 24.008, 10.5.4.11
#define CAUSE_BUSY 17
#define CAUSE_NO_ANSWER 19
#define CAUSE_OUT_OF_ORDER 38

static void indicator_call(struct modem *modem) {
    if (modem->mer_mode == 3 && modem->indicators) {
        send_text(modem, "+CIEV: 3,%d", modem->call == CALL_ACTIVE);
    }
}

static void change(struct modem *modem, enum call_state state) {
    bool was_active = modem->call == CALL_ACTIVE;
    modem->call = state;
    if (was_active != (state == CALL_ACTIVE)) {
        indicator_call(modem);
    }
}

static void release(struct modem *modem, u8 cause) {
    if (modem->call != CALL_NONE) {
        air_send(modem, AIR_RELEASE, modem->call_number, modem->call_ref, cause, 0, 0);
        change(modem, CALL_NONE);
    }
}

// The result of a call that ended by itself.
static int ending(u8 cause) {
    return cause == CAUSE_BUSY ? RESULT_BUSY : cause == CAUSE_NO_ANSWER ? RESULT_NO_ANSWER : RESULT_NO_CARRIER;
}

int call_dial(struct modem *modem, const char *number) {
    if (modem->registered != REGISTERED) {
        return modem->cmee == 0 ? RESULT_NO_CARRIER : RESULT_CME + CME_NO_NETWORK;
    }
    if (modem->call != CALL_NONE) {
        return RESULT_CME + CME_NOT_ALLOWED;
    }
    if (same_number(number, modem->number)) {
        return RESULT_BUSY;
    }
    if (!peer_present(modem, number)) {
        return RESULT_NO_CARRIER;
    }
    copy_text(modem->call_number, sizeof modem->call_number, number);
    modem->call_ref = ++modem->next_ref;
    modem->call_incoming = false;
    modem->call_until_ms = modem->now_ms + SETUP_MS;
    change(modem, CALL_DIALING);
    air_send(modem, AIR_SETUP, number, modem->call_ref, 0, 0, 0);
    return RESULT_OK;
}

int call_answer(struct modem *modem) {
    if (modem->call != CALL_INCOMING) {
        return RESULT_NO_CARRIER;
    }
    air_send(modem, AIR_CONNECT, modem->call_number, modem->call_ref, 0, 0, 0);
    change(modem, CALL_ACTIVE);
    return RESULT_OK;
}

int call_hang_up(struct modem *modem) {
    release(modem, modem->call == CALL_INCOMING ? CAUSE_BUSY : CAUSE_NORMAL);
    return RESULT_OK;
}

static void ring(struct modem *modem) {
    send_text(modem, modem->crc ? "+CRING: VOICE" : "RING");
    if (modem->clip) {
        send_text(modem, "+CLIP: \"%s\",%d", modem->call_number, modem->call_number[0] == '+' ? 145 : 129);
    }
    modem->ring_ms = modem->now_ms + RING_MS;
    modem->rings++;
    if (modem->s0 != 0 && modem->rings >= modem->s0) {
        call_answer(modem);
    }
}

static void incoming(struct modem *modem, const struct air_message *message) {
    if (modem->call != CALL_NONE) {
        air_send(modem, AIR_RELEASE, message->from, message->ref, CAUSE_BUSY, 0, 0);
        return;
    }
    copy_text(modem->call_number, sizeof modem->call_number, message->from);
    modem->call_ref = message->ref;
    modem->call_incoming = true;
    modem->rings = 0;
    modem->call_until_ms = modem->now_ms + ALERT_MS;
    change(modem, CALL_INCOMING);
    air_send(modem, AIR_ALERTING, message->from, message->ref, 0, 0, 0);
    ring(modem);
}

void call_air(struct modem *modem, const struct air_message *message) {
    if (message->type == AIR_SETUP) {
        incoming(modem, message);
        return;
    }
    if (modem->call == CALL_NONE || message->ref != modem->call_ref ||
        !same_number(message->from, modem->call_number)) {
        return; // of a call that is over
    }
    if (message->type == AIR_ALERTING && modem->call == CALL_DIALING) {
        modem->call_until_ms = modem->now_ms + ALERT_MS;
        change(modem, CALL_ALERTING);
    } else if (message->type == AIR_CONNECT && (modem->call == CALL_DIALING || modem->call == CALL_ALERTING)) {
        change(modem, CALL_ACTIVE);
    } else if (message->type == AIR_RELEASE) {
        change(modem, CALL_NONE);
        send_result(modem, ending(message->cause));
    }
}

void call_tick(struct modem *modem) {
    bool waits = modem->call == CALL_DIALING || modem->call == CALL_ALERTING || modem->call == CALL_INCOMING;
    if (waits && modem->now_ms >= modem->call_until_ms) {
        bool alerted = modem->call != CALL_DIALING;
        bool ours = !modem->call_incoming;
        release(modem, alerted ? CAUSE_NO_ANSWER : CAUSE_OUT_OF_ORDER);
        send_result(modem, ours && alerted ? RESULT_NO_ANSWER : RESULT_NO_CARRIER);
    } else if (modem->call == CALL_INCOMING && modem->now_ms >= modem->ring_ms) {
        ring(modem);
    } else if (modem->call == CALL_ACTIVE && !peer_present(modem, modem->call_number)) {
        change(modem, CALL_NONE); // the radio link failed
        send_result(modem, RESULT_NO_CARRIER);
    }
}

// ---- commands

static int clcc(struct modem *modem, struct request *request) {
    if (request->kind == EXECUTE && modem->call != CALL_NONE) {
        send_text(modem, "+CLCC: 1,%d,%d,0,0,\"%s\",%d", modem->call_incoming, modem->call, modem->call_number,
                  modem->call_number[0] == '+' ? 145 : 129);
    }
    return request->kind == EXECUTE || request->kind == TEST ? RESULT_OK : RESULT_ERROR;
}

static int chup(struct modem *modem, struct request *request) {
    return request->kind == EXECUTE ? call_hang_up(modem) : request->kind == TEST ? RESULT_OK : RESULT_ERROR;
}

// Releases only: there is one call, and it can't be held.
static int chld(struct modem *modem, struct request *request) {
    u32 what = 99;
    if (request->kind == TEST) {
        send_text(modem, "+CHLD: (0,1)");
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_number(request, 19, &what) || !arguments_end(request) ||
        (what > 1 && what != 11)) {
        return RESULT_CME + CME_NOT_SUPPORTED;
    }
    return modem->call == CALL_NONE ? RESULT_CME + CME_NOT_ALLOWED : call_hang_up(modem);
}

static int vts(struct modem *modem, struct request *request) {
    char tones[32] = "";
    if (request->kind == TEST) {
        send_text(modem, "+VTS: (0-9,A-D,*,#)");
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_text(request, tones, sizeof tones) || tones[0] == 0) {
        return RESULT_CME + CME_PARAMETERS;
    }
    for (const char *tone = tones; *tone; tone++) {
        bool known = (*tone >= '0' && *tone <= '9') || (*tone >= 'A' && *tone <= 'D') || *tone == '*' || *tone == '#';
        if (!known) {
            return RESULT_CME + CME_PARAMETERS;
        }
    }
    if (modem->call != CALL_ACTIVE) {
        return RESULT_CME + CME_NOT_ALLOWED;
    }
    air_send(modem, AIR_DTMF, modem->call_number, modem->call_ref, 0, (const u8 *)tones, strlen(tones));
    return RESULT_OK;
}

static int setting(struct modem *modem, struct request *request, const char *name, u8 *place, const char *after) {
    if (request->kind == READ_VALUE) {
        send_text(modem, "+%s: %d%s", name, *place, after);
    } else if (request->kind == TEST) {
        send_text(modem, "+%s: (0,1)", name);
    } else if (request->kind != SET || !argument_small(request, 1, place) || !arguments_end(request)) {
        return RESULT_CME + CME_PARAMETERS;
    }
    return RESULT_OK;
}

static int clip(struct modem *modem, struct request *request) {
    return setting(modem, request, "CLIP", &modem->clip, ",1");
}

static int crc(struct modem *modem, struct request *request) {
    return setting(modem, request, "CRC", &modem->crc, "");
}

static int colp(struct modem *modem, struct request *request) {
    return setting(modem, request, "COLP", &modem->colp, ",1");
}

// There is no call waiting: a second call is told that this one is busy.
static int ccwa(struct modem *modem, struct request *request) {
    u8 mode = 0, state = 0;
    u32 class = 1;
    if (request->kind == TEST || request->kind == READ_VALUE) {
        send_text(modem, request->kind == TEST ? "+CCWA: (0,1)" : "+CCWA: 0");
        return RESULT_OK;
    }
    if (request->kind != SET || !argument_small(request, 1, &mode) || !argument_small(request, 2, &state) ||
        !argument_number(request, 255, &class) || !arguments_end(request) || state == 1) {
        return RESULT_CME + CME_PARAMETERS;
    }
    if (state == 2) {
        send_text(modem, "+CCWA: 0,%u", class);
    }
    return RESULT_OK;
}

const struct command commands_call[] = {{"CLCC", clcc}, {"CHUP", chup}, {"CHLD", chld}, {"VTS", vts},
                                        {"CLIP", clip}, {"CRC", crc},   {"COLP", colp},
                                        {"CCWA", ccwa}, {0, 0}};
