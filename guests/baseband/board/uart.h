// The PL011 serial ports.
#pragma once
#include "../kernel/kernel.h"
#include "board.h"

void uart_start(unsigned port, const struct device *device);
void uart_write(unsigned port, const u8 *bytes, size_t size);
// Bytes that come in go to a queue of bytes; what has no room there is lost.
void uart_receive_to(unsigned port, struct queue *queue);
