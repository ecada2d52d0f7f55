// See frames.h.
#include "frames.h"
#include "../kernel/cpu.h"
#include "../lib/print.h"
#include "../lib/text.h"

#define NS_PER_SECOND 1000000000ul
#define WARM_UP_NS 500000000ul      // a round of warming up
#define WARM_UP_ROUNDS 8
#define BATCH_NS 2000000ul
#define BATCHES 21
#define Q16 65536ul

static struct lte_chain lte;
static struct gsm_chain gsm;

static void block_of_lte(void *chain) {
    lte_block(chain);
}

static void block_of_gsm(void *chain) {
    gsm_block(chain);
}

// The shorter period has the higher priority (rate-monotonic). GSM: a slot is 15/26 ms (3GPP TS 45.002, 4.3.1).
struct frames frames_lte = {.name = "lte",
                            .priority = 28,
                            .period_numerator = 1,
                            .period_denominator = 1000,
                            .block = block_of_lte,
                            .chain = &lte,
                            .common = &lte.common};
struct frames frames_gsm = {.name = "gsm",
                            .priority = 29,
                            .period_numerator = 15,
                            .period_denominator = 26000,
                            .block = block_of_gsm,
                            .chain = &gsm,
                            .common = &gsm.common};

void frames_prepare(struct frames *frames, u64 seed) {
    if (frames == &frames_lte) {
        lte_prepare(&lte, seed);
    } else {
        gsm_prepare(&gsm, seed);
    }
}

static u64 timed(const struct frames *frames, u32 blocks) {
    u64 start = counter();
    for (u32 i = 0; i < blocks; i++) {
        frames->block(frames->chain);
    }
    return ns_of_counter(counter() - start);
}

static u64 period_ns(const struct frames *frames) {
    return NS_PER_SECOND * frames->period_numerator / frames->period_denominator;
}

// The time of a block in a round of warming up: the best of all.
static u64 warm_up(const struct frames *frames) {
    u64 end = counter() + counter_of_ns(WARM_UP_NS);
    u64 best = UINT64_MAX;
    do {
        u64 time = timed(frames, 8) / 8;
        best = time < best ? time : best;
    } while (counter() < end);
    return best;
}

// An emulator needs a while until it runs the code as fast as it can: warms up until that gains no more than a tenth.
// Then takes the lower quartile of batches, so that it does not count what disturbs many of them.
void frames_calibrate(struct frames *frames, u32 load, u32 blocks) {
    u64 times[BATCHES];
    u64 guess = warm_up(frames);
    for (u32 round = 1; round < WARM_UP_ROUNDS; round++) {
        u64 before = guess;
        guess = warm_up(frames);
        if (guess > before / 10 * 9) {
            break;
        }
    }
    u32 batch = (u32)(BATCH_NS / (guess + 1)) + 1;
    for (u32 i = 0; i < BATCHES; i++) {
        u64 time = timed(frames, batch);
        u32 place = i;
        for (; place > 0 && times[place - 1] > time; place--) {
            times[place] = times[place - 1];
        }
        times[place] = time;
    }
    frames->block_ns = times[BATCHES / 4] / batch;
    u64 period = period_ns(frames);
    u64 q16 = blocks != 0 ? blocks * Q16 : period * load / 100 * Q16 / (frames->block_ns + 1);
    frames->blocks_q16 = q16 > UINT32_MAX ? UINT32_MAX : (u32)q16;
    u64 hundredths = q16 * 100 / Q16;
    print("calibration: task=%s period_ns=%lu block_ns=%lu blocks_per_job=%lu.%02lu load_percent=%lu\n", frames->name,
          period, frames->block_ns, hundredths / 100, hundredths % 100, q16 * frames->block_ns * 100 / Q16 / period);
}

// Release times without drift: whole ticks, and the rest of the division carried along.
struct releases {
    u64 at, whole, rest, carried, denominator;
};

static void advance(struct releases *releases) {
    releases->at += releases->whole;
    releases->carried += releases->rest;
    if (releases->carried >= releases->denominator) {
        releases->carried -= releases->denominator;
        releases->at++;
    }
}

static void run(void *argument) {
    struct frames *frames = argument;
    u64 scaled = counter_hertz() * frames->period_numerator;
    struct releases releases = {frames->first, scaled / frames->period_denominator,
                                scaled % frames->period_denominator, 0, frames->period_denominator};
    u32 due_q16 = 0;
    while (frames->jobs_wanted == 0 || frames->jobs < frames->jobs_wanted) {
        u64 release = releases.at;
        sleep_until(release);
        u64 start = counter();
        for (due_q16 += frames->blocks_q16; due_q16 >= Q16; due_q16 -= Q16) {
            frames->block(frames->chain);
        }
        u64 end = counter();
        advance(&releases);
        if (frames->jobs++ == 0) {
            frames->first_ns = ns_of_counter(start - release);
        }
        histogram_add(&frames->latency, ns_of_counter(start - release));
        histogram_add(&frames->response, ns_of_counter(end - release));
        if (end > releases.at) {
            frames->late++;
            // Of a period that is over as a whole, nothing can be received any more.
            for (struct releases next = releases; advance(&next), next.at < end; releases = next) {
                frames->jobs++;
                frames->lost++;
            }
        }
    }
    semaphore_give(frames->done);
    for (;;) {
        sleep_until(FOREVER - 1);
    }
}

void frames_start(struct frames *frames, u64 first, u32 seconds, struct semaphore *done) {
    frames->first = first;
    frames->jobs_wanted = (u64)seconds * frames->period_denominator / frames->period_numerator;
    frames->done = done;
    frames->common->blocks = frames->common->errors = frames->common->undetected = 0;
    frames->task =
        task_start(frames->name, frames->priority, TASK_VECTORS, frames->stack, FRAME_STACK, run, frames);
}

static size_t put_histogram(char *to, size_t size, const char *name, const struct histogram *h) {
    return format(to, size, " %s_avg_ns=%lu %s_p50_ns=%lu %s_p99_ns=%lu %s_p999_ns=%lu %s_max_ns=%lu", name,
                  histogram_average(h), name, histogram_quantile(h, 500000), name, histogram_quantile(h, 990000), name,
                  histogram_quantile(h, 999000), name, h->max);
}

void frames_print(const struct frames *frames, const char *kind, u64 elapsed) {
    static char text[512]; // only the reporting task prints this
    const struct chain *chain = frames->common;
    u64 busy = elapsed == 0 ? 0 : task_time(frames->task) * 1000 / elapsed;
    size_t length = put_histogram(text, sizeof text, "lat", &frames->latency);
    put_histogram(text + length, sizeof text - length, "resp", &frames->response);
    print("%s task=%s seconds=%lu jobs=%lu misses=%lu late=%lu lost=%lu lat_first_ns=%lu%s cpu_permille=%lu blocks=%lu "
          "block_errors=%lu undetected=%lu\n",
          kind, frames->name, ns_of_counter(elapsed) / NS_PER_SECOND, frames->jobs, frames->late + frames->lost,
          frames->late, frames->lost, frames->first_ns, text, busy, chain->blocks, chain->errors, chain->undetected);
}
