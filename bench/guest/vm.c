// An interpreter of a small stack machine, running a prime sieve: one switch, unpredictable indirect branches.
#include "pvbench.h"

#define LIMIT 3000

enum op { PUSH, LOAD, STORE, GET, PUT, ADD, LESS, JUMP, JUMP_IF_NOT, INCREMENT, HALT };

// Locals: 0 = i, 1 = j, 2 = count. Cell n is 1 when n is composite.
static int32_t code[80];
static int32_t cells[LIMIT];

static int emit(int at, int32_t op) {
    code[at] = op;
    return at + 1;
}

static int emit2(int at, int32_t op, int32_t operand) {
    return emit(emit(at, op), operand);
}

static int prepare(void) {
    int at = emit2(0, PUSH, 2);
    at = emit2(at, STORE, 0);
    int outer = at;
    at = emit2(at, LOAD, 0);
    at = emit2(at, PUSH, LIMIT);
    at = emit(at, LESS);
    int leave_outer = at + 1;
    at = emit2(at, JUMP_IF_NOT, 0);
    at = emit2(at, LOAD, 0);
    at = emit(at, GET);
    int is_prime = at + 1;
    at = emit2(at, JUMP_IF_NOT, 0);
    int skip = at + 1;
    at = emit2(at, JUMP, 0);
    code[is_prime] = at;
    at = emit2(at, INCREMENT, 2);
    at = emit2(at, LOAD, 0);
    at = emit2(at, LOAD, 0);
    at = emit(at, ADD);
    at = emit2(at, STORE, 1);
    int inner = at;
    at = emit2(at, LOAD, 1);
    at = emit2(at, PUSH, LIMIT);
    at = emit(at, LESS);
    int leave_inner = at + 1;
    at = emit2(at, JUMP_IF_NOT, 0);
    at = emit2(at, PUSH, 1);
    at = emit2(at, LOAD, 1);
    at = emit(at, PUT);
    at = emit2(at, LOAD, 1);
    at = emit2(at, LOAD, 0);
    at = emit(at, ADD);
    at = emit2(at, STORE, 1);
    at = emit2(at, JUMP, inner);
    code[skip] = at;
    code[leave_inner] = at;
    at = emit2(at, INCREMENT, 0);
    at = emit2(at, JUMP, outer);
    code[leave_outer] = at;
    emit(at, HALT);
    return 1;
}

static uint64_t round_(void) {
    int32_t stack[16], locals[3] = {0};
    int32_t *top = stack;
    const int32_t *pc = code;
    uint64_t executed = 0;
    for (int i = 0; i < LIMIT; i++) {
        cells[i] = 0;
    }
    for (;;) {
        executed++;
        switch (*pc++) {
            case PUSH:
                *top++ = *pc++;
                break;
            case LOAD:
                *top++ = locals[*pc++];
                break;
            case STORE:
                locals[*pc++] = *--top;
                break;
            case GET:
                top[-1] = cells[top[-1]];
                break;
            case PUT:
                top -= 2;
                cells[top[1]] = top[0];
                break;
            case ADD:
                top--;
                top[-1] += *top;
                break;
            case LESS:
                top--;
                top[-1] = top[-1] < *top;
                break;
            case JUMP:
                pc = code + *pc;
                break;
            case JUMP_IF_NOT:
                pc = *--top ? pc + 1 : code + *pc;
                break;
            case INCREMENT:
                locals[*pc++]++;
                break;
            default:
                return fold(executed, (uint64_t)locals[2]);
        }
    }
}

// Operations: instructions of the small machine in one round.
const struct workload bytecode_vm = {"bytecode-vm", 110383, prepare, round_, 0};
