// Memory and text: the few functions of a C library that the program needs, and a small formatter.
#pragma once
#include "types.h"

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);

// Writes at most size bytes with the final 0, and returns how many characters there are (without the 0). Knows %s %c %d
// %u %x %X and %%, the length l, a width, and the flag 0. What does not fit is cut.
size_t format(char *to, size_t size, const char *pattern, ...) __attribute__((format(printf, 3, 4)));
size_t format_list(char *to, size_t size, const char *pattern, va_list values);

// Copies as much of text as fits, and ends it with a 0.
void copy_text(char *to, size_t size, const char *text);

// The number at text, decimal, or false if there is none, or more than its digits, or it is above limit.
bool parse_number(const char *text, u64 limit, u64 *value);
int hex_digit(char c); // its value, or -1
