// Begins all, reports, and ends all.
#include "../board/board.h"
#include "../board/uart.h"
#include "../kernel/cpu.h"
#include "../kernel/kernel.h"
#include "../kernel/start.h"
#include "../lib/print.h"
#include "../lib/text.h"
#include "../radio/code.h"
#include "../radio/selftest.h"
#include "at.h"
#include "frames.h"
#include "options.h"

#define REPORT_PRIORITY 5
#define TREE_LIMIT (2u << 20)
#define LEAD_MS 20 // from the start of the tasks to the first release

static struct board board;
static struct options options;
static struct semaphore done;
static u8 idle_stack[4096] __attribute__((aligned(16)));

static void idle(void *unused) {
    (void)unused;
    for (;;) {
        __asm__ volatile("dsb sy\n\twfi" ::: "memory");
    }
}

static void complain(const char *word) {
    print("option: '%s' is not understood\n", word);
}

static void begin(const void *tree) {
    uart_start(0, &(struct device){0x09000000, 0, false}); // where all such boards have it, to tell of a bad tree
    if (!board_read(&board, tree, TREE_LIMIT)) {
        panic("no device tree, or one without GICv3, timer, PL011 or memory");
    }
    for (unsigned i = 0; i < board.uart_count; i++) {
        uart_start(i, &board.uart[i]);
    }
    psci_use_smc(board.psci_by_smc);
    options_read(&options, board.arguments, complain);
    gic_start(board.distributor, board.redistributor);
    timer_start(board.timer_intid, options.tick);
    task_start("idle", PRIORITY_IDLE, TASK_PLAIN, idle_stack, sizeof idle_stack, idle, 0);
    print("baseband: number=%s ram_mib=%lu counter_hz=%lu tick_hz=%u virtio=%u uarts=%u\n", options.number,
          board.ram_size >> 20, counter_hertz(), options.tick, board.virtio_count, board.uart_count);
}

static void check(void) {
    codes_prepare();
    const char *failed = radio_selftest();
    print("self-test: %s%s\n", failed ? "failed: " : "ok", failed ? failed : "");
    if (failed) {
        panic("the radio cannot be trusted");
    }
}

// Reports until the frame tasks are done.
static void report(struct frames *const *tasks, unsigned count, u64 first) {
    for (unsigned finished = 0; count == 0 || finished < count;) {
        u64 deadline = options.report == 0 ? FOREVER : deadline_in_ms(options.report * 1000ul);
        if (semaphore_take(&done, deadline)) {
            finished++;
            continue;
        }
        for (unsigned i = 0; i < count; i++) {
            at_bit_errors(tasks[i]->common->errors_per_million);
            frames_print(tasks[i], "REPORT", counter() - first);
        }
        if (options.tasks) {
            tasks_print();
        }
    }
}

void boot(const void *tree) {
    tasks_adopt();
    begin(tree);
    check();
    struct frames *tasks[2];
    unsigned count = 0;
    if (options.gsm) {
        tasks[count++] = &frames_gsm;
    }
    if (options.lte) {
        tasks[count++] = &frames_lte;
    }
    for (unsigned i = 0; i < count; i++) {
        frames_prepare(tasks[i], options.seed + i);
        frames_calibrate(tasks[i], options.load, options.blocks);
    }
    if (options.at != AT_NONE) {
        at_start(&board, &options);
    }
    u64 first = tick_at_or_after(deadline_in_ms(LEAD_MS));
    for (unsigned i = 0; i < count; i++) {
        frames_start(tasks[i], first, options.seconds, &done);
    }
    at_bit_errors(count == 0 ? 0 : tasks[0]->common->errors_per_million);
    print("running: tasks=%u load_percent=%u seconds=%u\n", count, options.load, options.seconds);
    __asm__ volatile("msr daifclr, #7" ::: "memory");
    task_set_priority(REPORT_PRIORITY);
    report(tasks, count, first);
    u64 elapsed = counter() - first;
    for (unsigned i = 0; i < count; i++) {
        frames_print(tasks[i], "RESULT", elapsed);
    }
    if (options.power_off) {
        power_off();
    }
    for (;;) {
        sleep_until(FOREVER - 1);
    }
}
