// The ends: power off by PSCI (Arm DEN 0022, 5.1.9), and the panic.
#include "../lib/print.h"
#include "../lib/text.h"
#include "cpu.h"
#include "start.h"
#include "task.h"

#define PSCI_SYSTEM_OFF 0x84000008ul

static bool by_smc;

void psci_use_smc(bool smc) {
    by_smc = smc;
}

void power_off(void) {
    register u64 x0 __asm__("x0") = PSCI_SYSTEM_OFF;
    irq_mask();
    if (by_smc) {
        __asm__ volatile("smc #0" : "+r"(x0) : : "memory");
    } else {
        __asm__ volatile("hvc #0" : "+r"(x0) : : "memory");
    }
    for (;;) {
        __asm__ volatile("wfi");
    }
}

void panic(const char *pattern, ...) {
    char text[256];
    va_list values;
    irq_mask();
    va_start(values, pattern);
    format_list(text, sizeof text, pattern, values);
    va_end(values);
    print_at_once("\nPANIC: ");
    print_at_once(text);
    print_at_once("\n");
    power_off();
}
