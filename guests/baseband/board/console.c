// The virtio console (virtio 1.2, 5.3), with several ports or one.
#include "console.h"
#include "../kernel/cpu.h"
#include "../lib/text.h"
#include "virtqueue.h"

#define DEVICE_CONSOLE 3
#define FEATURE_SIZE 1ul // the terminal's size is in the configuration; nothing here needs it
#define FEATURE_MULTIPORT 2ul
#define CONFIG_MAX_PORTS 4
#define MAX_DEVICES 2
#define MAX_PORTS 4 // of a device, that are used; others stay closed
#define NAME_BYTES 16
#define ROOM_TRIES 500 // milliseconds

#define CONTROL_RECEIVE 2
#define CONTROL_TRANSMIT 3

enum { DEVICE_READY, PORT_ADD, PORT_REMOVE, PORT_READY, CONSOLE_PORT, RESIZE, PORT_OPEN, PORT_NAME };

struct control {
    u32 port;
    u16 event, value;
};

struct port {
    struct virtqueue receive, transmit;
    bool there;
    char name[NAME_BYTES];
};

struct console {
    struct device slot;
    bool multiport;
    struct virtqueue control_receive, control_transmit;
    struct port ports[MAX_PORTS];
};

static struct console consoles[MAX_DEVICES];
static unsigned console_count;
static struct semaphore *listener;

static void interrupted(void *console) {
    virtio_acknowledge(&((struct console *)console)->slot);
    semaphore_give(listener);
}

static void tell(struct console *console, u32 port, u16 event, u16 value) {
    struct control message = {port, event, value};
    for (int tries = 0; !virtqueue_write(&console->control_transmit, (const u8 *)&message, sizeof message); tries++) {
        if (tries == ROOM_TRIES) {
            return;
        }
        sleep_until(deadline_in_ms(1));
    }
}

// Port 0 has queues 0 and 1, the control queues follow, and then the other ports' (5.3.2).
static bool start_port(struct console *console, unsigned number) {
    struct port *port = &console->ports[number];
    unsigned queue = number == 0 ? 0 : 2 + 2 * number;
    return virtqueue_start(&port->receive, &console->slot, queue) &&
           virtqueue_start(&port->transmit, &console->slot, queue + 1);
}

static bool start(struct console *console, const struct device *slot) {
    memset(console, 0, sizeof *console);
    console->slot = *slot;
    u64 features = virtio_begin(slot, FEATURE_SIZE | FEATURE_MULTIPORT);
    if (features == 0) {
        return false;
    }
    console->multiport = features & FEATURE_MULTIPORT;
    u32 ports = console->multiport ? virtio_config32(slot, CONFIG_MAX_PORTS) : 1;
    ports = ports > MAX_PORTS ? MAX_PORTS : ports;
    for (u32 i = 0; i < ports; i++) {
        if (!start_port(console, i)) {
            return false;
        }
    }
    if (console->multiport && (!virtqueue_start(&console->control_receive, slot, CONTROL_RECEIVE) ||
                               !virtqueue_start(&console->control_transmit, slot, CONTROL_TRANSMIT))) {
        return false;
    }
    irq_handle(slot->intid, slot->edge, interrupted, console);
    virtio_ready(slot);
    for (u32 i = 0; i < ports; i++) {
        virtqueue_fill(&console->ports[i].receive);
    }
    if (console->multiport) {
        virtqueue_fill(&console->control_receive);
        tell(console, 0, DEVICE_READY, 1);
    } else {
        console->ports[0].there = true;
    }
    return true;
}

void console_start(const struct board *board, struct semaphore *arrived) {
    listener = arrived;
    for (unsigned i = 0; i < board->virtio_count && console_count < MAX_DEVICES; i++) {
        const struct device *slot = &board->virtio[i];
        if (virtio_is(slot, DEVICE_CONSOLE) && start(&consoles[console_count], slot)) {
            console_count++;
        }
    }
}

static void take(struct console *console, const u8 *bytes, size_t size) {
    struct control message;
    if (size < sizeof message) {
        return;
    }
    memcpy(&message, bytes, sizeof message);
    if (message.port >= MAX_PORTS) {
        if (message.event == PORT_ADD) {
            tell(console, message.port, PORT_READY, 0);
        }
        return;
    }
    struct port *port = &console->ports[message.port];
    switch (message.event) {
        case PORT_ADD:
            port->there = true;
            tell(console, message.port, PORT_READY, 1);
            tell(console, message.port, PORT_OPEN, 1);
            break;
        case PORT_REMOVE:
            port->there = false;
            port->name[0] = 0;
            break;
        case PORT_NAME: { // the name follows, with or without a 0
            size_t length = size - sizeof message;
            length = length < NAME_BYTES - 1 ? length : NAME_BYTES - 1;
            memcpy(port->name, bytes + sizeof message, length);
            port->name[length] = 0;
            break;
        }
        default:
            break;
    }
}

void console_poll(void) {
    for (unsigned i = 0; i < console_count; i++) {
        u8 message[64];
        size_t size;
        while (consoles[i].multiport &&
               (size = virtqueue_read(&consoles[i].control_receive, message, sizeof message, true)) > 0) {
            take(&consoles[i], message, size);
        }
    }
}

static struct port *port_of(int number) {
    return &consoles[number / MAX_PORTS].ports[number % MAX_PORTS];
}

int console_port(const char *name, bool only) {
    for (int i = 0; i < (int)console_count * MAX_PORTS; i++) {
        const struct port *port = port_of(i);
        bool single = only && !consoles[i / MAX_PORTS].multiport;
        if (port->there && (single || strcmp(port->name, name) == 0)) {
            return i;
        }
    }
    return -1;
}

size_t console_read(int port, u8 *bytes, size_t size) {
    return virtqueue_read(&port_of(port)->receive, bytes, size, false);
}

void console_write(int port, const u8 *bytes, size_t size) {
    for (size_t at = 0; at < size;) {
        size_t piece = size - at < BUFFER_BYTES ? size - at : BUFFER_BYTES;
        for (int tries = 0; !virtqueue_write(&port_of(port)->transmit, bytes + at, piece); tries++) {
            if (tries == ROOM_TRIES) {
                return;
            }
            sleep_until(deadline_in_ms(1));
        }
        at += piece;
    }
}
