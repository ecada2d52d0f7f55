// The processor: system registers, barriers, interrupt masking, the counter.
#pragma once
#include "../lib/types.h"

#define READ_SYSTEM(name)                                                                                              \
    ({                                                                                                                 \
        u64 value_;                                                                                                    \
        __asm__ volatile("mrs %0, " name : "=r"(value_) : : "memory");                                                 \
        value_;                                                                                                        \
    })
#define WRITE_SYSTEM(name, value) __asm__ volatile("msr " name ", %0" : : "r"((u64)(value)) : "memory")

static inline void barrier_instructions(void) {
    __asm__ volatile("isb" ::: "memory");
}

static inline void barrier_memory(void) {
    __asm__ volatile("dsb sy" ::: "memory");
}

// Masks interrupts; returns what was masked before, for irq_restore.
static inline u64 irq_mask(void) {
    u64 before = READ_SYSTEM("daif");
    __asm__ volatile("msr daifset, #2" ::: "memory");
    return before;
}

static inline void irq_restore(u64 before) {
    WRITE_SYSTEM("daif", before);
}

// The virtual counter (Arm ARM, D11.1.2); the barrier keeps it from being read early.
static inline u64 counter(void) {
    barrier_instructions();
    return READ_SYSTEM("cntvct_el0");
}

static inline u32 read32(uintptr_t address) {
    return *(volatile u32 *)address;
}

static inline void write32(uintptr_t address, u32 value) {
    *(volatile u32 *)address = value;
}
