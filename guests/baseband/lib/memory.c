// What the compiler expects of a C library where there is none. Not part of the host's build.
#include "text.h"

void *memcpy(void *to, const void *from, size_t size) {
    u8 *t = to;
    const u8 *f = from;
    if ((((uintptr_t)t | (uintptr_t)f) & 7) == 0) {
        for (; size >= 8; size -= 8, t += 8, f += 8) {
            *(u64 *)t = *(const u64 *)f;
            __asm__ volatile("" ::: "memory"); // or the compiler sees a memcpy in here
        }
    }
    while (size-- > 0) {
        *t++ = *f++;
        __asm__ volatile("" ::: "memory");
    }
    return to;
}

void *memmove(void *to, const void *from, size_t size) {
    u8 *t = to;
    const u8 *f = from;
    if (t <= f || t >= f + size) {
        return memcpy(to, from, size);
    }
    while (size-- > 0) {
        t[size] = f[size];
        __asm__ volatile("" ::: "memory");
    }
    return to;
}

void *memset(void *to, int value, size_t size) {
    u8 *t = to;
    while (size-- > 0) {
        *t++ = (u8)value;
        __asm__ volatile("" ::: "memory");
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t size) {
    const u8 *x = a;
    const u8 *y = b;
    for (; size > 0; size--, x++, y++) {
        if (*x != *y) {
            return *x - *y;
        }
    }
    return 0;
}

size_t strlen(const char *text) {
    size_t length = 0;
    while (text[length]) {
        length++;
        __asm__ volatile("" ::: "memory");
    }
    return length;
}

int strcmp(const char *a, const char *b) {
    return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t size) {
    for (; size > 0; size--, a++, b++) {
        if (*a != *b || !*a) {
            return (u8)*a - (u8)*b;
        }
    }
    return 0;
}
