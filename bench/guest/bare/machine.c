// The board without an operating system: PL011 UART, GICv3, generic timer, and what the compiler expects of a C library.
#include "pvbench.h"

#define UART 0x09000000ul
#define UART_DATA (*(volatile uint32_t *)UART)
#define UART_FLAGS (*(volatile uint32_t *)(UART + 0x18))
#define UART_CONTROL (*(volatile uint32_t *)(UART + 0x30))
#define UART_MASK (*(volatile uint32_t *)(UART + 0x38))
#define RECEIVE_INTERRUPTS 0x50 // a byte is there, or has been for a while
#define FLAG_RECEIVE_EMPTY 0x10
#define FLAG_TRANSMIT_FULL 0x20

#define DISTRIBUTOR 0x08000000ul
#define DISTRIBUTOR_CONTROL (*(volatile uint32_t *)DISTRIBUTOR)
#define DISTRIBUTOR_GROUP_1 (*(volatile uint32_t *)(DISTRIBUTOR + 0x84))  // of interrupts 32 to 63
#define DISTRIBUTOR_ENABLE_1 (*(volatile uint32_t *)(DISTRIBUTOR + 0x104))
#define REDISTRIBUTOR_WAKER (*(volatile uint32_t *)0x080a0014ul)
#define UART_INTERRUPT 33

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

// The UART's interrupt may wake the processor; it is never taken. (IHI 0069, 12.9 and 12.11.)
void machine_start(void) {
    DISTRIBUTOR_CONTROL = 1u << 4; // affinity routing
    DISTRIBUTOR_CONTROL = 1u << 4 | 2;
    DISTRIBUTOR_GROUP_1 = 1u << (UART_INTERRUPT - 32);
    DISTRIBUTOR_ENABLE_1 = 1u << (UART_INTERRUPT - 32);
    REDISTRIBUTOR_WAKER = 0;
    while (REDISTRIBUTOR_WAKER & 4) {
    }
    __asm__ volatile("msr S3_0_C12_C12_5, %0\n\tisb\n\t" // ICC_SRE_EL1
                     "msr S3_0_C4_C6_0, %1\n\t"           // ICC_PMR_EL1
                     "msr S3_0_C12_C12_7, %0\n\tisb"      // ICC_IGRPEN1_EL1
                     :
                     : "r"(1ul), "r"(0xfful));
    UART_CONTROL = 0x301; // on, both directions
    UART_MASK = RECEIVE_INTERRUPTS;
}

void print_text(const char *text) {
    for (; *text; text++) {
        while (UART_FLAGS & FLAG_TRANSMIT_FULL) {
        }
        UART_DATA = (unsigned char)*text;
    }
}

int read_line(char *buffer, size_t size) {
    size_t length = 0;
    for (;;) {
        // A pending interrupt ends the wait though it is masked; a busy wait would take the processor from the peer.
        while (UART_FLAGS & FLAG_RECEIVE_EMPTY) {
            __asm__ volatile("dsb sy\n\twfi" ::: "memory");
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
