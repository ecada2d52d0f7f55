// The modem as a terminal sees it.
#include "check.h"

static struct bench a, b;

static bool answers(const char *command, const char *answer) {
    char text[256];
    format(text, sizeof text, "%s\r", command);
    const char *got = bench_send(&a, text);
    bool right = strcmp(got, answer) == 0;
    if (!right) {
        printf("to '%s':\n%s\ninstead of:\n%s\n", command, got, answer);
    }
    return right;
}

static bool contains(const char *text, const char *part) {
    for (size_t length = strlen(part); *text; text++) {
        if (strncmp(text, part, length) == 0) {
            return true;
        }
    }
    return false;
}

static void lines_are_echoed_and_edited(void) {
    bench_start(&a, "+49170");
    bench_send(&a, "ATE1\r");
    CHECK(strcmp(bench_send(&a, "at\r"), "at\r\r\nOK\r\n") == 0);
    bench_send(&a, "ATE0\r");
    CHECK(strcmp(bench_send(&a, "noise AT\r"), "\r\nOK\r\n") == 0);
    CHECK(strcmp(bench_send(&a, "ATX\bV1\r"), "\r\nOK\r\n") == 0);
    CHECK(strcmp(bench_send(&a, "AT+CMEE?\rA/"), "\r\n+CMEE: 0\r\n\r\nOK\r\n\r\n+CMEE: 0\r\n\r\nOK\r\n") == 0);
    CHECK(strcmp(bench_send(&a, "hello\r"), "") == 0);
}

static void forms_of_results(void) {
    bench_start(&a, "+49170");
    CHECK(answers("ATV0", "0\r"));
    CHECK(answers("AT+NOSUCH", "4\r"));
    CHECK(answers("ATV1", "\r\nOK\r\n"));
    CHECK(answers("ATQ1", ""));
    CHECK(answers("ATQ0", "\r\nOK\r\n"));
    CHECK(answers("AT+NOSUCH", "\r\nERROR\r\n"));
    CHECK(answers("AT+CMEE=1;+NOSUCH", "\r\n+CME ERROR: 4\r\n"));
    CHECK(answers("AT+CMEE=2;+NOSUCH", "\r\n+CME ERROR: operation not supported\r\n"));
    CHECK(answers("AT+CMEE=3", "\r\n+CME ERROR: incorrect parameters\r\n"));
    CHECK(answers("ATS0=3S0?", "\r\n003\r\n\r\nOK\r\n"));
    CHECK(answers("ATS3=200", "\r\nERROR\r\n"));
    CHECK(answers("ATZ", "\r\nOK\r\n"));
    bench_send(&a, "ATE0\r");
    CHECK(answers("ATS0?", "\r\n000\r\n\r\nOK\r\n"));
}

// What ModemManager 1.20 sends to a plain 3GPP modem, and needs answered.
static void modem_manager_is_content(void) {
    static const struct {
        const char *command, *part;
    } dialogue[] = {{"AT+GCAP", "+CGSM"},
                    {"ATI1", "Polyvisor"},
                    {"AT+CGMI", "Polyvisor"},
                    {"AT+CGMM", "Baseband"},
                    {"AT+CGMR", "1.0"},
                    {"AT+CGSN", "35824"},
                    {"AT+CIMI", "001010"},
                    {"AT+CPIN?", "+CPIN: READY"},
                    {"AT+CFUN?", "+CFUN: 1"},
                    {"AT+CSCS=?", "\"UTF-8\""},
                    {"AT+CLCK=?", "\"SC\""},
                    {"AT+CLCK=\"SC\",2", "+CLCK: 0"},
                    {"AT+WS46=?", "(28)"},
                    {"AT+CRSM=176,28589,0,0,4", "+CRSM: 144,0,\"00000002\""},
                    {"AT+CRSM=176,28486,0,0,17", "+CRSM: 144,0,\"01506F"},
                    {"AT+CRSM=176,12258,0,0,10", "+CRSM: 144,0,\"98941"},
                    {"AT+CRSM=176,28599,0,0,15", "+CRSM: 106,130"},
                    {"AT+CIND=?", "(\"signal\",(0-5))"},
                    {"AT+CIND?", "+CIND: 4,1,0,0,0,0"},
                    {"AT+CMER=?", "+CMER: "},
                    {"AT+CMER=3,0,0,1", "OK"},
                    {"AT+CREG=2", "OK"},
                    {"AT+CREG?", "+CREG: 2,1,\"0001\",\"0000A1B2\",7"},
                    {"AT+CEREG=2;+CEREG?", "+CEREG: 2,1,\"0001\""},
                    {"AT+COPS=3,2;+COPS?", "+COPS: 0,2,\"00101\",7"},
                    {"AT+COPS=3,0;+COPS?", "+COPS: 0,0,\"Polyvisor\",7"},
                    {"AT+COPS=?", "(2,\"Polyvisor\",\"Polyvisor\",\"00101\",7)"},
                    {"AT+CSQ", "+CSQ: 24,"},
                    {"AT+CESQ", "+CESQ: 99,99,255,255,"},
                    {"AT+CMGF=?", "+CMGF: (0,1)"},
                    {"AT+CPMS=?", "(\"ME\"),(\"ME\"),(\"ME\")"},
                    {"AT+CPMS=\"ME\",\"ME\",\"ME\"", "+CPMS: 0,32,0,32,0,32"},
                    {"AT+CNMI=2,1,2,1,0", "OK"},
                    {"AT+CMGF=0", "OK"},
                    {"AT+CMGL=4", "OK"},
                    {"AT+CNUM", "+CNUM: \"\",\"+49170\",145"},
                    {"AT+CGDCONT=?", "+CGDCONT: (1-4),\"IP\""},
                    {"AT+CGDCONT=2,\"IP\",\"web\"", "OK"},
                    {"AT+CGDCONT?", "+CGDCONT: 2,\"IP\",\"web\",\"\",0,0"},
                    {"AT+CGACT=1,2", "OK"},
                    {"AT+CGACT?", "+CGACT: 2,1"},
                    {"AT+CGPADDR=2", "+CGPADDR: 2,\"10.64."},
                    {"AT+CGCONTRDP=2", "+CGCONTRDP: 2,6,\"web\""},
                    {"AT+CGACT=0,2", "OK"},
                    {"AT+CGEREP=?", "+CGEREP: "},
                    {"AT+CCLK?", "+CCLK: \"25/11/25,19:46:4"},
                    {"AT+CLIP=1;+CRC=1", "OK"},
                    {"AT+CUSD=1", "+CME ERROR: 4"}};
    bench_start(&a, "+49170");
    bench_send(&a, "AT+CMEE=1\r");
    for (size_t i = 0; i < COUNT_OF(dialogue); i++) {
        char text[128];
        format(text, sizeof text, "%s\r", dialogue[i].command);
        const char *got = bench_send(&a, text);
        if (!contains(got, dialogue[i].part)) {
            printf("%s: %s\n", dialogue[i].command, got);
            CHECK(false);
        }
    }
}

static void radio_goes_off_and_on_with_indications(void) {
    bench_start(&a, "+49170");
    bench_send(&a, "AT+CREG=1\r");
    CHECK(answers("AT+CFUN=4", "\r\n+CREG: 0\r\n\r\nOK\r\n"));
    CHECK(answers("AT+COPS?", "\r\n+COPS: 0\r\n\r\nOK\r\n"));
    CHECK(answers("ATD123;", "\r\nNO CARRIER\r\n"));
    CHECK(answers("AT+CFUN=1", "\r\n+CREG: 2\r\n\r\nOK\r\n"));
    bench_wait(&a, 1500);
    CHECK(strcmp(bench_heard(&a), "\r\n+CREG: 1\r\n") == 0);
}

static void line_that_is_too_long_is_an_error(void) {
    char line[3000] = "AT+CPIN=\"";
    for (size_t i = strlen(line); i < sizeof line - 2; i++) {
        line[i] = '1';
    }
    line[sizeof line - 2] = '\r';
    bench_start(&a, "+49170");
    CHECK(strcmp(bench_send(&a, line), "\r\nERROR\r\n") == 0);
    CHECK(answers("AT", "\r\nOK\r\n"));
}

void test_modem(void) {
    lines_are_echoed_and_edited();
    forms_of_results();
    modem_manager_is_content();
    radio_goes_off_and_on_with_indications();
    line_that_is_too_long_is_an_error();
}

static void message_to_itself_comes_back(void) {
    bench_start(&a, "+49170");
    bench_send(&a, "AT+CMGF=1;+CNMI=2,1\r");
    CHECK(strcmp(bench_send(&a, "AT+CMGS=\"+49170\"\r"), "\r\n> ") == 0);
    CHECK(strcmp(bench_send(&a, "to myself\x1a"), "\r\n+CMGS: 1\r\n\r\n+CMTI: \"ME\",1\r\n\r\nOK\r\n") == 0);
    CHECK(answers("AT+CMGR=1", "\r\n+CMGR: \"REC UNREAD\",\"+49170\",,\"25/11/25,19:46:42+00\"\r\nto myself\r\n\r\nOK\r\n"));
    CHECK(answers("AT+CMGD=1", "\r\nOK\r\n"));
    CHECK(answers("AT+CMGR=1", "\r\n+CMS ERROR: 321\r\n"));
    CHECK(strcmp(bench_send(&a, "AT+CMGS=\"+49170\"\r"), "\r\n> ") == 0);
    CHECK(strcmp(bench_send(&a, "no\x1b"), "\r\nOK\r\n") == 0);
}

static void message_crosses_the_air(void) {
    bench_start(&a, "+491");
    bench_start(&b, "+492");
    bench_exchange(&a, &b);
    bench_send(&b, "AT+CNMI=2,2;+CMGF=0\r");
    bench_send(&a, "AT+CMGF=0\r");
    bench_send(&a, "AT+CMGS=17\r"); // to +492, "hello"
    CHECK(strcmp(bench_send(&a, "000100039194F2000005E8329BFD06\x1a"), "\r\n+CMS ERROR: 304\r\n") == 0);
    bench_send(&a, "AT+CMGS=14\r");
    CHECK(strcmp(bench_send(&a, "000100039194F2000005E8329BFD06\x1a"), "") == 0); // waits for the network
    CHECK(strcmp(bench_send(&a, "AT+CSQ\r"), "") == 0);
    bench_exchange(&a, &b);
    CHECK(contains(bench_heard(&b), "+CMT: ,"));
    const char *got = bench_heard(&a);
    CHECK(contains(got, "+CMGS: 1\r\n\r\nOK\r\n") && contains(got, "+CSQ: "));
}

static void message_without_an_answer_times_out(void) {
    bench_start(&a, "+491");
    bench_start(&b, "+492");
    bench_exchange(&a, &b);
    bench_send(&a, "AT+CMGF=1\r");
    CHECK(contains(bench_send(&a, "AT+CMGS=\"+493\"\rx\x1a"), "+CMS ERROR: 1\r\n"));
    CHECK(!contains(bench_send(&a, "AT+CMGS=\"+492\"\rx\x1a"), "ERROR"));
    bench_wait(&a, 6000);
    CHECK(contains(bench_heard(&a), "+CMS ERROR: 332\r\n"));
    CHECK(contains(bench_send(&a, "AT+CMGS=\"+492\"\rx\x1a"), "+CMS ERROR: 1\r\n")); // it is gone by now
}

static void full_memory_refuses_messages(void) {
    bench_start(&a, "+491");
    bench_send(&a, "AT+CMGF=1\r");
    for (int i = 0; i < STORED_MAX; i++) {
        CHECK(contains(bench_send(&a, "AT+CMGS=\"+491\"\rx\x1a"), "OK"));
    }
    CHECK(contains(bench_send(&a, "AT+CMGS=\"+491\"\rx\x1a"), "+CMS ERROR: 322"));
    bench_send(&a, "AT+CMGD=1,4\r");
    CHECK(contains(bench_send(&a, "AT+CMGS=\"+491\"\rx\x1a"), "OK"));
}

static void character_sets_meet(void) {
    bench_start(&a, "+491");
    bench_send(&a, "AT+CMGF=1;+CSCS=\"UTF-8\"\r");
    bench_send(&a, "AT+CMGS=\"+491\"\rgr\xc3\xbc\xc3\x9f \xe2\x82\xac\x1a");
    CHECK(contains(bench_send(&a, "AT+CMGR=1\r"), "\r\ngr\xc3\xbc\xc3\x9f \xe2\x82\xac\r\n"));
    bench_send(&a, "AT+CSCS=\"UCS2\"\r");
    CHECK(contains(bench_send(&a, "AT+CMGR=1\r"), "\r\n0067007200FC00DF002020AC\r\n"));
    bench_send(&a, "AT+CMGS=\"002B003400390031\"\r4E2D6587\x1a");
    CHECK(contains(bench_send(&a, "AT+CMGR=2\r"), "\"002B003400390031\",,\"25/"));
    CHECK(contains(bench_send(&a, "AT+CMGR=2\r"), "\r\n4E2D6587\r\n"));
}

static void characters_beyond_the_first_plane_are_pairs(void) {
    bench_start(&a, "+491");
    bench_send(&a, "AT+CMGF=1;+CSCS=\"UTF-8\"\r");
    bench_send(&a, "AT+CMGS=\"+491\"\rhi \xf0\x9f\x98\x80!\x1a");
    CHECK(contains(bench_send(&a, "AT+CMGR=1\r"), "\r\nhi \xf0\x9f\x98\x80!\r\n"));
    bench_send(&a, "AT+CSCS=\"UCS2\"\r");
    CHECK(contains(bench_send(&a, "AT+CMGR=1\r"), "\r\n006800690020D83DDE000021\r\n"));
}

static void coding_scheme_of_the_settings_is_used(void) {
    bench_start(&a, "+491");
    bench_send(&a, "AT+CMGF=1;+CSCS=\"GSM\";+CSDH=1;+CSMP=17,167,0,8\r");
    bench_send(&a, "AT+CMGS=\"+491\"\r041F0440\x1a");
    CHECK(contains(bench_send(&a, "AT+CMGR=1\r"), ",145,4,0,8,\"+491710760000\",145,4\r\n041F0440\r\n"));
    CHECK(contains(bench_send(&a, "AT+CMGS=\"+491\"\rno digits\x1a"), "+CMS ERROR: 305"));
    bench_send(&a, "AT+CSMP=17,167,0,4\r");
    bench_send(&a, "AT+CMGS=\"+491\"\rFF00\x1a");
    CHECK(contains(bench_send(&a, "AT+CMGR=2\r"), ",145,4,0,4,\"+491710760000\",145,2\r\nFF00\r\n"));
    bench_send(&a, "AT+CSMP=17,167,0,16\r"); // a class, in the default alphabet
    bench_send(&a, "AT+CMGS=\"+491\"\rflash\x1a");
    CHECK(contains(bench_send(&a, "AT+CMGR=3\r"), ",145,4,0,16,\"+491710760000\",145,5\r\nflash\r\n"));
}

static void lists_and_stored_messages_have_their_own_form(void) {
    bench_start(&a, "+491");
    bench_send(&a, "AT+CMGF=1\r");
    bench_send(&a, "AT+CMGW=\"+492\"\rdraft\x1a");
    bench_send(&a, "AT+CMGS=\"+491\"\rhello\x1a");
    CHECK(answers("AT+CMGR=1", "\r\n+CMGR: \"STO UNSENT\",\"+492\",\r\ndraft\r\n\r\nOK\r\n"));
    CHECK(answers("AT+CMGL=\"STO UNSENT\"", "\r\n+CMGL: 1,\"STO UNSENT\",\"+492\",,\r\ndraft\r\n\r\nOK\r\n"));
    bench_send(&a, "AT+CSDH=1\r");
    CHECK(answers("AT+CMGR=1", "\r\n+CMGR: \"STO UNSENT\",\"+492\",,145,1,0,0,,\"+491710760000\",145,5\r\n"
                               "draft\r\n\r\nOK\r\n"));
    CHECK(answers("AT+CMGL=\"ALL\"", "\r\n+CMGL: 1,\"STO UNSENT\",\"+492\",,,145,5\r\ndraft\r\n"
                                     "\r\n+CMGL: 2,\"REC UNREAD\",\"+491\",,\"25/11/25,19:46:42+00\",145,5\r\n"
                                     "hello\r\n\r\nOK\r\n"));
}

void test_messages(void) {
    characters_beyond_the_first_plane_are_pairs();
    coding_scheme_of_the_settings_is_used();
    lists_and_stored_messages_have_their_own_form();
    message_to_itself_comes_back();
    message_crosses_the_air();
    message_without_an_answer_times_out();
    full_memory_refuses_messages();
    character_sets_meet();
}

static void pair(void) {
    bench_start(&a, "+491");
    bench_start(&b, "+492");
    bench_exchange(&a, &b);
    bench_heard(&a);
    bench_heard(&b);
}

static void call_is_set_up_answered_and_ended(void) {
    pair();
    bench_send(&b, "AT+CLIP=1\r");
    CHECK(answers("ATD+492;", "\r\nOK\r\n"));
    bench_exchange(&a, &b);
    CHECK(strcmp(bench_heard(&b), "\r\nRING\r\n\r\n+CLIP: \"+491\",145\r\n") == 0);
    CHECK(answers("AT+CLCC", "\r\n+CLCC: 1,0,3,0,0,\"+492\",145\r\n\r\nOK\r\n"));
    bench_send(&b, "ATA\r");
    bench_exchange(&a, &b);
    CHECK(answers("AT+CLCC", "\r\n+CLCC: 1,0,0,0,0,\"+492\",145\r\n\r\nOK\r\n"));
    CHECK(answers("AT+VTS=\"5\"", "\r\nOK\r\n"));
    bench_send(&b, "AT+CHUP\r");
    bench_exchange(&a, &b);
    CHECK(strcmp(bench_heard(&a), "\r\nNO CARRIER\r\n") == 0);
    CHECK(answers("AT+CLCC", "\r\nOK\r\n"));
}

static void call_nobody_answers_or_takes(void) {
    pair();
    CHECK(answers("ATD+499;", "\r\nNO CARRIER\r\n"));
    CHECK(answers("ATD+491;", "\r\nBUSY\r\n"));
    CHECK(answers("ATA", "\r\nNO CARRIER\r\n"));
    bench_send(&a, "ATD+492;\r");
    bench_exchange(&a, &b);
    bench_send(&b, "ATH\r");
    bench_exchange(&a, &b);
    CHECK(strcmp(bench_heard(&a), "\r\nBUSY\r\n") == 0);
    bench_send(&a, "ATD+492;\r");
    bench_exchange(&a, &b);
    for (int second = 0; second < 62; second++) {
        bench_wait(&a, 1000);
        bench_wait(&b, 1000);
        bench_exchange(&a, &b);
    }
    CHECK(contains(bench_heard(&a), "NO ANSWER"));
    CHECK(contains(bench_heard(&b), "NO CARRIER"));
}

static void lost_peer_ends_the_call(void) {
    pair();
    bench_send(&b, "ATS0=1\r");
    bench_send(&a, "ATD+492;\r");
    bench_exchange(&a, &b);
    CHECK(answers("AT+CLCC", "\r\n+CLCC: 1,0,0,0,0,\"+492\",145\r\n\r\nOK\r\n"));
    bench_wait(&a, 4000);
    CHECK(strcmp(bench_heard(&a), "\r\nNO CARRIER\r\n") == 0);
}

void test_calls(void) {
    call_is_set_up_answered_and_ended();
    call_nobody_answers_or_takes();
    lost_peer_ends_the_call();
}
