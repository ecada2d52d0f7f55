// Messages: PDUs known from elsewhere, alphabets, and limits.
#include "../modem/sms.h"
#include "check.h"

static size_t bytes_of(const char *hex, u8 *to) {
    size_t size = 0;
    for (; hex[0] && hex[1]; hex += 2) {
        to[size++] = (u8)(hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
    }
    return size;
}

// "hellohello" to +46708251358, an example that has been copied everywhere; with a relative validity.
static void known_submit_is_read(void) {
    u8 tpdu[SMS_TPDU_MAX];
    u16 text[160];
    struct sms sms;
    size_t size = bytes_of("11000B916407281553F80000AA0AE8329BFD4697D9EC37", tpdu);
    CHECK(sms_parse(&sms, tpdu, size, SMS_SUBMIT));
    CHECK(strcmp(sms.address, "+46708251358") == 0);
    CHECK(sms.length == 10 && sms_characters(&sms, text, 160) == 10);
    CHECK(text[0] == 'h' && text[4] == 'o' && text[5] == 'h' && text[9] == 'o');
}

static void known_deliver_is_read_and_written_again(void) {
    u8 tpdu[SMS_TPDU_MAX], again[SMS_TPDU_MAX];
    char stamp[32];
    struct sms sms;
    size_t size = bytes_of("040BC87238880900F10000993092516195800AE8329BFD4697D9EC37", tpdu);
    CHECK(sms_parse(&sms, tpdu, size, SMS_DELIVER));
    CHECK(strcmp(sms.address, "27838890001") == 0);
    stamp_text(sms.time, stamp, sizeof stamp);
    CHECK(strcmp(stamp, "99/03/29,15:16:59+08") == 0);
    CHECK(sms_write(&sms, again) == size && memcmp(tpdu, again, size) == 0);
}

static void text_round_trips(const u16 *characters, size_t count, u8 coding) {
    struct sms sms, read;
    u8 tpdu[SMS_TPDU_MAX];
    u16 back[160];
    memset(&sms, 0, sizeof sms);
    sms.kind = SMS_SUBMIT;
    sms.address_type = 0x91;
    copy_text(sms.address, sizeof sms.address, "+4917012345");
    CHECK(sms_set_text(&sms, characters, count));
    CHECK(sms.coding == coding);
    size_t size = sms_write(&sms, tpdu);
    CHECK(size <= SMS_TPDU_MAX && sms_parse(&read, tpdu, size, SMS_SUBMIT));
    CHECK(sms_characters(&read, back, 160) == count);
    CHECK(memcmp(back, characters, count * sizeof *back) == 0);
    CHECK(strcmp(read.address, sms.address) == 0);
}

static void texts_of_every_length_round_trip(void) {
    u16 text[160];
    for (size_t count = 0; count <= 160; count++) {
        for (size_t i = 0; i < count; i++) {
            text[i] = (u16)("@Hello World 0_zZ~[]{}"[i % 16]);
        }
        text_round_trips(text, count, 0);
    }
    for (size_t count = 1; count <= 70; count++) {
        for (size_t i = 0; i < count; i++) {
            text[i] = (u16)(0x4e00 + i);
        }
        text_round_trips(text, count, 8);
    }
}

static void extension_takes_two_septets(void) {
    struct sms sms;
    u16 euros[81];
    for (int i = 0; i < 81; i++) {
        euros[i] = 0x20ac;
    }
    memset(&sms, 0, sizeof sms);
    CHECK(sms_set_text(&sms, euros, 80) && sms.length == 160);
    CHECK(!sms_set_text(&sms, euros, 81));
    euros[0] = 0x4e00;
    CHECK(!sms_set_text(&sms, euros, 71));
}

static void cut_messages_are_refused_at_every_length(void) {
    u8 tpdu[SMS_TPDU_MAX];
    struct sms sms;
    size_t size = bytes_of("11000B916407281553F80000AA0AE8329BFD4697D9EC37", tpdu);
    for (size_t cut = 0; cut < size; cut++) {
        CHECK(!sms_parse(&sms, tpdu, cut, SMS_SUBMIT));
    }
    tpdu[size - 10] = 200; // more data than there may be
    CHECK(!sms_parse(&sms, tpdu, size, SMS_SUBMIT));
}

static void dates_are_right(void) {
    static const struct {
        u64 seconds;
        const char *text;
    } dates[] = {{1709164800, "24/02/29,00:00:00+00"},
                 {1735689599, "24/12/31,23:59:59+00"},
                 {1735689600, "25/01/01,00:00:00+00"},
                 {1764100000, "25/11/25,19:46:40+00"}};
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        u8 stamp[7];
        char text[32];
        stamp_write(stamp, dates[i].seconds);
        stamp_text(stamp, text, sizeof text);
        CHECK(strcmp(text, dates[i].text) == 0);
    }
}

void test_sms(void) {
    known_submit_is_read();
    known_deliver_is_read_and_written_again();
    texts_of_every_length_round_trip();
    extension_takes_two_septets();
    cut_messages_are_refused_at_every_length();
    dates_are_right();
}

// ---- the air's frames

#include "../modem/air.h"

static void frames_survive_any_content(void) {
    struct air_message message = {.type = AIR_SMS, .cause = 0x7e, .ref = 0x7d7e, .size = AIR_BODY_MAX}, got;
    u8 frame[2 * AIR_FRAME_MAX + 2];
    struct air_reader reader = {0};
    copy_text(message.from, sizeof message.from, "+49170");
    copy_text(message.to, sizeof message.to, "12345678901234567890");
    for (int i = 0; i < AIR_BODY_MAX; i++) {
        message.body[i] = (u8)(0x7c + i % 3);
    }
    size_t size = air_frame(&message, frame);
    int messages = 0;
    for (size_t i = 0; i < size; i++) {
        messages += air_read(&reader, frame[i], &got);
    }
    CHECK(messages == 1 && memcmp(&got, &message, sizeof got) == 0);
}

static void flipped_bits_are_noticed_and_the_next_frame_is_read(void) {
    struct air_message message = {.type = AIR_SETUP, .ref = 5}, got;
    u8 frame[2 * AIR_FRAME_MAX + 2];
    copy_text(message.from, sizeof message.from, "111");
    copy_text(message.to, sizeof message.to, "222");
    size_t size = air_frame(&message, frame);
    for (size_t bit = 8; bit < (size - 1) * 8; bit++) {
        struct air_reader reader = {0};
        int spoilt = 0, sound = 0;
        for (size_t i = 0; i < size; i++) {
            spoilt += air_read(&reader, frame[i] ^ (i == bit / 8 ? 1 << bit % 8 : 0), &got);
        }
        for (size_t i = 0; i < size; i++) {
            sound += air_read(&reader, frame[i], &got);
        }
        CHECK(spoilt == 0 && sound == 1 && got.ref == 5);
    }
}

void test_air(void) {
    frames_survive_any_content();
    flipped_bits_are_noticed_and_the_next_frame_is_read();
}
