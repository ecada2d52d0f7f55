// Interleavers.
#pragma once
#include "../lib/types.h"

#define GSM_BLOCK_BITS 456
#define GSM_BURSTS 4
#define GSM_BURST_BITS 114

// 3GPP TS 45.003, 4.1.4: a block over four bursts, one after the other in bursts.
void interleave_gsm(const u8 *coded, u8 bursts[GSM_BLOCK_BITS]);
// Where a coded bit lies: burst * GSM_BURST_BITS + place in it.
unsigned interleave_gsm_place(unsigned coded_bit);

// 3GPP TS 36.212, 5.1.4.2.1: the sub-block interleaver of convolutional codes. Writes to order[i] which of the count
// bits is the i-th to be sent.
void interleave_lte_order(unsigned count, u16 *order);
