// The first virtio disk, past the guest's page cache. The driver of the comparison filled it: the 64-bit word at byte
// offset o is o * 0x9e3779b97f4a7c15, modulo 2^64. The first half is read, the second half is written.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pvbench.h"

#define DISK "/dev/vda"
#define DISK_BYTES (64ull << 20)
#define HALF (DISK_BYTES / 2)
#define SMALL 4096
#define LARGE (1 << 20)

static int disk = -1;
static unsigned char *buffer;
static uint64_t seed;

static int prepare(void) {
    disk = open(DISK, O_RDWR | O_DIRECT);
    buffer = aligned_alloc(4096, LARGE);
    seed = 5;
    return disk >= 0 && buffer && lseek(disk, 0, SEEK_END) == (off_t)DISK_BYTES;
}

static void finish(void) {
    if (disk >= 0) {
        close(disk);
    }
    free(buffer);
}

static uint64_t expected(uint64_t offset) {
    return offset * 0x9e3779b97f4a7c15u;
}

static int right(uint64_t offset, uint64_t salt) {
    const uint64_t *words = (const uint64_t *)buffer;
    return words[0] == (expected(offset) ^ salt) && words[511] == (expected(offset + 4088) ^ salt);
}

static uint64_t place(uint64_t size) {
    return mix64(&seed) % (HALF / size) * size;
}

static uint64_t read_4k(void) {
    uint64_t good = 0;
    for (int i = 0; i < 32; i++) {
        uint64_t at = place(SMALL);
        good += pread(disk, buffer, SMALL, (off_t)at) == SMALL && right(at, 0);
    }
    return good;
}

static uint64_t read_1m(void) {
    uint64_t good = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t at = place(LARGE);
        good += pread(disk, buffer, LARGE, (off_t)at) == LARGE && right(at, 0);
    }
    return good;
}

// Writes whole blocks, and reads one back each round.
static uint64_t write_blocks(uint64_t size, int count) {
    uint64_t good = 0, salt = mix64(&seed), at = 0;
    uint64_t *words = (uint64_t *)buffer;
    for (int i = 0; i < count; i++) {
        at = HALF + place(size);
        words[0] = expected(at) ^ salt;
        words[511] = expected(at + 4088) ^ salt;
        good += pwrite(disk, buffer, size, (off_t)at) == (ssize_t)size;
    }
    words[0] = words[511] = 0;
    return good + (pread(disk, buffer, SMALL, (off_t)at) == SMALL && right(at, salt));
}

static uint64_t write_4k(void) {
    return write_blocks(SMALL, 32);
}

static uint64_t write_1m(void) {
    return write_blocks(LARGE, 8);
}

// Operations: requests for the small ones, bytes for the large ones.
const struct workload disk_read_4k = {"disk-read-4k", 32, prepare, read_4k, finish};
const struct workload disk_write_4k = {"disk-write-4k", 32, prepare, write_4k, finish};
const struct workload disk_read_1m = {"disk-read-1m", 8ull * LARGE, prepare, read_1m, finish};
const struct workload disk_write_1m = {"disk-write-1m", 8ull * LARGE, prepare, write_1m, finish};
