// The page tables: everything one to one, with nothing both writable and executable. Runs with the MMU off, so it is
// compiled to touch aligned memory only (-mstrict-align).
#include "cpu.h"

#define GIB (1ul << 30)
#define BLOCK (2ul << 20)
#define PAGE 4096ul
#define VALID_BLOCK 1ul
#define VALID_TABLE 3ul
#define ACCESSED (1ul << 10)
#define INNER_SHAREABLE (3ul << 8)
#define READ_ONLY (2ul << 6)
#define DEVICE (1ul << 2) // attribute 1 of MAIR
#define NEVER_EXECUTE (3ul << 53)
#define MEMORY (ACCESSED | INNER_SHAREABLE)
#define ENTRIES 512

extern u8 _start[], text_end[], data_start[], image_end[];

static u64 root[ENTRIES] __attribute__((aligned(4096)));
static u64 image_blocks[ENTRIES] __attribute__((aligned(4096)));
static u64 image_pages[ENTRIES] __attribute__((aligned(4096)));

// Devices below 1 GiB, memory above. The 2 MiB at the image's start are in pages; the image fits into them.
u64 *mmu_tables(void) {
    u64 base = (u64)_start & ~(BLOCK - 1);
    root[0] = VALID_BLOCK | ACCESSED | DEVICE | NEVER_EXECUTE;
    for (u64 i = 1; i < 256; i++) {
        root[i] = i * GIB | VALID_BLOCK | MEMORY | NEVER_EXECUTE;
    }
    root[base / GIB] = (u64)image_blocks | VALID_TABLE;
    for (u64 i = 0; i < ENTRIES; i++) {
        image_blocks[i] = (base & ~(GIB - 1)) + i * BLOCK + (VALID_BLOCK | MEMORY | NEVER_EXECUTE);
    }
    image_blocks[base / BLOCK % ENTRIES] = (u64)image_pages | VALID_TABLE;
    for (u64 i = 0; i < ENTRIES; i++) {
        u64 address = base + i * PAGE;
        u64 rights = NEVER_EXECUTE;
        if (address >= (u64)_start && address < (u64)text_end) {
            rights = READ_ONLY;
        } else if (address >= (u64)text_end && address < (u64)data_start) {
            rights = READ_ONLY | NEVER_EXECUTE;
        }
        image_pages[i] = address | VALID_TABLE | MEMORY | rights;
    }
    return root;
}
