// The arguments of an extended command (V.250, 5.4.2): numbers, and strings in quotes, with commas between.
#include "../lib/text.h"
#include "parts.h"

static void spaces(struct request *request) {
    while (*request->at == ' ') {
        request->at++;
    }
}

// After a value: a comma, or the end.
static bool close(struct request *request) {
    spaces(request);
    if (*request->at == ',') {
        request->at++;
    } else if (*request->at) {
        request->bad = true;
    }
    return !request->bad;
}

bool argument_number(struct request *request, u32 limit, u32 *value) {
    spaces(request);
    if (*request->at == ',' || *request->at == 0) {
        return close(request);
    }
    u64 number = 0;
    bool digits = false;
    for (; *request->at >= '0' && *request->at <= '9'; request->at++, digits = true) {
        number = number * 10 + (u64)(*request->at - '0');
        if (number > limit) {
            request->bad = true;
            return false;
        }
    }
    if (!digits) {
        request->bad = true;
        return false;
    }
    *value = (u32)number;
    return close(request);
}

bool argument_small(struct request *request, u8 limit, u8 *value) {
    u32 wide = *value;
    bool good = argument_number(request, limit, &wide);
    *value = (u8)wide;
    return good;
}

// Without quotes, up to the comma: terminals do send that.
bool argument_text(struct request *request, char *to, size_t size) {
    spaces(request);
    if (*request->at == ',' || *request->at == 0) {
        return close(request);
    }
    bool quoted = *request->at == '"';
    size_t length = 0;
    for (request->at += quoted; *request->at && *request->at != (quoted ? '"' : ','); request->at++) {
        if (length + 1 >= size) {
            request->bad = true;
            return false;
        }
        to[length++] = *request->at;
    }
    to[length] = 0;
    if (quoted) {
        if (*request->at != '"') {
            request->bad = true;
            return false;
        }
        request->at++;
    }
    return close(request);
}

bool arguments_end(struct request *request) {
    spaces(request);
    return !request->bad && *request->at == 0;
}
