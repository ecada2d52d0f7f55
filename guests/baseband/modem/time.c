// Calendar time: Gregorian dates by the days since 1 March 2000, from which leap days come last in their cycles.
#include "../lib/text.h"
#include "parts.h"

#define DAY 86400u
#define MARCH_2000 11017u // days from 1970
#define FOUR_YEARS 1461u

struct date {
    u32 year, month, day, hour, minute, second;
};

// 2000 to 2099, where every fourth year is a leap year; all that the two digits of a year can say.
static struct date date_of(u64 seconds) {
    u64 days = seconds / DAY;
    u32 rest = (u32)(seconds % DAY);
    u32 since = days < MARCH_2000 ? 0 : (u32)((days - MARCH_2000) % (25 * FOUR_YEARS));
    u32 year = since / FOUR_YEARS * 4, day = since % FOUR_YEARS;
    u32 in_four = day / 365 > 3 ? 3 : day / 365;
    day -= in_four * 365;
    u32 month = (5 * day + 2) / 153; // from March
    struct date date = {year + in_four, month, day - (153 * month + 2) / 5 + 1, rest / 3600, rest / 60 % 60, rest % 60};
    date.year = (date.year + (month >= 10)) % 100;
    date.month = month >= 10 ? month - 9 : month + 3;
    return date;
}

void time_put(char *to, size_t size, u64 seconds) {
    struct date d = date_of(seconds);
    format(to, size, "%02u/%02u/%02u,%02u:%02u:%02u+00", d.year, d.month, d.day, d.hour, d.minute, d.second);
}

static u8 swapped(u32 value) {
    return (u8)(value % 10 << 4 | value / 10);
}

void stamp_write(u8 stamp[7], u64 seconds) {
    struct date d = date_of(seconds);
    u8 fields[7] = {swapped(d.year), swapped(d.month),  swapped(d.day), swapped(d.hour),
                    swapped(d.minute), swapped(d.second), 0};
    memcpy(stamp, fields, sizeof fields);
}

void stamp_text(const u8 stamp[7], char *to, size_t size) {
    static const char after[] = "//,::";
    char text[32];
    size_t at = 0;
    for (size_t i = 0; i < 7; i++) {
        u8 field = i == 6 ? stamp[i] & 0xf7 : stamp[i];
        text[at++] = (char)('0' + (field & 15) % 10);
        text[at++] = (char)('0' + (field >> 4) % 10);
        if (i < 5) {
            text[at++] = after[i];
        } else if (i == 5) {
            text[at++] = stamp[6] & 8 ? '-' : '+';
        }
    }
    text[at] = 0;
    copy_text(to, size, text);
}
