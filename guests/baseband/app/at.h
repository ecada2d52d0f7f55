// The task of the modem: AT commands on one channel, the air on another.
#pragma once
#include "../board/board.h"
#include "options.h"

void at_start(const struct board *board, const struct options *options);
// How many bits in a million the radio gets wrong, for the modem to tell.
void at_bit_errors(u32 per_million);
