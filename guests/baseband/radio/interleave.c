// See interleave.h.
#include "interleave.h"

#define COLUMNS 32

unsigned interleave_gsm_place(unsigned k) {
    unsigned burst = k % 4;
    unsigned place = 2 * (49 * k % 57) + k % 8 / 4;
    return burst * GSM_BURST_BITS + place;
}

void interleave_gsm(const u8 *coded, u8 bursts[GSM_BLOCK_BITS]) {
    for (unsigned k = 0; k < GSM_BLOCK_BITS; k++) {
        bursts[interleave_gsm_place(k)] = coded[k];
    }
}

// Written by rows, with dummies before the first bit to fill a row; read by columns in the order of table 5.1.4-2.
void interleave_lte_order(unsigned count, u16 *order) {
    static const u8 columns[COLUMNS] = {1, 17, 9, 25, 5, 21, 13, 29, 3, 19, 11, 27, 7, 23, 15, 31,
                                        0, 16, 8, 24, 4, 20, 12, 28, 2, 18, 10, 26, 6, 22, 14, 30};
    unsigned rows = (count + COLUMNS - 1) / COLUMNS;
    unsigned dummies = rows * COLUMNS - count;
    unsigned sent = 0;
    for (unsigned column = 0; column < COLUMNS; column++) {
        for (unsigned row = 0; row < rows; row++) {
            unsigned place = row * COLUMNS + columns[column];
            if (place >= dummies) {
                order[sent++] = (u16)(place - dummies);
            }
        }
    }
}
