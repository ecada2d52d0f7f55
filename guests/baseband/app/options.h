// What the kernel's command line asks for. README.md tells the words.
#pragma once
#include "../lib/types.h"

enum { AT_NONE, AT_VIRTIO, AT_UART0, AT_UART1 };

struct options {
    bool lte, gsm;
    u32 load;    // percent of a period
    u32 blocks;  // a job, or 0: as many as the load takes
    u32 seconds; // 0: for ever
    u32 report;  // seconds between reports, 0: none
    u32 tick;    // Hz, 0: tickless
    u64 seed;
    u32 at;
    bool power_off, tasks;
    char number[24];
};

// Called with each word that is not understood, or whose value makes no sense.
typedef void options_complain(const char *word);
void options_read(struct options *options, const char *arguments, options_complain *complain);
