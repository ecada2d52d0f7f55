// The board without an operating system: PL011 UART, generic timer, and what the compiler expects of a C library.
#include "pvbench.h"

#define UART 0x09000000ul
#define UART_DATA (*(volatile uint32_t *)UART)
#define UART_FLAGS (*(volatile uint32_t *)(UART + 0x18))
#define UART_CONTROL (*(volatile uint32_t *)(UART + 0x30))
#define FLAG_RECEIVE_EMPTY 0x10
#define FLAG_TRANSMIT_FULL 0x20

void machine_off(void);

void *memcpy(void *to, const void *from, size_t size) {
    unsigned char *t = to;
    const unsigned char *f = from;
    while (size-- > 0) {
        *t++ = *f++;
        __asm__ volatile("" ::: "memory"); // or the compiler sees a memcpy in here
    }
    return to;
}

void *memset(void *to, int value, size_t size) {
    unsigned char *t = to;
    while (size-- > 0) {
        *t++ = (unsigned char)value;
        __asm__ volatile("" ::: "memory");
    }
    return to;
}

void print_text(const char *text) {
    UART_CONTROL = 0x301; // on, both directions
    for (; *text; text++) {
        while (UART_FLAGS & FLAG_TRANSMIT_FULL) {
        }
        UART_DATA = (unsigned char)*text;
    }
}

int read_line(char *buffer, size_t size) {
    size_t length = 0;
    for (;;) {
        while (UART_FLAGS & FLAG_RECEIVE_EMPTY) {
        }
        char c = (char)UART_DATA;
        if (c == '\n' || c == '\r') {
            buffer[length] = 0;
            return (int)length;
        }
        if (length + 1 < size) {
            buffer[length++] = c;
        }
    }
}

uint64_t now_ns(void) {
    uint64_t count, hertz;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tmrs %1, cntfrq_el0" : "=r"(count), "=r"(hertz) : : "memory");
    return count / hertz * 1000000000u + count % hertz * 1000000000u / hertz;
}

int begin_apart(void) {
    return 1;
}

void end_apart(void) {
}

static void hex(const char *name, uint64_t value) {
    char text[20] = " 0x";
    for (int i = 0; i < 16; i++) {
        text[3 + i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
    }
    print_text(name);
    print_text(text);
    print_text("\n");
}

void machine_fault(uint64_t esr, uint64_t elr, uint64_t far) {
    print_text("failed: exception\n");
    hex("esr", esr);
    hex("elr", elr);
    hex("far", far);
    machine_off();
}
