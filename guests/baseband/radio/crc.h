// Cyclic redundancy checks over bits, most significant first.
#pragma once
#include "../lib/types.h"

// CRC24A (3GPP TS 36.212, 5.1.1).
u32 crc24a(const u8 *bits, unsigned count);
// The 40 parity bits of GSM's FIRE code (3GPP TS 45.003, 4.1.2).
u64 crc40(const u8 *bits, unsigned count);
// CRC-16 of HDLC over bytes (ISO/IEC 13239: reflected 0x1021, begun and ended with ones): of the link between basebands.
u16 crc16(const u8 *bytes, size_t size);
