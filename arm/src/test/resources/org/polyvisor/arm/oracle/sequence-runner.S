// Runs instruction sequences from files and leaves the resulting states in them. A static program for AArch64 Linux,
// started by the tests under an emulator of user programs; uses no library.
//
//     sequence-runner CODE DATA
//
// CODE is mapped at CODE_BASE, readable and executable: one slot of 64 bytes per sequence. DATA is mapped shared at
// DATA_BASE: a quadword with the number of sequences, then from byte 4096 on one state per sequence, then whatever the
// sequences load and store. A slot begins with LDP X0, X1, [X0] and ends with a branch to `finish`. A sequence that
// gets a signal ends there; the state says which signal and where.

        .equ    STATE_BYTES, 832
        .equ    SP_OFFSET, 248
        .equ    V_OFFSET, 256
        .equ    NZCV_OFFSET, 768
        .equ    FPCR_OFFSET, 776
        .equ    FPSR_OFFSET, 784
        .equ    SIGNAL_OFFSET, 792
        .equ    SIGNAL_PC_OFFSET, 800
        .equ    CODE_OFFSET, 808

        .equ    SYS_OPENAT, 56
        .equ    SYS_LSEEK, 62
        .equ    SYS_EXIT, 93
        .equ    SYS_SIGALTSTACK, 132
        .equ    SYS_SIGACTION, 134
        .equ    SYS_MMAP, 222

        // From the ucontext_t of Linux: the saved program counter.
        .equ    UCONTEXT_PC, 440

        .text
        .org    0
// Must stand first: the tests know its address.
        .global finish
finish:
        msr     tpidr_el0, x0
        adrp    x0, current
        ldr     x0, [x0, :lo12:current]
        str     x1, [x0, #8]
        mrs     x1, tpidr_el0
        str     x1, [x0]
        stp     x2, x3, [x0, #16]
        stp     x4, x5, [x0, #32]
        stp     x6, x7, [x0, #48]
        stp     x8, x9, [x0, #64]
        stp     x10, x11, [x0, #80]
        stp     x12, x13, [x0, #96]
        stp     x14, x15, [x0, #112]
        stp     x16, x17, [x0, #128]
        stp     x18, x19, [x0, #144]
        stp     x20, x21, [x0, #160]
        stp     x22, x23, [x0, #176]
        stp     x24, x25, [x0, #192]
        stp     x26, x27, [x0, #208]
        stp     x28, x29, [x0, #224]
        mov     x1, sp
        stp     x30, x1, [x0, #240]
        add     x1, x0, #V_OFFSET
        stp     q0, q1, [x1, #0]
        stp     q2, q3, [x1, #32]
        stp     q4, q5, [x1, #64]
        stp     q6, q7, [x1, #96]
        stp     q8, q9, [x1, #128]
        stp     q10, q11, [x1, #160]
        stp     q12, q13, [x1, #192]
        stp     q14, q15, [x1, #224]
        stp     q16, q17, [x1, #256]
        stp     q18, q19, [x1, #288]
        stp     q20, q21, [x1, #320]
        stp     q22, q23, [x1, #352]
        stp     q24, q25, [x1, #384]
        stp     q26, q27, [x1, #416]
        stp     q28, q29, [x1, #448]
        stp     q30, q31, [x1, #480]
        mrs     x1, nzcv
        str     x1, [x0, #NZCV_OFFSET]
        mrs     x1, fpcr
        str     x1, [x0, #FPCR_OFFSET]
        mrs     x1, fpsr
        str     x1, [x0, #FPSR_OFFSET]
        adrp    x1, next
        ldr     x1, [x1, :lo12:next]
        br      x1

// Loads the state at x0 but for x0 and x1, and enters its code.
start:
        adrp    x1, current
        str     x0, [x1, :lo12:current]
        clrex
        add     x1, x0, #V_OFFSET
        ldp     q0, q1, [x1, #0]
        ldp     q2, q3, [x1, #32]
        ldp     q4, q5, [x1, #64]
        ldp     q6, q7, [x1, #96]
        ldp     q8, q9, [x1, #128]
        ldp     q10, q11, [x1, #160]
        ldp     q12, q13, [x1, #192]
        ldp     q14, q15, [x1, #224]
        ldp     q16, q17, [x1, #256]
        ldp     q18, q19, [x1, #288]
        ldp     q20, q21, [x1, #320]
        ldp     q22, q23, [x1, #352]
        ldp     q24, q25, [x1, #384]
        ldp     q26, q27, [x1, #416]
        ldp     q28, q29, [x1, #448]
        ldp     q30, q31, [x1, #480]
        ldr     x1, [x0, #NZCV_OFFSET]
        msr     nzcv, x1
        ldr     x1, [x0, #FPCR_OFFSET]
        msr     fpcr, x1
        ldr     x1, [x0, #FPSR_OFFSET]
        msr     fpsr, x1
        ldp     x2, x3, [x0, #16]
        ldp     x4, x5, [x0, #32]
        ldp     x6, x7, [x0, #48]
        ldp     x8, x9, [x0, #64]
        ldp     x10, x11, [x0, #80]
        ldp     x12, x13, [x0, #96]
        ldp     x14, x15, [x0, #112]
        ldp     x16, x17, [x0, #128]
        ldp     x18, x19, [x0, #144]
        ldp     x20, x21, [x0, #160]
        ldp     x22, x23, [x0, #176]
        ldp     x24, x25, [x0, #192]
        ldp     x26, x27, [x0, #208]
        ldp     x28, x29, [x0, #224]
        ldp     x30, x1, [x0, #240]
        mov     sp, x1
        ldr     x1, [x0, #CODE_OFFSET]
        br      x1

        .global _start
_start:
        ldr     x0, [sp, #16]                   // argv[1]
        mov     x1, #0
        mov     x2, #5                          // PROT_READ | PROT_EXEC
        movz    x3, #0x10, lsl #32
        bl      map
        ldr     x0, [sp, #24]
        mov     x1, #2                          // O_RDWR
        mov     x2, #3                          // PROT_READ | PROT_WRITE
        movz    x3, #0x10, lsl #32
        movk    x3, #0x0200, lsl #16
        bl      map
        mov     x27, x0                         // DATA_BASE
        adrp    x0, alternate_stack
        add     x0, x0, :lo12:alternate_stack
        mov     x1, #0
        mov     x8, #SYS_SIGALTSTACK
        svc     #0
        mov     x0, #4                          // SIGILL
        bl      catch
        mov     x0, #5                          // SIGTRAP
        bl      catch
        mov     x0, #7                          // SIGBUS
        bl      catch
        mov     x0, #8                          // SIGFPE
        bl      catch
        mov     x0, #11                         // SIGSEGV
        bl      catch
        adrp    x0, remaining
        ldr     x1, [x27]
        str     x1, [x0, :lo12:remaining]
        add     x0, x27, #4096
        adrp    x1, position
        str     x0, [x1, :lo12:position]
        adrp    x0, next
        adr     x1, advance
        str     x1, [x0, :lo12:next]
advance:
        adrp    x0, remaining
        ldr     x1, [x0, :lo12:remaining]
        cbz     x1, done
        sub     x1, x1, #1
        str     x1, [x0, :lo12:remaining]
        adrp    x1, position
        ldr     x0, [x1, :lo12:position]
        add     x2, x0, #STATE_BYTES
        str     x2, [x1, :lo12:position]
        b       start
done:
        mov     x0, #0
leave:
        mov     x8, #SYS_EXIT
        svc     #0

// x0 path, x1 open flags, x2 protection, x3 address: maps the whole file there, shared. Returns the address.
map:
        mov     x19, x1
        mov     x20, x2
        mov     x21, x3
        mov     x1, x0
        mov     x0, #-100                       // AT_FDCWD
        mov     x2, x19
        mov     x3, #0
        mov     x8, #SYS_OPENAT
        svc     #0
        mov     x22, x0
        mov     x1, #0
        mov     x2, #2                          // SEEK_END
        mov     x8, #SYS_LSEEK
        svc     #0
        mov     x1, x0
        mov     x0, x21
        mov     x2, x20
        mov     x3, #0x11                       // MAP_SHARED | MAP_FIXED
        mov     x4, x22
        mov     x5, #0
        mov     x8, #SYS_MMAP
        svc     #0
        cmp     x0, x21
        mov     x1, #1
        csel    x0, x0, x1, eq
        b.ne    leave
        ret

// Has `caught` called for signal x0.
catch:
        adrp    x1, action
        add     x1, x1, :lo12:action
        adr     x2, caught
        str     x2, [x1]
        mov     x2, #0
        mov     x3, #8
        mov     x8, #SYS_SIGACTION
        svc     #0
        ret

// A signal in a sequence: note it, end the sequence.
caught:
        adrp    x3, current
        ldr     x3, [x3, :lo12:current]
        str     x0, [x3, #SIGNAL_OFFSET]
        ldr     x4, [x2, #UCONTEXT_PC]
        str     x4, [x3, #SIGNAL_PC_OFFSET]
        adrp    x4, finish
        add     x4, x4, :lo12:finish
        str     x4, [x2, #UCONTEXT_PC]
        ret

        .data
        .balign 16
current:        .quad   0
next:           .quad   0
remaining:      .quad   0
position:       .quad   0
action:         .quad   0, 0x08000004, 0, 0     // SA_ONSTACK | SA_SIGINFO
alternate_stack: .quad  signal_stack, 0, 65536
        .bss
        .balign 16
signal_stack:   .space  65536
