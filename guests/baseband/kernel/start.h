// The operating system's start, in this order: tasks_adopt, gic_start, timer_start; then tasks may be started, and
// interrupts unmasked.
#pragma once
#include "../lib/types.h"

void tasks_adopt(void); // makes what runs the first task, of the highest priority until it says otherwise
void gic_start(uintptr_t distributor, uintptr_t redistributor);
void timer_start(unsigned intid, u32 tick_hertz); // ticks a second, or 0 for none
void psci_use_smc(bool smc);
u64 tick_at_or_after(u64 when); // without ticks, any time is one
