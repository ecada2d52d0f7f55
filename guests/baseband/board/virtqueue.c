// See virtqueue.h. The device is not trusted more than needed: ids and lengths are bounded.
#include "virtqueue.h"
#include "../kernel/cpu.h"
#include "../lib/text.h"

#define MAGIC 0x74726976
#define REGISTER_MAGIC 0x000
#define REGISTER_VERSION 0x004
#define REGISTER_DEVICE 0x008
#define REGISTER_DEVICE_FEATURES 0x010
#define REGISTER_DEVICE_FEATURES_SELECT 0x014
#define REGISTER_DRIVER_FEATURES 0x020
#define REGISTER_DRIVER_FEATURES_SELECT 0x024
#define REGISTER_QUEUE_SELECT 0x030
#define REGISTER_QUEUE_MAX 0x034
#define REGISTER_QUEUE_SIZE 0x038
#define REGISTER_QUEUE_READY 0x044
#define REGISTER_QUEUE_NOTIFY 0x050
#define REGISTER_INTERRUPT 0x060
#define REGISTER_INTERRUPT_ACKNOWLEDGE 0x064
#define REGISTER_STATUS 0x070
#define REGISTER_QUEUE_DESCRIPTORS 0x080
#define REGISTER_QUEUE_AVAILABLE 0x090
#define REGISTER_QUEUE_USED 0x0a0
#define REGISTER_CONFIG 0x100
#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER 2
#define STATUS_DRIVER_OK 4
#define STATUS_FEATURES_OK 8
#define FEATURE_VERSION_1 (1ul << 32)
#define DESCRIPTOR_WRITE 2

bool virtio_is(const struct device *slot, u32 kind) {
    return read32(slot->base + REGISTER_MAGIC) == MAGIC && read32(slot->base + REGISTER_VERSION) == 2 &&
           read32(slot->base + REGISTER_DEVICE) == kind;
}

u64 virtio_begin(const struct device *slot, u64 wanted) {
    uintptr_t base = slot->base;
    write32(base + REGISTER_STATUS, 0);
    while (read32(base + REGISTER_STATUS) != 0) {
    }
    write32(base + REGISTER_STATUS, STATUS_ACKNOWLEDGE);
    write32(base + REGISTER_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
    u64 features = 0;
    for (u32 half = 0; half < 2; half++) {
        write32(base + REGISTER_DEVICE_FEATURES_SELECT, half);
        features |= (u64)read32(base + REGISTER_DEVICE_FEATURES) << 32 * half;
    }
    features &= wanted | FEATURE_VERSION_1;
    for (u32 half = 0; half < 2; half++) {
        write32(base + REGISTER_DRIVER_FEATURES_SELECT, half);
        write32(base + REGISTER_DRIVER_FEATURES, (u32)(features >> 32 * half));
    }
    write32(base + REGISTER_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK);
    return read32(base + REGISTER_STATUS) & STATUS_FEATURES_OK ? features : 0;
}

void virtio_ready(const struct device *slot) {
    write32(slot->base + REGISTER_STATUS,
            STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK | STATUS_DRIVER_OK);
}

u32 virtio_config32(const struct device *slot, unsigned offset) {
    return read32(slot->base + REGISTER_CONFIG + offset);
}

void virtio_acknowledge(const struct device *slot) {
    write32(slot->base + REGISTER_INTERRUPT_ACKNOWLEDGE, read32(slot->base + REGISTER_INTERRUPT));
}

static void write_address(uintptr_t at, const volatile void *address) {
    write32(at, (u32)(u64)address);
    write32(at + 4, (u32)((u64)address >> 32));
}

bool virtqueue_start(struct virtqueue *queue, const struct device *slot, unsigned number) {
    uintptr_t base = slot->base;
    memset(queue, 0, sizeof *queue);
    write32(base + REGISTER_QUEUE_SELECT, number);
    u32 most = read32(base + REGISTER_QUEUE_MAX);
    if (most == 0) {
        return false;
    }
    queue->device = base;
    queue->number = (u16)number;
    queue->slots = queue->free_count = (u16)(most < QUEUE_SLOTS ? most : QUEUE_SLOTS);
    for (u16 i = 0; i < queue->slots; i++) {
        queue->descriptors[i].address = (u64)queue->buffers[i];
    }
    write32(base + REGISTER_QUEUE_SIZE, queue->slots);
    write_address(base + REGISTER_QUEUE_DESCRIPTORS, queue->descriptors);
    write_address(base + REGISTER_QUEUE_AVAILABLE, &queue->available);
    write_address(base + REGISTER_QUEUE_USED, &queue->used);
    write32(base + REGISTER_QUEUE_READY, 1);
    return true;
}

static void give(struct virtqueue *queue, u16 id) {
    queue->available.ring[queue->available.index % queue->slots] = id;
    barrier_memory();
    *(volatile u16 *)&queue->available.index = (u16)(queue->available.index + 1);
    barrier_memory();
}

static void notify(const struct virtqueue *queue) {
    write32(queue->device + REGISTER_QUEUE_NOTIFY, queue->number);
}

void virtqueue_fill(struct virtqueue *queue) {
    for (u16 i = 0; i < queue->slots; i++) {
        queue->descriptors[i].length = BUFFER_BYTES;
        queue->descriptors[i].flags = DESCRIPTOR_WRITE;
        give(queue, i);
    }
    notify(queue);
}

static bool is_used(const struct virtqueue *queue) {
    bool used = *(const volatile u16 *)&queue->used.index != queue->seen;
    barrier_memory();
    return used;
}

size_t virtqueue_read(struct virtqueue *queue, u8 *bytes, size_t size, bool whole) {
    size_t taken = 0;
    bool given = false;
    while (taken < size && is_used(queue)) {
        u16 place = queue->seen % queue->slots;
        u32 id = queue->used.ring[place].id % queue->slots, length = queue->used.ring[place].length;
        length = length > BUFFER_BYTES ? BUFFER_BYTES : length;
        size_t left = length > queue->offset ? length - queue->offset : 0;
        size_t piece = left < size - taken ? left : size - taken;
        memcpy(bytes + taken, queue->buffers[id] + queue->offset, piece);
        taken += piece;
        queue->offset = (u16)(queue->offset + piece);
        if (whole || piece == left) {
            queue->offset = 0;
            queue->seen++;
            give(queue, (u16)id);
            given = true;
        }
        if (whole && taken > 0) {
            break;
        }
    }
    if (given) {
        notify(queue);
    }
    return taken;
}

bool virtqueue_write(struct virtqueue *queue, const u8 *bytes, size_t size) {
    while (is_used(queue)) {
        queue->seen++;
        queue->free_count++;
    }
    if (queue->free_count == 0 || size > BUFFER_BYTES) {
        return false;
    }
    // Buffers come back in the order in which they went, from devices that are streams.
    u16 id = queue->available.index % queue->slots;
    memcpy(queue->buffers[id], bytes, size);
    queue->descriptors[id].length = (u32)size;
    queue->descriptors[id].flags = 0;
    queue->free_count--;
    give(queue, id);
    notify(queue);
    return true;
}
