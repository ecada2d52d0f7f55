// The frame tasks: each a job a period, released at exact times, whatever the jobs before did.
#pragma once
#include "../kernel/kernel.h"
#include "../measure/histogram.h"
#include "../radio/chain.h"

#define FRAME_STACK 32768

struct frames {
    const char *name;
    unsigned priority;
    u32 period_numerator, period_denominator; // seconds
    void (*block)(void *chain);
    void *chain;
    struct chain *common;

    u64 first;         // counter value of the first release
    u64 jobs_wanted;   // 0: for ever
    u32 blocks_q16;    // blocks a job, in 1/65536
    u64 block_ns;      // measured

    u64 jobs;          // periods that were, done or lost
    u64 late;          // jobs that ended after their period
    u64 lost;          // periods that were over before the job before them was
    u64 first_ns;      // from the first release to the first job's begin
    struct histogram latency, response; // from the release to the job's begin, to its end

    struct semaphore *done;
    struct task *task;
    u8 stack[FRAME_STACK] __attribute__((aligned(16)));
};

extern struct frames frames_lte, frames_gsm;

void frames_prepare(struct frames *frames, u64 seed);
// Measures how long a block takes, and so chooses how many a job has for a load in percent; blocks: unless 0, that many.
void frames_calibrate(struct frames *frames, u32 load, u32 blocks);
// Starts the task; its first job is released at `first`. Gives to done when all jobs were.
void frames_start(struct frames *frames, u64 first, u32 seconds, struct semaphore *done);
// A line with all that was measured. kind: its first word.
void frames_print(const struct frames *frames, const char *kind, u64 elapsed);
