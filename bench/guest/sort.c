// Quicksort of 32-bit numbers that calls a comparator through a pointer, as C's qsort does.
#include "pvbench.h"

#define COUNT 20000

static uint32_t numbers[COUNT];

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// Not const and not static: the compiler must not see through the call.
int (*comparator)(const void *, const void *) = ascending;

static void swap(uint32_t *a, uint32_t *b) {
    uint32_t t = *a;
    *a = *b;
    *b = t;
}

static void sort(uint32_t *low, uint32_t *high, int (*compare)(const void *, const void *)) {
    while (high - low > 12) {
        uint32_t *middle = low + (high - low) / 2;
        if (compare(middle, low) < 0) {
            swap(middle, low);
        }
        if (compare(high, low) < 0) {
            swap(high, low);
        }
        if (compare(high, middle) < 0) {
            swap(high, middle);
        }
        uint32_t pivot = *middle;
        uint32_t *i = low, *j = high;
        while (i <= j) {
            while (compare(i, &pivot) < 0) {
                i++;
            }
            while (compare(j, &pivot) > 0) {
                j--;
            }
            if (i <= j) {
                swap(i++, j--);
            }
        }
        if (j - low < high - i) {
            sort(low, j, compare);
            low = i;
        } else {
            sort(i, high, compare);
            high = j;
        }
    }
    for (uint32_t *i = low + 1; i <= high; i++) {
        for (uint32_t *j = i; j > low && compare(j - 1, j) > 0; j--) {
            swap(j - 1, j);
        }
    }
}

static uint64_t round_(void) {
    uint64_t seed = 42, sum = 0;
    for (int i = 0; i < COUNT; i++) {
        numbers[i] = (uint32_t)mix64(&seed);
    }
    sort(numbers, numbers + COUNT - 1, comparator);
    for (int i = 0; i < COUNT; i += 7) {
        sum = fold(sum, numbers[i]);
    }
    return sum;
}

const struct workload sort_comparator = {"qsort", COUNT, 0, round_, 0};
