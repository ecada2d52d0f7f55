// Text and the formatter. See text.h.
#include "text.h"

void copy_text(char *to, size_t size, const char *text) {
    size_t i = 0;
    for (; i + 1 < size && text[i]; i++) {
        to[i] = text[i];
    }
    to[i] = 0;
}

bool parse_number(const char *text, u64 limit, u64 *value) {
    u64 number = 0;
    if (!*text) {
        return false;
    }
    for (; *text; text++) {
        if (*text < '0' || *text > '9') {
            return false;
        }
        u64 digit = (u64)(*text - '0');
        if (number > (limit - digit) / 10) {
            return false;
        }
        number = number * 10 + digit;
    }
    *value = number;
    return number <= limit;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

struct sink {
    char *to;
    size_t size, length;
};

static void put(struct sink *sink, char c) {
    if (sink->length + 1 < sink->size) {
        sink->to[sink->length++] = c;
    }
}

static void put_number(struct sink *sink, u64 value, unsigned base, bool upper, unsigned width, char fill) {
    char digits[24];
    unsigned n = 0;
    do {
        unsigned digit = (unsigned)(value % base);
        digits[n++] = (char)(digit < 10 ? '0' + digit : (upper ? 'A' : 'a') + digit - 10);
        value /= base;
    } while (value);
    for (; width > n; width--) {
        put(sink, fill);
    }
    while (n) {
        put(sink, digits[--n]);
    }
}

size_t format_list(char *to, size_t size, const char *pattern, va_list values) {
    struct sink sink = {to, size, 0};
    for (; *pattern; pattern++) {
        if (*pattern != '%') {
            put(&sink, *pattern);
            continue;
        }
        char fill = ' ';
        unsigned width = 0;
        bool wide = false;
        pattern++;
        if (*pattern == '0') {
            fill = '0';
            pattern++;
        }
        for (; *pattern >= '0' && *pattern <= '9'; pattern++) {
            width = width * 10 + (unsigned)(*pattern - '0');
        }
        if (*pattern == 'l') {
            wide = true;
            pattern++;
        }
        switch (*pattern) {
            case 's':
                for (const char *text = va_arg(values, const char *); *text; text++, width -= width > 0) {
                    put(&sink, *text);
                }
                for (; width > 0; width--) {
                    put(&sink, ' ');
                }
                break;
            case 'c':
                put(&sink, (char)va_arg(values, int));
                break;
            case 'd': {
                i64 value = wide ? va_arg(values, long) : va_arg(values, int);
                if (value < 0) {
                    put(&sink, '-');
                }
                put_number(&sink, value < 0 ? 0 - (u64)value : (u64)value, 10, false, width, fill);
                break;
            }
            case 'u':
            case 'x':
            case 'X': {
                u64 value = wide ? va_arg(values, unsigned long) : va_arg(values, unsigned);
                put_number(&sink, value, *pattern == 'u' ? 10 : 16, *pattern == 'X', width, fill);
                break;
            }
            default:
                put(&sink, *pattern);
                break;
        }
        if (!*pattern) {
            break;
        }
    }
    if (size > 0) {
        to[sink.length] = 0;
    }
    return sink.length;
}

size_t format(char *to, size_t size, const char *pattern, ...) {
    va_list values;
    va_start(values, pattern);
    size_t length = format_list(to, size, pattern, values);
    va_end(values);
    return length;
}
