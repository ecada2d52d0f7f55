// See histogram.h.
#include "histogram.h"

#define LINEAR_BITS 10 // of HISTOGRAM_LINEAR
#define STEP_BITS 6    // of HISTOGRAM_STEPS

static u32 bucket_of(u64 ns) {
    u64 us = ns / 1000;
    if (us < HISTOGRAM_LINEAR) {
        return (u32)us;
    }
    u32 octave = 63 - (u32)__builtin_clzl(us); // LINEAR_BITS at least
    u32 step = (u32)(us >> (octave - STEP_BITS)) & (HISTOGRAM_STEPS - 1);
    u32 bucket = HISTOGRAM_LINEAR + (octave - LINEAR_BITS) * HISTOGRAM_STEPS + step;
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

static u64 upper_edge_ns(u32 bucket) {
    if (bucket < HISTOGRAM_LINEAR) {
        return (bucket + 1ul) * 1000;
    }
    u32 octave = LINEAR_BITS + (bucket - HISTOGRAM_LINEAR) / HISTOGRAM_STEPS;
    u64 step = (bucket - HISTOGRAM_LINEAR) % HISTOGRAM_STEPS;
    return ((HISTOGRAM_STEPS + step + 1) << (octave - STEP_BITS)) * 1000;
}

void histogram_add(struct histogram *histogram, u64 ns) {
    histogram->count++;
    histogram->sum += ns;
    if (ns > histogram->max) {
        histogram->max = ns;
    }
    histogram->buckets[bucket_of(ns)]++;
}

u64 histogram_quantile(const struct histogram *histogram, u32 share) {
    u64 wanted = (histogram->count * share + 999999) / 1000000;
    u64 seen = 0;
    for (u32 i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += histogram->buckets[i];
        if (seen >= wanted && seen > 0) {
            u64 edge = upper_edge_ns(i);
            return edge < histogram->max && i < HISTOGRAM_BUCKETS - 1 ? edge : histogram->max;
        }
    }
    return 0;
}

u64 histogram_average(const struct histogram *histogram) {
    return histogram->count == 0 ? 0 : histogram->sum / histogram->count;
}
