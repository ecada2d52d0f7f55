// Entry of the litmus program: every vCPU comes here with its number in X0, turns its MMU on and calls litmus(number).
        .section .text.start, "ax"
        .global _start
_start:
        mov     x19, x0
        adrp    x1, stacks
        add     x1, x1, #16384
        add     x1, x1, x0, lsl #14
        mov     sp, x1
        adrp    x1, trap
        add     x1, x1, :lo12:trap
        msr     vbar_el1, x1
        mov     x1, #0xff
        msr     mair_el1, x1
        adrp    x1, first_table
        msr     ttbr0_el1, x1
        ldr     x1, =(25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 2 << 32)
        msr     tcr_el1, x1
        dsb     sy
        isb
        tlbi    vmalle1
        dsb     sy
        isb
        mrs     x1, sctlr_el1
        orr     x1, x1, #1
        orr     x1, x1, #4
        orr     x1, x1, #0x1000
        msr     sctlr_el1, x1
        isb
        mov     x0, x19
        bl      litmus
        cbnz    x19, 1f
        ldr     x0, =0x84000008                 // PSCI SYSTEM_OFF
        hvc     #0
1:      wfe
        b       1b

        .balign 2048
trap:                                           // an exception: say so and stop
        .rept   16
        .balign 128
        b       1f
        .endr
1:      mov     x1, #0x09000000
        mov     w2, #'!'
        str     w2, [x1]
        mov     w2, #'\n'
        str     w2, [x1]
        hvc     #0
        b       1b

        .data
        .balign 4096
// Access flag, inner shareable, Normal memory; the first gigabyte is Device and not executable.
first_table:
        .quad   0x00000000 | 1 << 10 | 1 << 2 | 1 << 54 | 1 << 53 | 1
        .quad   0x40000000 | 1 << 10 | 3 << 8 | 1
        .quad   second_table + 3
        .space  4096 - 24
        .balign 4096
second_table:                                   // 0x80000000: one page, which the program remaps
        .quad   third_table + 3
        .space  4096 - 8
        .balign 4096
        .global third_table
third_table:
        .space  4096
        .bss
        .balign 16384
stacks: .space  65536
