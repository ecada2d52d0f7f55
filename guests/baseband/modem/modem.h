// The modem: what a terminal says to it (V.250, 3GPP TS 27.007 and 27.005), and the network behind it. It knows no
// hardware: bytes come in by calls, and go out by calls. Not for more than one task.
#pragma once
#include "../lib/types.h"
#include "air.h"
#include "sms.h"

#define LINE_MAX 1024
#define HELD_MAX 512
#define STORED_MAX 32
#define CONTEXTS 4
#define NUMBER_MAX AIR_NUMBER_MAX
#define APN_MAX 64
#define PEERS_MAX 8

enum charset { CHARSET_GSM, CHARSET_IRA, CHARSET_UTF8, CHARSET_UCS2 };
enum registration { UNREGISTERED = 0, REGISTERED = 1, SEARCHING = 2 }; // 27.007, 7.2
enum call_state { CALL_ACTIVE, CALL_HELD, CALL_DIALING, CALL_ALERTING, CALL_INCOMING, CALL_NONE = 15 }; // 7.18
enum stored_state { UNREAD, READ, UNSENT, SENT, EMPTY = 15 };                                           // 27.005, 3.1
enum entry { ENTRY_LINE, ENTRY_SEND, ENTRY_WRITE };

struct stored {
    u8 state;
    u8 size;
    u8 tpdu[SMS_TPDU_MAX];
};

struct context {
    bool defined, active;
    char type[8], apn[APN_MAX];
};

struct peer {
    char number[NUMBER_MAX];
    u64 heard_ms;
};

typedef void modem_write(void *to, const u8 *bytes, size_t size);

struct modem {
    modem_write *write, *air_write;
    void *to, *air_to;
    u64 now_ms, epoch; // time since its start; seconds since 1970 at its start

    char number[NUMBER_MAX], imsi[16], imei[16], iccid[21];
    u32 bit_errors; // of the radio, per million

    // What was typed.
    char line[LINE_MAX], last[LINE_MAX];
    size_t length;
    bool overflow, attention; // attention: "AT" has begun the line
    enum entry entry;
    u8 held[HELD_MAX]; // typed while a command goes on
    size_t held_size;
    bool pending; // a command goes on

    // V.250.
    bool echo, verbose, quiet;
    u8 s0, s3, s4, s5;

    // 27.007.
    u8 cmee, creg[3], functionality, operator_format, indicators, charset;
    u8 clip, crc, colp, mer_mode, cgerep, ctzr;
    bool manual_operator;
    enum registration registered;
    u64 register_ms;
    struct context contexts[CONTEXTS];
    bool attached;
    i64 clock_offset; // seconds, by +CCLK

    // 27.005.
    u8 text_mode, cnmi[5], csdh, service, csmp_first, csmp_validity, csmp_pid, csmp_dcs;
    char centre[NUMBER_MAX];
    struct stored stored[STORED_MAX];
    u8 reference;
    char destination[NUMBER_MAX]; // of the message under way
    u8 destination_type;
    u16 pdu_size;
    bool sending;
    u16 sending_ref;
    u64 sending_until_ms;

    // The call.
    enum call_state call;
    bool call_incoming;
    char call_number[NUMBER_MAX];
    u16 call_ref;
    u64 call_until_ms, ring_ms;
    u8 rings;

    // The air.
    struct air_reader air;
    struct peer peers[PEERS_MAX];
    u64 hello_ms;
    u16 next_ref;
};

// epoch: seconds since 1970 now. The modem begins as after power-on: searching for its network.
void modem_start(struct modem *modem, const char *number, u64 epoch, modem_write *write, void *to,
                 modem_write *air_write, void *air_to);
void modem_input(struct modem *modem, const u8 *bytes, size_t size);
void modem_air_input(struct modem *modem, const u8 *bytes, size_t size);
// To be called at least each 100 ms with the time since the start.
void modem_tick(struct modem *modem, u64 now_ms);
