// Ports of virtio consoles.
#pragma once
#include "../kernel/kernel.h"
#include "board.h"

// Starts all virtio consoles. From then on `arrived` is given to whenever there may be something to do.
void console_start(const struct board *board, struct semaphore *arrived);
// Answers the devices' control messages. From the task that reads and writes.
void console_poll(void);
// The port of that name; or, if `only` and there is a console without names, its one port. Negative: there is none (yet).
int console_port(const char *name, bool only);
size_t console_read(int port, u8 *bytes, size_t size);
// Waits for room, half a second at most; what then has none is lost.
void console_write(int port, const u8 *bytes, size_t size);
