// Split virtqueues over virtio-mmio, version 2 (virtio 1.2, 2.7 and 4.2).
#pragma once
#include "../kernel/kernel.h"
#include "board.h"

#define QUEUE_SLOTS 16
#define BUFFER_BYTES 256

struct virtqueue {
    struct {
        u64 address;
        u32 length;
        u16 flags, next;
    } descriptors[QUEUE_SLOTS] __attribute__((aligned(16)));
    struct {
        u16 flags, index, ring[QUEUE_SLOTS], event;
    } available;
    struct {
        u16 flags, index;
        struct {
            u32 id, length;
        } ring[QUEUE_SLOTS];
        u16 event;
    } used __attribute__((aligned(4)));
    u8 buffers[QUEUE_SLOTS][BUFFER_BYTES];
    uintptr_t device;
    u16 number, slots, seen;
    u16 free_count; // of a queue for sending
    u16 offset;     // read of the first used buffer of a queue for receiving
};

// Is there a device of that kind at a slot, with a modern transport?
bool virtio_is(const struct device *slot, u32 kind);
// Resets it and agrees on the wanted features that it has, VERSION_1 besides; they are returned. 0: it can't be used.
u64 virtio_begin(const struct device *slot, u64 wanted);
void virtio_ready(const struct device *slot);
u32 virtio_config32(const struct device *slot, unsigned offset);
void virtio_acknowledge(const struct device *slot);

// Makes a queue; false if the device lacks it.
bool virtqueue_start(struct virtqueue *queue, const struct device *slot, unsigned number);
// Gives the device all buffers, to fill.
void virtqueue_fill(struct virtqueue *queue);
// Takes up to size bytes of what the device has filled; 0 if nothing. whole: a buffer is a message, and what of it has no
// room is dropped.
size_t virtqueue_read(struct virtqueue *queue, u8 *bytes, size_t size, bool whole);
// Sends up to BUFFER_BYTES; false if all buffers are with the device.
bool virtqueue_write(struct virtqueue *queue, const u8 *bytes, size_t size);
