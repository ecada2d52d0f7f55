// See options.h.
#include "options.h"
#include "../lib/text.h"

#define WORD 64

static bool choice(const char *value, const char *const *names, u32 *chosen) {
    for (u32 i = 0; names[i]; i++) {
        if (strcmp(value, names[i]) == 0) {
            *chosen = i;
            return true;
        }
    }
    return false;
}

static bool number(const char *value, u64 low, u64 high, u32 *to) {
    u64 parsed;
    if (!parse_number(value, high, &parsed) || parsed < low) {
        return false;
    }
    *to = (u32)parsed;
    return true;
}

// A phone number: digits, maybe a plus before them (3GPP TS 23.040, 9.1.2.5: at most 20 digits).
static bool dialable(const char *value, char *to, size_t size) {
    size_t length = strlen(value);
    size_t first = value[0] == '+';
    if (length <= first || length - first > 20 || length >= size) {
        return false;
    }
    for (size_t i = first; i < length; i++) {
        if (value[i] < '0' || value[i] > '9') {
            return false;
        }
    }
    copy_text(to, size, value);
    return true;
}

static bool take(struct options *options, const char *key, const char *value) {
    static const char *const frames[] = {"none", "lte", "gsm", "both", 0};
    static const char *const at[] = {"none", "virtio", "uart0", "uart1", 0};
    u32 chosen;
    if (strcmp(key, "frames") == 0 && choice(value, frames, &chosen)) {
        options->lte = chosen & 1;
        options->gsm = chosen & 2;
        return true;
    }
    if (strcmp(key, "poweroff") == 0 && number(value, 0, 1, &chosen)) {
        options->power_off = chosen;
        return true;
    }
    if (strcmp(key, "tasks") == 0 && number(value, 0, 1, &chosen)) {
        options->tasks = chosen;
        return true;
    }
    return (strcmp(key, "at") == 0 && choice(value, at, &options->at)) ||
           (strcmp(key, "load") == 0 && number(value, 0, 95, &options->load)) ||
           (strcmp(key, "blocks") == 0 && number(value, 0, 10000, &options->blocks)) ||
           (strcmp(key, "seconds") == 0 && number(value, 0, 10000000, &options->seconds)) ||
           (strcmp(key, "report") == 0 && number(value, 0, 86400, &options->report)) ||
           (strcmp(key, "tick") == 0 && number(value, 0, 10000, &options->tick)) ||
           (strcmp(key, "seed") == 0 && parse_number(value, UINT64_MAX / 4, &options->seed)) ||
           (strcmp(key, "number") == 0 && dialable(value, options->number, sizeof options->number));
}

void options_read(struct options *options, const char *arguments, options_complain *complain) {
    *options = (struct options){.lte = true, .load = 30, .report = 10, .seed = 1, .number = "+491700"};
    while (*arguments) {
        char word[WORD];
        size_t length = 0;
        while (*arguments == ' ') {
            arguments++;
        }
        for (; *arguments && *arguments != ' '; arguments++) {
            if (length + 1 < WORD) {
                word[length++] = *arguments;
            }
        }
        word[length] = 0;
        char *equals = word;
        while (*equals && *equals != '=') {
            equals++;
        }
        if (length == 0) {
            continue;
        }
        bool taken = false;
        if (*equals) {
            *equals = 0;
            taken = take(options, word, equals + 1);
            *equals = '=';
        }
        if (!taken) {
            complain(word);
        }
    }
}
