// What the network behind the modem does: who is there, over the air, and to whom a message goes.
#include "../lib/text.h"
#include "parts.h"

#define HELLO_MS 1000
#define GONE_MS 3500 // without a word

static const char *bare(const char *number) {
    if (number[0] == '+') {
        return number + 1;
    }
    return number[0] == '0' && number[1] == '0' ? number + 2 : number;
}

bool same_number(const char *a, const char *b) {
    return strcmp(bare(a), bare(b)) == 0;
}

static struct peer *peer_of(struct modem *modem, const char *number) {
    for (size_t i = 0; i < PEERS_MAX; i++) {
        if (modem->peers[i].number[0] && same_number(modem->peers[i].number, number)) {
            return &modem->peers[i];
        }
    }
    return 0;
}

bool peer_present(const struct modem *modem, const char *number) {
    const struct peer *peer = peer_of((struct modem *)modem, number);
    return peer && modem->now_ms - peer->heard_ms < GONE_MS;
}

// Takes the place of the one that was silent longest, if there is none free.
static void heard(struct modem *modem, const char *number) {
    struct peer *peer = peer_of(modem, number);
    if (!peer) {
        peer = &modem->peers[0];
        for (size_t i = 0; i < PEERS_MAX; i++) {
            struct peer *other = &modem->peers[i];
            if (!other->number[0] || (peer->number[0] && other->heard_ms < peer->heard_ms)) {
                peer = other;
            }
        }
        copy_text(peer->number, sizeof peer->number, number);
    }
    peer->heard_ms = modem->now_ms;
}

void air_send(struct modem *modem, u8 type, const char *to, u16 ref, u8 cause, const u8 *body, size_t size) {
    struct air_message message = {.type = type, .cause = cause, .ref = ref, .size = (u8)size};
    u8 frame[2 * AIR_FRAME_MAX + 2];
    copy_text(message.from, sizeof message.from, modem->number);
    copy_text(message.to, sizeof message.to, to);
    if (size > 0) {
        memcpy(message.body, body, size);
    }
    modem->air_write(modem->air_to, frame, air_frame(&message, frame));
}

static void received(struct modem *modem, const struct air_message *message) {
    if (!message->from[0] || same_number(message->from, modem->number) || modem->registered != REGISTERED) {
        return;
    }
    heard(modem, message->from);
    if (!same_number(message->to, modem->number)) {
        return; // for another
    }
    if (message->type == AIR_SMS || message->type == AIR_SMS_RESULT) {
        sms_air(modem, message);
    } else if (message->type >= AIR_SETUP && message->type <= AIR_DTMF) {
        call_air(modem, message);
    }
}

void modem_air_input(struct modem *modem, const u8 *bytes, size_t size) {
    struct air_message message;
    for (size_t i = 0; i < size; i++) {
        if (air_read(&modem->air, bytes[i], &message)) {
            received(modem, &message);
        }
    }
}

void air_tick(struct modem *modem) {
    if (modem->registered == REGISTERED && modem->now_ms >= modem->hello_ms) {
        modem->hello_ms = modem->now_ms + HELLO_MS;
        air_send(modem, AIR_HELLO, "", 0, 0, 0, 0);
    }
}
