// A distribution of durations. Buckets are 1 µs wide up to 1.024 ms, and 1/64 of their octave above, up to 33 s.
#pragma once
#include "../lib/types.h"

#define HISTOGRAM_LINEAR 1024
#define HISTOGRAM_OCTAVES 15
#define HISTOGRAM_STEPS 64
#define HISTOGRAM_BUCKETS (HISTOGRAM_LINEAR + HISTOGRAM_OCTAVES * HISTOGRAM_STEPS)

struct histogram {
    u64 count, sum, max; // ns
    u32 buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, u64 ns);
// The upper edge of the bucket below or in which are `share` of a million of all values, or the maximum if that is less.
u64 histogram_quantile(const struct histogram *histogram, u32 share);
u64 histogram_average(const struct histogram *histogram);
