// What the modem's parts share.
#pragma once
#include "modem.h"

// ---- results of commands

enum result {
    RESULT_OK = 0,
    RESULT_CONNECT = 1,
    RESULT_RING = 2,
    RESULT_NO_CARRIER = 3,
    RESULT_ERROR = 4,
    RESULT_NO_DIALTONE = 6,
    RESULT_BUSY = 7,
    RESULT_NO_ANSWER = 8, // up to here the numbers of V.250, 5.7.1
    RESULT_LATER = 100,   // the command goes on
    RESULT_CME = 1000,    // and an error of 27.007, 9.2
    RESULT_CMS = 2000,    // and an error of 27.005, 3.2.5
};

enum {
    CME_NOT_ALLOWED = 3,
    CME_NOT_SUPPORTED = 4,
    CME_NOT_FOUND = 22,
    CME_INDEX = 21,
    CME_NO_NETWORK = 30,
    CME_WRONG_PASSWORD = 16,
    CME_PARAMETERS = 50,
    CMS_NO_SUCH_NUMBER = 1, // unassigned number (23.040, 9.2.3.25 by 24.011, E.2)
    CMS_OUT_OF_ORDER = 38,
    CMS_NOT_ALLOWED = 302,
    CMS_PDU_PARAMETER = 304,
    CMS_TEXT_PARAMETER = 305,
    CMS_INDEX = 321,
    CMS_FULL = 322,
    CMS_NO_NETWORK = 331,
    CMS_TIMEOUT = 332,
};

// ---- arguments of a command

enum kind { EXECUTE, READ_VALUE, TEST, SET };

struct request {
    enum kind kind;
    const char *at; // the arguments, up to a 0
    bool bad;       // one could not be read
};

// Each takes the next argument; without one, or if it is empty, the value stays. False if it is not what it should be,
// which request.bad remembers.
bool argument_number(struct request *request, u32 limit, u32 *value);
bool argument_text(struct request *request, char *to, size_t size);
bool argument_small(struct request *request, u8 limit, u8 *value);
// Whether all went well and nothing is left.
bool arguments_end(struct request *request);

// ---- sending to the terminal

void send_bytes(struct modem *modem, const char *text, size_t size);
void send_text(struct modem *modem, const char *pattern, ...) __attribute__((format(printf, 2, 3))); // a line of its own
void send_result(struct modem *modem, int result);
// Ends the command that goes on.
void finish(struct modem *modem, int result);
// Text in the terminal's character set.
void in_charset(const struct modem *modem, char *to, size_t size, const char *ascii);

// ---- the commands, each in the file that its comment names

typedef int handler(struct modem *modem, struct request *request);
struct command {
    const char *name; // after the "+"
    handler *handle;
};
extern const struct command commands_identity[], commands_network[], commands_sim[], commands_sms[], commands_call[],
    commands_data[]; // each ends with a name of 0

void line_execute(struct modem *modem, char *line);            // command.c
int basic_command(struct modem *modem, const char **at);       // basic.c
void settings_reset(struct modem *modem);                      // basic.c
int call_dial(struct modem *modem, const char *number);        // call.c
int call_answer(struct modem *modem);
int call_hang_up(struct modem *modem);
void call_tick(struct modem *modem);
void call_air(struct modem *modem, const struct air_message *message);
int data_dial(struct modem *modem);                            // data.c
void network_change(struct modem *modem, enum registration);   // at_network.c
void network_tick(struct modem *modem);
u64 modem_time(const struct modem *modem);                     // seconds since 1970, as +CCLK has it
void time_put(char *to, size_t size, u64 seconds);             // yy/MM/dd,hh:mm:ss+00
void sms_entered(struct modem *modem, const char *text, size_t size); // at_sms.c
void sms_air(struct modem *modem, const struct air_message *message);
void sms_tick(struct modem *modem);

// ---- the air: network.c

bool same_number(const char *a, const char *b);
bool peer_present(const struct modem *modem, const char *number);
void air_send(struct modem *modem, u8 type, const char *to, u16 ref, u8 cause, const u8 *body, size_t size);
void air_tick(struct modem *modem);
