// PL011 (Arm DDI 0183): sending waits for the FIFO, receiving is by interrupt. And the console on the first of them.
#include "uart.h"
#include "../kernel/cpu.h"
#include "../lib/print.h"
#include "../lib/text.h"

#define UART_DR 0x00
#define UART_FR 0x18
#define UART_LCR 0x2c
#define UART_CR 0x30
#define UART_IMSC 0x38
#define UART_ICR 0x44
#define FR_RECEIVE_EMPTY 0x10
#define FR_TRANSMIT_FULL 0x20
#define LCR_8_BITS_FIFO 0x70
#define CR_ON 0x301
#define RECEIVE_INTERRUPTS 0x50 // enough bytes are there, or one has been for a while

static struct device ports[MAX_UARTS];
static u8 received_bytes[MAX_UARTS][1024];
static struct queue received_queues[MAX_UARTS] = {QUEUE(received_bytes[0]), QUEUE(received_bytes[1])};
static struct semaphore *listeners[MAX_UARTS];
static struct mutex console;

void uart_start(unsigned port, const struct device *device) {
    ports[port] = *device;
    write32(device->base + UART_CR, 0);
    write32(device->base + UART_LCR, LCR_8_BITS_FIFO);
    write32(device->base + UART_IMSC, 0);
    write32(device->base + UART_CR, CR_ON);
}

void uart_write(unsigned port, const u8 *bytes, size_t size) {
    uintptr_t base = ports[port].base;
    for (size_t i = 0; base && i < size; i++) {
        while (read32(base + UART_FR) & FR_TRANSMIT_FULL) {
        }
        write32(base + UART_DR, bytes[i]);
    }
}

static void received(void *port_number) {
    unsigned port = (unsigned)(uintptr_t)port_number;
    uintptr_t base = ports[port].base;
    write32(base + UART_ICR, RECEIVE_INTERRUPTS);
    while (!(read32(base + UART_FR) & FR_RECEIVE_EMPTY)) {
        u8 byte = (u8)read32(base + UART_DR);
        queue_send(&received_queues[port], &byte, NOW);
    }
    semaphore_give(listeners[port]);
}

void uart_listen(unsigned port, struct semaphore *arrived) {
    listeners[port] = arrived;
    irq_handle(ports[port].intid, false, received, (void *)(uintptr_t)port);
    write32(ports[port].base + UART_IMSC, RECEIVE_INTERRUPTS);
}

size_t uart_read(unsigned port, u8 *bytes, size_t size) {
    size_t count = 0;
    while (count < size && queue_receive(&received_queues[port], &bytes[count], NOW)) {
        count++;
    }
    return count;
}

void print_at_once(const char *text) {
    for (; *text; text++) {
        if (*text == '\n') {
            uart_write(0, (const u8 *)"\r", 1);
        }
        uart_write(0, (const u8 *)text, 1);
    }
}

void print(const char *pattern, ...) {
    static char text[1024]; // the mutex's
    va_list values;
    mutex_lock(&console);
    va_start(values, pattern);
    format_list(text, sizeof text, pattern, values);
    va_end(values);
    print_at_once(text);
    mutex_unlock(&console);
}
