// A mix of what small integer programs do, in about equal parts: a linked list (search, sort, reverse), matrices of
// 16-bit numbers, a state machine over text, and a CRC that ties the results together.
#include "pvbench.h"

#define PASSES 24

static uint16_t crc16(uint32_t value, uint16_t crc) {
    for (int bit = 0; bit < 32; bit++) {
        uint16_t carry = (uint16_t)((value ^ crc) & 1);
        value >>= 1;
        crc = (uint16_t)(crc >> 1);
        if (carry) {
            crc ^= 0xa001;
        }
    }
    return crc;
}

// --- list ---

#define NODES 96

struct node {
    struct node *next;
    int16_t key;
    int16_t place;
};

static struct node nodes[NODES];

static struct node *list_make(uint64_t seed) {
    for (int i = 0; i < NODES; i++) {
        nodes[i].next = i + 1 < NODES ? &nodes[i + 1] : 0;
        nodes[i].key = (int16_t)(mix64(&seed) & 0x3ff);
        nodes[i].place = (int16_t)i;
    }
    return nodes;
}

static const struct node *list_find(const struct node *list, int key) {
    while (list && list->key != key) {
        list = list->next;
    }
    return list;
}

static struct node *list_reverse(struct node *list) {
    struct node *done = 0;
    while (list) {
        struct node *next = list->next;
        list->next = done;
        done = list;
        list = next;
    }
    return done;
}

static int by_key(const struct node *a, const struct node *b) {
    return a->key != b->key ? a->key - b->key : a->place - b->place;
}

static int by_place(const struct node *a, const struct node *b) {
    return a->place - b->place;
}

static struct node *list_merge(struct node *a, struct node *b, int (*order)(const struct node *, const struct node *)) {
    struct node head, *tail = &head;
    while (a && b) {
        if (order(a, b) <= 0) {
            tail->next = a;
            a = a->next;
        } else {
            tail->next = b;
            b = b->next;
        }
        tail = tail->next;
    }
    tail->next = a ? a : b;
    return head.next;
}

static struct node *list_sort(struct node *list, int (*order)(const struct node *, const struct node *)) {
    struct node *slow = list, *fast = list ? list->next : 0;
    if (!fast) {
        return list;
    }
    while (fast && fast->next) {
        slow = slow->next;
        fast = fast->next->next;
    }
    struct node *second = slow->next;
    slow->next = 0;
    return list_merge(list_sort(list, order), list_sort(second, order), order);
}

static uint16_t list_work(uint64_t seed, uint16_t crc) {
    struct node *list = list_make(seed);
    for (int key = 0; key < 0x400; key += 37) {
        const struct node *found = list_find(list, key);
        crc = crc16(found ? (uint32_t)found->place : 0xffffu, crc);
    }
    list = list_reverse(list_sort(list, by_key));
    for (const struct node *n = list; n; n = n->next) {
        crc = (uint16_t)(crc * 3 + n->key);
    }
    list = list_sort(list, by_place);
    return crc16((uint32_t)list->key, crc);
}

// --- matrices ---

#define SIDE 14

static int16_t left[SIDE][SIDE], right[SIDE][SIDE];
static int32_t product[SIDE][SIDE];

static uint16_t matrix_work(uint64_t seed, uint16_t crc) {
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            left[i][j] = (int16_t)(mix64(&seed) & 0xff);
            right[i][j] = (int16_t)(left[i][j] * 3 - 0x80 + i - j);
        }
    }
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            int32_t sum = 0;
            for (int k = 0; k < SIDE; k++) {
                sum += left[i][k] * right[k][j];
            }
            product[i][j] = sum;
        }
    }
    int32_t previous = 0;
    uint32_t clipped = 0;
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            int32_t now = (product[i][j] >> 2 & 0xf) * (product[i][j] >> 5 & 0x7f);
            clipped = now > previous ? clipped + 10 : clipped + (uint32_t)(now & 7);
            previous = now;
        }
    }
    return crc16(clipped, crc);
}

// --- state machine: which of the words are numbers, and of which kind ---

enum state { START, SIGN, WHOLE, POINT, FRACTION, EXPONENT, EXPONENT_SIGN, POWER, WRONG, STATES };

static const char text[] = "5012,-76.25,+.5,1e9,12e-3,abc,3..4,0x10,-,.,77777,3.14159e+2,9e,+12,4.,-0.0,e5,1e+,88,"
                           "42,-17,6.02e23,1.38e-23,--5,+-1,2.99792458e8,x,0,00,123456789012,.e1,7.5e0,";

static enum state step(enum state s, char c) {
    int digit = c >= '0' && c <= '9';
    switch (s) {
        case START:
            return digit ? WHOLE : c == '+' || c == '-' ? SIGN : c == '.' ? POINT : WRONG;
        case SIGN:
            return digit ? WHOLE : c == '.' ? POINT : WRONG;
        case WHOLE:
            return digit ? WHOLE : c == '.' ? FRACTION : c == 'e' ? EXPONENT : WRONG;
        case POINT:
            return digit ? FRACTION : WRONG;
        case FRACTION:
            return digit ? FRACTION : c == 'e' ? EXPONENT : WRONG;
        case EXPONENT:
            return digit ? POWER : c == '+' || c == '-' ? EXPONENT_SIGN : WRONG;
        case EXPONENT_SIGN:
        case POWER:
            return digit ? POWER : WRONG;
        default:
            return WRONG;
    }
}

static uint16_t state_work(uint32_t shift, uint16_t crc) {
    uint32_t final[STATES] = {0}, visits[STATES] = {0};
    for (int repeat = 0; repeat < 3; repeat++) {
        enum state s = START;
        for (size_t i = 0; i + 1 < sizeof text; i++) {
            // Every so often a damaged character.
            char c = (i + shift) % 23 == 0 ? (char)(text[i] ^ 1) : text[i];
            if (c == ',') {
                final[s]++;
                s = START;
            } else {
                s = step(s, c);
                visits[s]++;
            }
        }
    }
    for (int s = 0; s < STATES; s++) {
        crc = crc16(final[s] << 16 | visits[s], crc);
    }
    return crc;
}

static uint64_t round_(void) {
    uint16_t crc = 0;
    uint64_t sum = 0;
    for (uint32_t pass = 0; pass < PASSES; pass++) {
        crc = list_work(pass + 1, crc);
        crc = matrix_work(pass + 7, crc);
        crc = state_work(pass, crc);
        sum = fold(sum, crc);
    }
    return sum;
}

const struct workload coremark = {"coremark", PASSES, 0, round_, 0};
