// The machine, as its device tree describes it.
#pragma once
#include "../lib/types.h"

#define MAX_VIRTIO 32
#define MAX_UARTS 2

struct device {
    uintptr_t base;
    unsigned intid; // 0: none
    bool edge;
};

struct board {
    u64 ram_base, ram_size;
    uintptr_t distributor, redistributor;
    unsigned timer_intid; // of the virtual timer
    bool psci_by_smc;
    unsigned uart_count, virtio_count;
    struct device uart[MAX_UARTS];     // by address
    struct device virtio[MAX_VIRTIO];  // by address
    uintptr_t clock; // PL031, or 0
    char arguments[1024];
};

// Reads a device tree (Devicetree Specification, chapter 5); false if it is none, or lacks what is needed.
bool board_read(struct board *board, const u8 *tree, size_t limit);
