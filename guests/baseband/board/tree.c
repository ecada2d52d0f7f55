// Reads the flattened device tree: a walk over its tokens that notes compatible, reg and interrupts of each node. Every
// offset is checked against the size, though who wrote the tree is to be trusted.
#include "../lib/text.h"
#include "board.h"

#define MAGIC 0xd00dfeed
#define BEGIN_NODE 1
#define END_NODE 2
#define PROPERTY 3
#define NOP 4
#define MAX_DEPTH 8
#define FIRST_PPI 16
#define FIRST_SPI 32
#define EDGE_RISING 1
#define VIRTUAL_TIMER 2 // the third of the timer's interrupts

struct bytes {
    const u8 *at;
    u32 size;
};

struct node {
    const char *name;
    struct bytes compatible, reg, interrupts, status;
};

static u32 cell(const u8 *at) {
    return (u32)at[0] << 24 | (u32)at[1] << 16 | (u32)at[2] << 8 | at[3];
}

static u64 two_cells(const u8 *at) {
    return (u64)cell(at) << 32 | cell(at + 4);
}

// Whether a list of strings has one.
static bool has(struct bytes list, const char *wanted) {
    size_t length = strlen(wanted) + 1;
    for (u32 start = 0; start + length <= list.size;) {
        if (memcmp(list.at + start, wanted, length) == 0) {
            return true;
        }
        while (start < list.size && list.at[start]) {
            start++;
        }
        start++;
    }
    return false;
}

static unsigned intid(struct bytes interrupts, unsigned index) {
    if (interrupts.size < (index + 1) * 12) {
        return 0;
    }
    const u8 *at = interrupts.at + index * 12;
    return cell(at + 4) + (cell(at) == 0 ? FIRST_SPI : FIRST_PPI);
}

static void add(struct device *devices, unsigned *count, unsigned limit, const struct node *node) {
    if (*count == limit || node->reg.size < 16) {
        return;
    }
    struct device device = {two_cells(node->reg.at), intid(node->interrupts, 0), false};
    device.edge = node->interrupts.size >= 12 && cell(node->interrupts.at + 8) == EDGE_RISING;
    unsigned place = (*count)++;
    for (; place > 0 && devices[place - 1].base > device.base; place--) {
        devices[place] = devices[place - 1];
    }
    devices[place] = device;
}

static void take(struct board *board, const struct node *node) {
    if (node->status.size >= 8 && memcmp(node->status.at, "disabled", 8) == 0) {
        return; // a port for the secure world only
    }
    if (has(node->compatible, "arm,pl011")) {
        add(board->uart, &board->uart_count, MAX_UARTS, node);
    } else if (has(node->compatible, "arm,pl031") && node->reg.size >= 8) {
        board->clock = two_cells(node->reg.at);
    } else if (has(node->compatible, "virtio,mmio")) {
        add(board->virtio, &board->virtio_count, MAX_VIRTIO, node);
    } else if (has(node->compatible, "arm,gic-v3") && node->reg.size >= 32) {
        board->distributor = two_cells(node->reg.at);
        board->redistributor = two_cells(node->reg.at + 16);
    } else if (has(node->compatible, "arm,armv8-timer")) {
        board->timer_intid = intid(node->interrupts, VIRTUAL_TIMER);
    } else if (strncmp(node->name, "memory@", 7) == 0 && node->reg.size >= 16) {
        board->ram_base = two_cells(node->reg.at);
        board->ram_size = two_cells(node->reg.at + 8);
    }
}

static void note(struct board *board, struct node *node, const char *name, struct bytes value) {
    if (strcmp(name, "compatible") == 0) {
        node->compatible = value;
    } else if (strcmp(name, "reg") == 0) {
        node->reg = value;
    } else if (strcmp(name, "interrupts") == 0) {
        node->interrupts = value;
    } else if (strcmp(name, "status") == 0) {
        node->status = value;
    } else if (strcmp(name, "method") == 0 && has(value, "smc")) {
        board->psci_by_smc = true;
    } else if (strcmp(name, "bootargs") == 0 && value.size > 0) {
        size_t room = sizeof board->arguments;
        copy_text(board->arguments, value.size < room ? value.size : room, (const char *)value.at);
    }
}

bool board_read(struct board *board, const u8 *tree, size_t limit) {
    memset(board, 0, sizeof *board);
    if (limit < 40 || cell(tree) != MAGIC) {
        return false;
    }
    u32 total = cell(tree + 4), at = cell(tree + 8), names = cell(tree + 12);
    struct node nodes[MAX_DEPTH];
    unsigned depth = 0;
    while (at < total && total - at >= 4 && total <= limit) {
        u32 token = cell(tree + at);
        at += 4;
        if (token == BEGIN_NODE && depth < MAX_DEPTH) {
            nodes[depth] = (struct node){.name = (const char *)tree + at};
            depth++;
            while (at < total && tree[at]) {
                at++;
            }
            at = (at + 4) & ~3u;
        } else if (token == PROPERTY && depth > 0 && total - at >= 8) {
            struct bytes value = {tree + at + 8, cell(tree + at)};
            u64 name = (u64)names + cell(tree + at + 4);
            if (value.size > total - at - 8 || name >= total) {
                break;
            }
            note(board, &nodes[depth - 1], (const char *)tree + name, value);
            at += 8 + ((value.size + 3) & ~3u);
        } else if (token == END_NODE && depth > 0) {
            take(board, &nodes[--depth]);
        } else if (token != NOP) {
            break;
        }
    }
    return board->distributor != 0 && board->timer_intid != 0 && board->uart_count > 0 && board->ram_size != 0;
}
