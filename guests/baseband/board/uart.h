// The PL011 serial ports.
#pragma once
#include "../kernel/kernel.h"
#include "board.h"

void uart_start(unsigned port, const struct device *device);
void uart_write(unsigned port, const u8 *bytes, size_t size);
// From now on receives, and gives to `arrived` when there is something to read.
void uart_listen(unsigned port, struct semaphore *arrived);
// What has come, at most size bytes; 0 if nothing has. What came while 1 KiB was waiting is lost.
size_t uart_read(unsigned port, u8 *bytes, size_t size);
