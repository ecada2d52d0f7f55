/*
 * A program without an operating system that provokes exceptions, walks page tables of every shape and tries timers and
 * debug registers, and prints what it sees, line by line. It must print the same here and on another implementation.
 */
typedef unsigned long u64;
typedef unsigned int u32;
typedef unsigned char u8;

struct frame {
    u64 x[31];
    u64 sp;
    u64 elr;
    u64 spsr;
    u64 esr;
    u64 far;
    u64 vector;
};

#define UART ((volatile u32 *)0x09000000)
#define TARGET 0x44000238UL /* physical address that windows map */
#define OTHER 0x46000238UL
#define USER_STACK 0x40b00000UL
#define EL0T 0x3c0UL
#define EL1H 0x3c5UL

#define READ(r) ({ u64 v_; __asm__ volatile("mrs %0, " #r : "=r"(v_)::"memory"); v_; })
#define WRITE(r, v) __asm__ volatile("msr " #r ", %0\n isb" ::"r"((u64)(v)) : "memory")

extern struct frame frame;
extern u64 enter_el0(u64 pc, u64 sp, u64 x0, u64 spsr);
extern char leave_el0[];

#define PROBES(F) \
    F(p_read) F(p_write) F(p_read_32) F(p_read_pair) F(p_read_byte_sext) F(p_read_byte_sext_w) F(p_read_vector) \
    F(p_read_post) F(p_read_exclusive) F(p_read_acquire) F(p_write_release) F(p_add) F(p_swap_byte) F(p_cas_pair) \
    F(p_read_user) F(p_write_user) F(p_zero) F(p_clean) F(p_clean_unification) F(p_clean_invalidate) F(p_invalidate) \
    F(p_code_invalidate) F(p_prefetch) F(p_execute) F(p_svc) F(p_brk) F(p_hlt) F(p_smc) F(p_udf) F(p_unallocated) \
    F(p_mrs_none) F(p_msr_none) F(p_msr_readonly) F(p_sysl_none) F(p_el2_register) F(p_el3_register) \
    F(p_sp_el0_in_use) F(p_sp_alignment) F(p_sp0_alignment) F(p_return_to) \
    F(u_read) F(u_write) F(u_execute) F(u_read_user) F(u_add) F(u_zero) F(u_clean) F(u_code_invalidate) \
    F(u_invalidate) F(u_svc) F(u_brk) F(u_hvc) F(u_smc) F(u_eret) F(u_udf) F(u_kernel_register) \
    F(u_write_kernel_register) F(u_tlbi) F(u_at) F(u_daif) F(u_daifset) F(u_daifclr) F(u_write_daif) F(u_spsel) \
    F(u_pan) F(u_current_el) F(u_ctr) F(u_wfi) F(u_wfe) F(u_cntvct) F(u_cntpct) F(u_cntfrq) F(u_cntv_ctl) \
    F(u_cntp_ctl) F(u_write_cntfrq) F(u_midr) F(u_fp) F(u_fpcr) F(u_vector_load) F(u_write_tpidrro) F(u_debug) \
    F(u_sp_alignment) F(u_steps) F(u_stepped_svc) F(u_watch)
#define DECLARE(name) extern u64 name(u64);
PROBES(DECLARE)

static int faults;
static int stepping;

static void put(char c) { *UART = (u8)c; }

static void text(const char *s) {
    while (*s) put(*s++);
}

static void hex(u64 v) {
    int shift = 60;
    while (shift && !(v >> shift)) shift -= 4;
    for (; shift >= 0; shift -= 4) put("0123456789abcdef"[v >> shift & 15]);
}

static void field(const char *name, u64 v) {
    put(' ');
    text(name);
    put('=');
    hex(v);
}

static int has_far(u64 ec) {
    return (ec >= 0x20 && ec <= 0x22) || ec == 0x24 || ec == 0x25 || ec == 0x34 || ec == 0x35;
}

void handle(struct frame *f) {
    u64 ec = f->esr >> 26;
    if (ec == 0x15 && f->vector == 8 && (f->esr & 0xffff) == 0x7f) {
        f->elr = (u64)leave_el0;
        f->spsr = EL1H;
        return;
    }
    faults++;
    field(" vec", f->vector);
    field("esr", f->esr);
    field("elr", f->elr);
    field("spsr", f->spsr & ~0x1000UL); /* SSBS, which not every processor has */
    /* A watchpoint may report any address between the access and the watched one. */
    if (has_far(ec)) field("far", ec == 0x34 || ec == 0x35 ? f->far & ~15UL : f->far);
    if ((ec >= 0x20 && ec <= 0x22) || ec == 0x0e) {
        f->elr = f->x[30];
        f->spsr = f->spsr & ~(1UL << 20);
    } else if (ec == 0x32 || ec == 0x33) {
        f->spsr |= 1UL << 21; /* SS: execute one more */
        if (--stepping <= 0) {
            WRITE(mdscr_el1, 0);
            f->spsr &= ~(1UL << 21);
        }
    } else if (ec == 0x30 || ec == 0x31) {
        WRITE(dbgbcr0_el1, 0);
    } else if (ec != 0x15) {
        f->elr += 4;
    }
}

static void begin(const char *name) {
    text(name);
    put(':');
    faults = 0;
}

static void end(u64 value, int show) {
    if (!faults) {
        text(" ok");
        if (show) field("value", value);
    }
    put('\n');
}

static void at_el1(const char *name, u64 (*probe)(u64), u64 arg, int show) {
    begin(name);
    u64 v = probe(arg);
    end(v, show);
}

static void at_el0(const char *name, u64 (*probe)(u64), u64 arg, int show) {
    begin(name);
    u64 v = enter_el0((u64)probe, USER_STACK, arg, EL0T);
    end(v, show);
}

/* ---- page tables ---- */

#define TABLE_BYTES 65536
static u8 pool[48][TABLE_BYTES] __attribute__((aligned(65536)));
static int used;
static u64 identity[512] __attribute__((aligned(4096)));
static u64 identity1[512] __attribute__((aligned(4096)));
static u64 identity2[512] __attribute__((aligned(4096)));

#define VALID 1UL
#define TABLE 3UL
#define AF (1UL << 10)
#define INNER (3UL << 8)
#define NG (1UL << 11)
#define USER (1UL << 6)
#define RO (1UL << 7)
#define PXN (1UL << 53)
#define UXN (1UL << 54)
#define CONTIGUOUS (1UL << 52)
#define DEVICE (1UL << 2)
#define NORMAL (AF | INNER)

#define TCR_BASE (16UL | 1UL << 8 | 1UL << 10 | 3UL << 12 | 1UL << 24 | 1UL << 26 | 3UL << 28 | 2UL << 32)

struct shape {
    int granule; /* log2 */
    int bits;    /* of the upper half's address */
};

static u64 *root;
static struct shape shape;
static u64 tcr_extra;

static u64 *new_table(void) {
    u64 *t = (u64 *)pool[used++];
    for (int i = 0; i < 1 << (shape.granule - 3); i++) t[i] = 0;
    return t;
}

static void barrier(void) { __asm__ volatile("dsb sy\n isb" ::: "memory"); }

static void flush(void) { __asm__ volatile("dsb sy\n tlbi vmalle1\n dsb sy\n isb" ::: "memory"); }

static void use_window(struct shape s, u64 extra) {
    static const u64 tg1[] = {[12] = 2, [14] = 1, [16] = 3};
    used = 0;
    shape = s;
    root = new_table();
    tcr_extra = extra;
    WRITE(ttbr1_el1, root);
    WRITE(tcr_el1, TCR_BASE | (u64)(64 - s.bits) << 16 | tg1[s.granule] << 30 | extra);
    flush();
}

static int stride(void) { return shape.granule - 3; }
static int levels(void) { return (shape.bits - shape.granule + stride() - 1) / stride(); }
static int start_level(void) { return 4 - levels(); }
static int shift_of(int level) { return shape.granule + (3 - level) * stride(); }

/* Where in the window an address is whose indexes are not zero. */
static u64 window(void) { return -(1UL << shape.bits) + (1UL << (shape.bits - 2)); }

static u64 *entry(u64 va, int level, u64 table_bits) {
    u64 *t = root;
    for (int l = start_level(); ; l++) {
        int bits = l == start_level() ? shape.bits - shift_of(l) : stride();
        u64 *e = &t[va >> shift_of(l) & ((1UL << bits) - 1)];
        if (l == level) return e;
        if (!(*e & 1)) *e = (u64)new_table() | TABLE | table_bits;
        t = (u64 *)(*e & 0xffffffff0000UL);
    }
}

/* Maps the block or page of `level` that holds physical `pa`; returns the virtual address of `pa`. */
static u64 map(u64 va, int level, u64 pa, u64 bits, u64 table_bits) {
    u64 size = 1UL << shift_of(level);
    va &= -size;
    *entry(va, level, table_bits) = (pa & -size) | bits | (level == 3 ? TABLE : VALID);
    flush();
    return va | (pa & (size - 1));
}

static void all_accesses(u64 va) {
    at_el1(" el1 read", p_read, va, 1);
    at_el1(" el1 write", p_write, va + 8, 0);
    at_el1(" el1 execute", p_execute, va + 16, 0);
    at_el0(" el0 read", u_read, va, 1);
    at_el0(" el0 write", u_write, va + 8, 0);
    at_el0(" el0 execute", u_execute, va + 16, 0);
}

static void title(const char *s, u64 a, u64 b) {
    text(s);
    field("a", a);
    field("b", b);
    put('\n');
}

static int block_allowed(int level) { return level == 3 || level == 2 || (level == 1 && shape.granule == 12); }

static void fill_target(void) {
    *(volatile u64 *)TARGET = 0x1122334455667788UL;
    *(volatile u64 *)(TARGET + 8) = 0x99;
    ((volatile u32 *)TARGET)[4] = 0xd65f03c0; /* ret */
    *(volatile u64 *)OTHER = 0x5555;
    flush();
    __asm__ volatile("ic iallu\n dsb sy\n isb" ::: "memory");
}

static void faults_by_level(struct shape s) {
    title("window", s.granule, s.bits);
    for (int level = 4 - (s.bits - s.granule + s.granule - 4) / (s.granule - 3); level <= 3; level++) {
        use_window(s, 0);
        title(" level", level, 0);
        entry(window(), level, 0); /* tables down to it, its own entry invalid */
        flush();
        at_el1(" invalid read", p_read, window(), 1);
        at_el1(" invalid write", p_write, window() + 1, 0);
        at_el1(" invalid execute", p_execute, window(), 0);
        at_el0(" invalid el0", u_read, window() + 4, 1);
        if (level == 3) {
            *entry(window(), 3, 0) = TARGET & -4096UL & -(1UL << s.granule) | NORMAL | VALID; /* reserved form */
            flush();
            at_el1(" reserved", p_read, window(), 1);
        }
        if (!block_allowed(level)) {
            if (level == start_level()) continue;
            *entry(window(), level, 0) = NORMAL | VALID;
            flush();
            at_el1(" block where none may be", p_read, window(), 1);
            continue;
        }
        u64 va = map(window(), level, TARGET, INNER | USER, 0);
        at_el1(" access flag", p_read, va, 1);
        at_el1(" access flag write", p_write, va, 0);
        at_el0(" access flag execute", u_execute, va, 0);
        va = map(window(), level, TARGET, NORMAL | RO, 0);
        at_el1(" read-only read", p_read, va, 1);
        at_el1(" read-only write", p_write, va, 0);
        at_el1(" read-only atomic", p_add, va, 0);
        at_el0(" read-only el0", u_read, va, 1);
        va = map(window(), level, TARGET, NORMAL | USER, 0);
        all_accesses(va);
        va = map(window(), level, TARGET, NORMAL | CONTIGUOUS, 0);
        at_el1(" contiguous", p_read, va, 1);
        va = map(window(), level, TARGET | 1UL << 41, NORMAL, 0);
        at_el1(" address size", p_read, va, 1);
    }
}

static void permissions(void) {
    static const struct shape s = {12, 48};
    for (u64 i = 0; i < 16; i++) {
        use_window(s, 0);
        u64 bits = (i & 3) << 6 | (i >> 2 & 1) * PXN | (i >> 3 & 1) * UXN;
        title("permissions", i, 0);
        all_accesses(map(window(), 3, TARGET, NORMAL | bits, 0));
    }
    for (u64 i = 0; i < 16; i++) {
        use_window(s, 0);
        title("hierarchical", i, 0);
        all_accesses(map(window(), 3, TARGET, NORMAL | USER, i << 59));
    }
    for (u64 i = 1; i < 16; i += 2) {
        use_window(s, 1UL << 42); /* HPD1 */
        title("hierarchical off", i, 0);
        all_accesses(map(window(), 3, TARGET, NORMAL | USER, i << 59));
    }
    u64 sctlr = READ(sctlr_el1);
    WRITE(sctlr_el1, sctlr | 1UL << 19);
    for (u64 i = 0; i < 4; i++) {
        if ((i & 3) == 0) continue;
        use_window(s, 0);
        title("wxn", i, 0);
        u64 va = map(window(), 3, TARGET, NORMAL | i << 6, 0);
        at_el0(" el0 execute", u_execute, va + 16, 0);
        at_el0(" el0 write", u_write, va + 8, 0);
    }
    WRITE(sctlr_el1, sctlr);
    flush();
}

static void privileged_access_never(void) {
    static const struct shape s = {12, 39};
    use_window(s, 0);
    u64 va = map(window(), 3, TARGET, NORMAL | USER, 0);
    __asm__ volatile(".inst 0xd500419f"); /* msr pan, #1 */
    at_el1("pan read", p_read, va, 1);
    at_el1("pan write", p_write, va + 8, 0);
    at_el1("pan unprivileged read", p_read_user, va, 1);
    at_el1("pan unprivileged write", p_write_user, va + 8, 0);
    at_el1("pan atomic", p_add, va, 0);
    at_el1("pan clean", p_clean, va, 0);
    at_el1("pan prefetch", p_prefetch, va, 0);
    at_el0("pan el0", u_read, va, 1);
    __asm__ volatile(".inst 0xd500409f"); /* msr pan, #0 */
    at_el1("no pan read", p_read, va, 1);
    u64 kernel = map(window() + 4096, 3, TARGET, NORMAL, 0);
    at_el1("kernel unprivileged read", p_read_user, kernel, 1);
    at_el1("kernel unprivileged write", p_write_user, kernel, 0);
    __asm__ volatile(".inst 0xd500417f"); /* msr uao, #1 */
    at_el1("uao unprivileged read", p_read_user, kernel, 1);
    at_el1("uao unprivileged write", p_write_user, kernel + 8, 0);
    __asm__ volatile(".inst 0xd500407f");
    at_el1("kernel read", p_read, kernel, 1);
}

static void tags_and_ranges(void) {
    static const struct shape s = {12, 39};
    use_window(s, 0);
    u64 va = map(window(), 3, TARGET, NORMAL | USER, 0);
    u64 hole = va + 4096;
    u64 tagged = va ^ 0x5aUL << 56;
    at_el1("tag not ignored", p_read, tagged, 1);
    at_el1("outside the upper half", p_read, va & ~(1UL << 50), 1);
    at_el1("outside the lower half", p_read, 1UL << 48 | 0x40080000, 1);
    at_el1("execute outside", p_execute, 1UL << 52, 0);
    use_window(s, 1UL << 38);
    va = map(window(), 3, TARGET, NORMAL | USER, 0);
    at_el1("tag ignored", p_read, tagged, 1);
    at_el0("tag ignored el0", u_read, tagged, 1);
    at_el1("tag ignored fault", p_read, hole ^ 0x5aUL << 56, 1);
    at_el1("tag ignored execute fault", p_execute, hole ^ 0x5aUL << 56, 0);
    at_el1("tag ignored beside the window", p_read, tagged & ~(1UL << 54), 1);
    use_window(s, 1UL << 23);
    va = map(window(), 3, TARGET, NORMAL | USER, 0);
    at_el1("walks disabled", p_read, va, 1);
}

static void invalidations(void) {
    static const struct shape s = {12, 48};
    use_window(s, 0);
    *(volatile u64 *)TARGET = 1;
    *(volatile u64 *)OTHER = 2;
#define CHANGES(name, op, arg, bits) \
    { \
        u64 va = map(window(), 3, TARGET, NORMAL | (bits), 0); \
        u64 before = p_read(va); \
        *entry(window(), 3, 0) = (OTHER & -4096UL) | NORMAL | TABLE | (bits); \
        __asm__ volatile("dsb ishst\n tlbi " op "\n dsb ish\n isb" ::"r"((u64)(arg)) : "memory"); \
        text(name); \
        field("before", before); \
        field("after", p_read(va)); \
        put('\n'); \
    }
#define PAGE (window() >> 12 & 0xfffffffffffUL)
    WRITE(ttbr0_el1, (u64)identity | 5UL << 48);
    CHANGES("vmalle1", "vmalle1", 0, 0)
    CHANGES("vmalle1is", "vmalle1is", 0, NG)
    CHANGES("vae1 global", "vae1, %0", PAGE | 9UL << 48, 0)
    CHANGES("vae1", "vae1, %0", PAGE | 5UL << 48, NG)
    CHANGES("vale1is", "vale1is, %0", PAGE | 5UL << 48, NG)
    CHANGES("vaae1", "vaae1, %0", PAGE, NG)
    CHANGES("vaale1is", "vaale1is, %0", PAGE, NG)
    CHANGES("aside1", "aside1, %0", 5UL << 48, NG)
    CHANGES("aside1is", "aside1is, %0", 5UL << 48, NG)
    /* Two address spaces with an entry each for the same page: a switch needs no invalidation. */
    u64 va = map(window(), 3, TARGET, NORMAL | NG, 0);
    field("asid 5", p_read(va));
    *entry(window(), 3, 0) = (OTHER & -4096UL) | NORMAL | NG | TABLE;
    barrier();
    WRITE(ttbr0_el1, (u64)identity | 6UL << 48);
    field("asid 6", p_read(va));
    *(volatile u64 *)OTHER = 3;
    field("asid 6", p_read(va));
    put('\n');
    WRITE(ttbr0_el1, (u64)identity);
    flush();
}

static u64 par_of(u64 kind, u64 va) {
    switch (kind) {
        case 0: __asm__ volatile("at s1e1r, %0\n isb" ::"r"(va) : "memory"); break;
        case 1: __asm__ volatile("at s1e1w, %0\n isb" ::"r"(va) : "memory"); break;
        case 2: __asm__ volatile("at s1e0r, %0\n isb" ::"r"(va) : "memory"); break;
        case 3: __asm__ volatile("at s1e0w, %0\n isb" ::"r"(va) : "memory"); break;
    }
    u64 par = READ(par_el1);
    if (!(par & 1) && par >> 60 == 0) {
        par &= ~(3UL << 7); /* SH of Device memory: QEMU 7.2 shows the descriptor's, newer ones 2, which is right */
    }
    return par & 1 ? par : par & ~(1UL << 9); /* NS: UNKNOWN */
}

static void translations(void) {
    static const struct shape shapes[] = {{12, 48}, {14, 47}, {16, 48}};
    for (int i = 0; i < 3; i++) {
        use_window(shapes[i], 0);
        u64 va = map(window(), 3, TARGET, NORMAL | USER, 0);
        u64 size = 1UL << shapes[i].granule;
        map(va + size, 3, TARGET, NORMAL | RO, 0);
        map(va + 2 * size, 3, TARGET, AF | DEVICE, 0);
        map(va + 3 * size, 3, TARGET, INNER, 0);
        map(va + 4 * size, 3, TARGET, AF | 2UL << 2 | 2UL << 8, 0);
        u64 block = map(va + (1UL << shift_of(2)), 2, TARGET, NORMAL, 0);
        for (u64 kind = 0; kind < 4; kind++) {
            title("at", shapes[i].granule, kind);
            for (u64 page = 0; page < 6; page++) {
                field(" par", par_of(kind, va + page * size));
            }
            field(" block", par_of(kind, block));
            put('\n');
        }
    }
}

/* ---- exceptions ---- */

static void exceptions(void) {
    at_el1("svc", p_svc, 0, 0);
    at_el1("brk", p_brk, 0, 0);
    at_el1("hlt", p_hlt, 0, 0);
    at_el1("smc", p_smc, 0, 0);
    at_el1("udf", p_udf, 0, 0);
    at_el1("unallocated", p_unallocated, 0, 0);
    at_el1("no such register", p_mrs_none, 0, 0);
    at_el1("no such register to write", p_msr_none, 0, 0);
    at_el1("read-only register", p_msr_readonly, 0, 0);
    at_el1("no such sysl", p_sysl_none, 0, 0);
    at_el1("el2 register", p_el2_register, 0, 0);
    at_el1("el3 register", p_el3_register, 0, 0);
    at_el1("execute odd address", p_execute, 0x40080002, 0);
    for (u64 mode = 0; mode < 32; mode++) {
        if (mode == 0 || mode == 4 || mode == 5) continue;
        if (mode >= 16) continue; /* AArch32, which not every processor has */
        begin("return to mode");
        field("mode", mode);
        p_return_to(EL1H & ~31UL | mode);
        end(0, 0);
    }
    begin("return with IL");
    p_return_to(EL1H | 1UL << 20 | 9UL << 28);
    end(0, 0);
}

static void stack_alignment(void) {
    u64 sctlr = READ(sctlr_el1);
    WRITE(sctlr_el1, sctlr | 3UL << 3);
    at_el1("sp at 16", p_sp_alignment, -16UL, 0);
    WRITE(sctlr_el1, sctlr & ~(3UL << 3));
    at_el1("sp unchecked", p_sp_alignment, -8UL, 0);
    WRITE(sctlr_el1, sctlr);
}

static void alignment(void) {
    u64 a = 0x44000101;
    u64 sctlr = READ(sctlr_el1);
    at_el1("unaligned read", p_read, a, 0);
    at_el1("unaligned write", p_write, a, 0);
    at_el1("unaligned exclusive", p_read_exclusive, a, 0);
    at_el1("unaligned acquire", p_read_acquire, a, 0);
    at_el1("unaligned release", p_write_release, a, 0);
    at_el1("unaligned atomic", p_add, a, 0);
    at_el1("byte atomic", p_swap_byte, a, 0);
    at_el1("unaligned pair swap", p_cas_pair, a + 7, 0);
    WRITE(sctlr_el1, sctlr | 2);
    at_el1("checked read", p_read, a, 0);
    at_el1("checked write", p_write, a, 0);
    at_el1("checked read of 32", p_read_32, a + 3, 0);
    at_el1("checked pair at 8", p_read_pair, a + 7, 0);
    at_el1("checked pair at 4", p_read_pair, a + 3, 0);
    at_el1("checked byte", p_read_byte_sext, a, 0);
    WRITE(sctlr_el1, sctlr);
}

static void from_el0(void) {
#define U(name, arg) at_el0(#name, name, arg, 0);
    U(u_svc, 0) U(u_brk, 0) U(u_hvc, 0) U(u_smc, 0) U(u_eret, 0) U(u_udf, 0) U(u_kernel_register, 0)
    U(u_write_kernel_register, 0) U(u_tlbi, 0) U(u_at, 0) U(u_spsel, 0) U(u_pan, 0) U(u_current_el, 0) U(u_midr, 0)
    U(u_write_cntfrq, 0) U(u_write_tpidrro, 0) U(u_debug, 0) U(u_invalidate, USER_STACK)
    u64 sctlr = READ(sctlr_el1);
    for (int on = 0; on < 2; on++) {
        u64 bits = 1UL << 9 | 1UL << 14 | 1UL << 15 | 1UL << 16 | 1UL << 18 | 1UL << 26;
        WRITE(sctlr_el1, on ? sctlr | bits : sctlr & ~bits);
        title("allowed", on, 0);
        U(u_daif, 0) U(u_daifset, 0) U(u_daifclr, 0) U(u_write_daif, 0) U(u_ctr, 0) U(u_zero, USER_STACK - 8192)
        U(u_clean, USER_STACK - 64) U(u_code_invalidate, USER_STACK - 64)
        at_el0("u_clean of the kernel's", u_clean, 0x44000000, 0);
        at_el0("u_code_invalidate of the kernel's", u_code_invalidate, 0x44000000, 0);
        if (!on) {
            U(u_wfi, 0)
        }
    }
    WRITE(sctlr_el1, sctlr);
    for (u64 control = 0; control < 4; control++) {
        WRITE(cntkctl_el1, control | control << 8);
        title("cntkctl", control, 0);
        U(u_cntvct, 0) U(u_cntpct, 0) U(u_cntfrq, 0) U(u_cntv_ctl, 0) U(u_cntp_ctl, 0)
    }
    for (u64 fpen = 0; fpen < 4; fpen++) {
        WRITE(cpacr_el1, fpen << 20);
        title("fpen", fpen, 0);
        U(u_fp, 0) U(u_fpcr, 0) U(u_vector_load, USER_STACK - 64) U(u_vector_load, 0x7000000000)
        at_el1("p_read_vector", p_read_vector, TARGET, 0);
    }
    WRITE(cpacr_el1, 3UL << 20);
}

static void syndromes(void) {
    u64 hole = 0x7000000238UL;
    at_el1("read 64", p_read, hole, 0);
    at_el1("read 32", p_read_32, hole, 0);
    at_el1("read byte signed", p_read_byte_sext, hole, 0);
    at_el1("read byte signed to 32", p_read_byte_sext_w, hole, 0);
    at_el1("read vector", p_read_vector, hole, 0);
    at_el1("read with write-back", p_read_post, hole, 0);
    at_el1("read exclusive", p_read_exclusive, hole, 0);
    at_el1("read acquire", p_read_acquire, hole, 0);
    at_el1("write release", p_write_release, hole, 0);
    at_el1("atomic", p_add, hole, 0);
    at_el1("read pair across pages", p_read_pair, 0x6fffffeff8UL, 0);
    at_el1("zero", p_zero, hole, 0);
    at_el1("clean", p_clean, hole, 0);
    at_el1("clean to unification", p_clean_unification, hole, 0);
    at_el1("clean and invalidate", p_clean_invalidate, hole, 0);
    at_el1("invalidate", p_invalidate, hole, 0);
    at_el1("invalidate code", p_code_invalidate, hole, 0);
    at_el1("prefetch", p_prefetch, hole, 0);
    at_el0("zero el0", u_zero, hole, 0);
    at_el0("atomic el0", u_add, hole, 0);
    at_el1("nothing there", p_read, 0x0fff0000, 0);
    at_el1("nothing there to write", p_write, 0x0fff0000, 0);
}

/* ---- the rest ---- */

static void timers(void) {
    WRITE(cntv_ctl_el0, 0);
    WRITE(cntv_cval_el0, 0);
    field("off", READ(cntv_ctl_el0));
    WRITE(cntv_ctl_el0, 1);
    field("past", READ(cntv_ctl_el0));
    WRITE(cntv_ctl_el0, 3);
    field("masked", READ(cntv_ctl_el0));
    WRITE(cntv_cval_el0, -1UL);
    field("future", READ(cntv_ctl_el0));
    WRITE(cntv_tval_el0, 0x7fffffff);
    u64 until = READ(cntv_cval_el0) - READ(cntvct_el0);
    field("tval", until <= 0x7fffffff && until > 0x70000000);
    WRITE(cntv_tval_el0, 0xffffffff);
    field("negative", (READ(cntv_tval_el0) >> 31) == 1 && READ(cntv_tval_el0) <= 0xffffffff);
    field("now", READ(cntv_ctl_el0));
    WRITE(cntv_ctl_el0, 0xfffffffe);
    field("bits", READ(cntv_ctl_el0));
    WRITE(cntv_cval_el0, 0x123456789abcdef0UL);
    field("cval", READ(cntv_cval_el0));
    WRITE(cntp_cval_el0, 0);
    WRITE(cntp_ctl_el0, 1);
    field("physical", READ(cntp_ctl_el0));
    WRITE(cntp_ctl_el0, 2);
    field("physical off", READ(cntp_ctl_el0));
    u64 first = READ(cntvct_el0);
    while (READ(cntvct_el0) - first < 1000) {}
    field("runs", 1);
    WRITE(cntkctl_el1, -1UL);
    field("cntkctl", READ(cntkctl_el1) & 0x3ff);
    put('\n');
}

static void debugging(void) {
    WRITE(osdlr_el1, 0);
    WRITE(oslar_el1, 0);
    field("oslsr", READ(oslsr_el1) & 2);
    put('\n');
    begin("single steps");
    put('\n');
    stepping = 6;
    WRITE(mdscr_el1, 1);
    u64 v = enter_el0((u64)u_steps, USER_STACK, 0, 1UL << 21);
    WRITE(mdscr_el1, 0);
    end(v, 1);
    begin("step pending at once");
    stepping = 1;
    WRITE(mdscr_el1, 1);
    enter_el0((u64)u_steps, USER_STACK, 0, 0);
    WRITE(mdscr_el1, 0);
    end(0, 0);
    WRITE(mdscr_el1, 1UL << 15);
    WRITE(dbgbvr0_el1, (u64)u_stepped_svc);
    WRITE(dbgbcr0_el1, 1 | 2 << 1 | 15 << 5);
    begin("breakpoint");
    enter_el0((u64)u_steps, USER_STACK, 0, 0);
    end(0, 0);
    WRITE(dbgbcr0_el1, 1 | 1 << 1 | 15 << 5);
    begin("breakpoint for el1 only");
    enter_el0((u64)u_steps, USER_STACK, 0, 0);
    end(0, 0);
    WRITE(dbgbcr0_el1, 0);
    for (u64 kind = 1; kind < 3; kind++) {
        WRITE(dbgwvr0_el1, USER_STACK - 64);
        WRITE(dbgwcr0_el1, 1 | 2 << 1 | kind << 3 | 6 << 5);
        begin("watchpoint on bytes 1 and 2");
        enter_el0((u64)u_watch, USER_STACK, USER_STACK - 64, 0);
        end(0, 0);
    }
    WRITE(dbgwcr0_el1, 0);
    WRITE(mdscr_el1, 0);
}

static void own_code(void) {
    volatile u32 *code = (volatile u32 *)0x44100000;
    u64 sum = 0;
    for (u32 i = 0; i < 20; i++) {
        code[0] = 0xd2800000 | (i * 3) << 5; /* movz x0, #3i */
        code[1] = 0xd65f03c0;
        __asm__ volatile("dc cvau, %0\n dsb ish\n ic ivau, %0\n dsb ish\n isb" ::"r"(code) : "memory");
        sum = sum * 31 + ((u64(*)(void))code)();
    }
    field("own code", sum);
    put('\n');
}

static void zeroing(void) {
    u64 words = 1UL << (READ(dczid_el0) & 15);
    volatile u8 *page = (volatile u8 *)0x44200000;
    for (int i = 0; i < 8192; i++) page[i] = 0xff;
    __asm__ volatile("dc zva, %0\n dsb sy" ::"r"(page + words * 4 + 5) : "memory");
    int wrong = 0;
    for (u64 i = 0; i < 8192; i++) wrong += page[i] != (i / (words * 4) == 1 ? 0 : 0xff);
    field("zva wrong", wrong);
    put('\n');
}

static void monitors(void) {
    volatile u64 *a = (volatile u64 *)0x44000400;
    u32 alone, after_clear, good, after_return;
    u64 v;
    *a = 5;
    __asm__ volatile("clrex\n stxr %w0, %2, [%1]" : "=&r"(alone) : "r"(a), "r"(7UL) : "memory");
    __asm__ volatile("ldxr %1, [%2]\n clrex\n stxr %w0, %1, [%2]" : "=&r"(after_clear), "=&r"(v) : "r"(a) : "memory");
    __asm__ volatile("ldxr %1, [%2]\n stxr %w0, %1, [%2]" : "=&r"(good), "=&r"(v) : "r"(a) : "memory");
    __asm__ volatile("ldxr %1, [%2]" : "=&r"(good), "=&r"(v) : "r"(a) : "memory");
    p_return_to(EL1H);
    __asm__ volatile("stxr %w0, %1, [%2]" : "=&r"(after_return) : "r"(v), "r"(a) : "memory");
    field("stxr alone", alone);
    field("after clrex", after_clear);
    field("after eret", after_return);
    field("memory", *a);
    put('\n');
}

static void state(void) {
    field("currentel", READ(currentel));
    field("spsel", READ(spsel));
    WRITE(daif, 0x2c0);
    field("daif", READ(daif));
    __asm__ volatile("msr daifclr, #3");
    field("daif", READ(daif));
    __asm__ volatile("msr daifset, #15");
    field("daif", READ(daif));
    WRITE(nzcv, 0xffffffffffffffffUL);
    field("nzcv", READ(nzcv));
    WRITE(spsr_el1, 0x1234567890abcdefUL & 0xf03002c5);
    field("spsr", READ(spsr_el1));
    WRITE(par_el1, 0);
    field("par", READ(par_el1));
    WRITE(tpidr_el0, 0xfedcba9876543210UL);
    field("tpidr", READ(tpidr_el0));
    WRITE(contextidr_el1, 0x89abcdef);
    field("contextidr", READ(contextidr_el1));
    WRITE(esr_el1, 0x1fffffff);
    field("esr", READ(esr_el1));
    WRITE(far_el1, -3UL);
    field("far", READ(far_el1));
    put('\n');
}

static void mmu_on(void) {
    for (int i = 0; i < 512; i++) identity[i] = identity1[i] = identity2[i] = 0;
    identity[0] = (u64)identity1 | TABLE;
    identity1[0] = VALID | AF | DEVICE | PXN | UXN;
    identity1[1] = (u64)identity2 | TABLE;
    for (u64 i = 0; i < 64; i++) identity2[i] = 0x40000000 + (i << 21) | VALID | NORMAL | UXN;
    identity2[0] |= RO; /* the program itself: executable although SCTLR_EL1.WXN is set */
    identity2[4] = 0x40800000 | VALID | NORMAL | USER | RO;
    identity2[5] = 0x40a00000 | VALID | NORMAL | USER | PXN;
    WRITE(mair_el1, 0x4404ff & 0xff | 0x04UL << 8 | 0x44UL << 16);
    WRITE(ttbr0_el1, identity);
    WRITE(tcr_el1, TCR_BASE | 1UL << 23);
    flush();
    WRITE(sctlr_el1, READ(sctlr_el1) | 1 | 1 << 2 | 1 << 12);
}

int main(void) {
    static const struct shape shapes[] = {{12, 48}, {12, 39}, {12, 32}, {14, 48}, {14, 47}, {14, 36}, {16, 48}, {16, 42}, {16, 33}};
    state();
    exceptions();
    mmu_on();
    text("mmu on\n");
    exceptions();
    stack_alignment();
    alignment();
    syndromes();
    from_el0();
    fill_target();
    for (u64 i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        faults_by_level(shapes[i]);
    }
    fill_target();
    permissions();
    privileged_access_never();
    fill_target();
    tags_and_ranges();
    invalidations();
    fill_target();
    translations();
    own_code();
    zeroing();
    monitors();
    timers();
    debugging();
    text("done\n");
    return 0;
}
