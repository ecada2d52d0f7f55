// See at.h.
#include "at.h"
#include "../board/console.h"
#include "../board/uart.h"
#include "../kernel/cpu.h"
#include "../lib/print.h"
#include "../lib/text.h"
#include "../modem/modem.h"

#define AT_PRIORITY 10
#define POLL_MS 100
#define STACK_BYTES 32768

static const struct board *board;
static const struct options *options;
static struct modem modem;
static struct semaphore arrived;
static volatile u32 bit_errors;
static u8 stack[STACK_BYTES] __attribute__((aligned(16)));

// Where AT commands come from: a serial port, or a console's port.
static void write_terminal(void *unused, const u8 *bytes, size_t size) {
    (void)unused;
    int port;
    if (options->at != AT_VIRTIO) {
        uart_write(options->at == AT_UART0 ? 0 : 1, bytes, size);
    } else if ((port = console_port("modem", true)) >= 0) {
        console_write(port, bytes, size);
    }
}

static size_t read_terminal(u8 *bytes, size_t size) {
    if (options->at != AT_VIRTIO) {
        return uart_read(options->at == AT_UART0 ? 0 : 1, bytes, size);
    }
    int port = console_port("modem", true);
    return port < 0 ? 0 : console_read(port, bytes, size);
}

static void write_air(void *unused, const u8 *bytes, size_t size) {
    (void)unused;
    int port = console_port("air", false);
    if (port >= 0) {
        console_write(port, bytes, size);
    }
}

static size_t read_air(u8 *bytes, size_t size) {
    int port = console_port("air", false);
    return port < 0 ? 0 : console_read(port, bytes, size);
}

static void run(void *unused) {
    (void)unused;
    u64 start = counter();
    u8 bytes[256];
    console_start(board, &arrived);
    if (options->at == AT_UART0 || options->at == AT_UART1) {
        uart_listen(options->at == AT_UART0 ? 0 : 1, &arrived);
    }
    u32 epoch = board->clock ? read32(board->clock) : 0; // PL031: seconds since 1970
    modem_start(&modem, options->number, epoch, write_terminal, 0, write_air, 0);
    for (;;) {
        semaphore_take(&arrived, deadline_in_ms(POLL_MS));
        modem.bit_errors = bit_errors;
        modem_tick(&modem, ns_of_counter(counter() - start) / 1000000);
        console_poll();
        size_t size;
        while ((size = read_terminal(bytes, sizeof bytes)) > 0) {
            modem_input(&modem, bytes, size);
        }
        while ((size = read_air(bytes, sizeof bytes)) > 0) {
            modem_air_input(&modem, bytes, size);
        }
    }
}

void at_bit_errors(u32 per_million) {
    bit_errors = per_million;
}

void at_start(const struct board *the_board, const struct options *the_options) {
    board = the_board;
    options = the_options;
    if (options->at == AT_UART1 && board->uart_count < 2) {
        print("at: there is no second serial port\n");
        return;
    }
    task_start("at", AT_PRIORITY, TASK_PLAIN, stack, STACK_BYTES, run, 0);
}
