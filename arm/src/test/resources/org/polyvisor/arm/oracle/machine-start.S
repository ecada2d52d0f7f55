// Entry, exception vectors and probes of the bare-metal test program; see machine-tests.c.
        .equ    FRAME_SP, 248
        .equ    FRAME_ELR, 256
        .equ    FRAME_SPSR, 264
        .equ    FRAME_ESR, 272
        .equ    FRAME_FAR, 280
        .equ    FRAME_VECTOR, 288

        .section .text.start, "ax"
        .global _start
_start:
        msr     daifset, #15
        adrp    x0, stack_end
        mov     sp, x0
        adrp    x0, vectors
        add     x0, x0, :lo12:vectors
        msr     vbar_el1, x0
        mov     x0, #3 << 20
        msr     cpacr_el1, x0
        isb
        bl      main
        ldr     x0, =0x84000008                 // PSCI SYSTEM_OFF
        hvc     #0
1:      b       1b

        .macro  vector number
        .balign 128
        msr     tpidr_el1, x0
        msr     tpidrro_el0, x1
        mov     x0, #\number
        b       taken
        .endm

        .balign 2048
vectors:
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        vector  \n
        .endr

        .balign 128
taken:
        adrp    x1, frame
        add     x1, x1, :lo12:frame
        str     x0, [x1, #FRAME_VECTOR]
        mrs     x0, tpidr_el1
        str     x0, [x1]
        mrs     x0, tpidrro_el0
        str     x0, [x1, #8]
        .irp    n, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
        str     x\n, [x1, #\n * 8]
        .endr
        .irp    n, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29
        str     x\n, [x1, #\n * 8]
        .endr
        mov     x0, sp
        str     x0, [x1, #FRAME_SP]
        mrs     x0, elr_el1
        str     x0, [x1, #FRAME_ELR]
        mrs     x0, spsr_el1
        str     x0, [x1, #FRAME_SPSR]
        mrs     x0, esr_el1
        str     x0, [x1, #FRAME_ESR]
        mrs     x0, far_el1
        str     x0, [x1, #FRAME_FAR]
        adrp    x2, handler_stack_end
        mov     sp, x2
        mov     x0, x1
        bl      handle
        adrp    x1, frame
        add     x1, x1, :lo12:frame
        ldr     x0, [x1, #FRAME_ELR]
        msr     elr_el1, x0
        ldr     x0, [x1, #FRAME_SPSR]
        msr     spsr_el1, x0
        ldr     x0, [x1, #FRAME_SP]
        mov     sp, x0
        .irp    n, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
        ldr     x\n, [x1, #\n * 8]
        .endr
        .irp    n, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29
        ldr     x\n, [x1, #\n * 8]
        .endr
        ldr     x0, [x1]
        ldr     x1, [x1, #8]
        eret

        .text
// enter_el0(pc, sp, x0, spsr): runs there until SVC 0x7f; its x0 is the result.
        .global enter_el0
enter_el0:
        stp     x29, x30, [sp, #-96]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        adrp    x9, kernel_sp
        mov     x10, sp
        str     x10, [x9, :lo12:kernel_sp]
        msr     elr_el1, x0
        msr     sp_el0, x1
        msr     spsr_el1, x3
        mov     x0, x2
        eret
        .global leave_el0
leave_el0:
        adrp    x9, kernel_sp
        ldr     x10, [x9, :lo12:kernel_sp]
        mov     sp, x10
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #96
        ret

        .macro  probe name, body:vararg
        .global \name
\name:  \body
        ret
        .endm

        probe   p_read, ldr x0, [x0]
        probe   p_write, str xzr, [x0]
        probe   p_read_32, ldr w0, [x0]
        probe   p_read_pair, ldp x0, x1, [x0]
        probe   p_read_byte_sext, ldrsb x7, [x0]
        probe   p_read_byte_sext_w, ldrsb w9, [x0]
        probe   p_read_vector, ldr q0, [x0]
        probe   p_read_post, ldr x7, [x0], #8
        probe   p_read_exclusive, ldxr x0, [x0]
        probe   p_read_acquire, ldar x0, [x0]
        probe   p_write_release, stlr xzr, [x0]
        probe   p_add, ldadd xzr, x0, [x0]
        probe   p_swap_byte, swpb wzr, w0, [x0]
        probe   p_cas_pair, casp x2, x3, x4, x5, [x0]
        probe   p_read_user, ldtr x0, [x0]
        probe   p_write_user, sttr xzr, [x0]
        probe   p_zero, dc zva, x0
        probe   p_clean, dc cvac, x0
        probe   p_clean_unification, dc cvau, x0
        probe   p_clean_invalidate, dc civac, x0
        probe   p_invalidate, dc ivac, x0
        probe   p_code_invalidate, ic ivau, x0
        probe   p_prefetch, prfm pldl1keep, [x0]

        .global p_execute
p_execute:
        stp     x29, x30, [sp, #-16]!
        blr     x0
        ldp     x29, x30, [sp], #16
        ret

        probe   p_svc, svc #0x1234
        probe   p_brk, brk #0xabcd
        probe   p_hlt, hlt #0x11
        probe   p_smc, smc #3
        probe   p_udf, .word 0x00001234
        probe   p_unallocated, .word 0xffffffff
        probe   p_mrs_none, mrs x0, s3_0_c15_c7_7
        probe   p_msr_none, msr s3_0_c11_c3_5, x0
        probe   p_msr_readonly, .word 0xd5180000
        probe   p_sysl_none, sysl x0, #3, c15, c7, #7
        probe   p_el2_register, mrs x0, hcr_el2
        probe   p_el3_register, mrs x0, scr_el3
        probe   p_sp_el0_in_use, .word 0xd5384100

        .global p_sp_alignment
p_sp_alignment:
        mov     x9, sp
        add     sp, x9, x0
        ldr     x10, [sp]
        mov     sp, x9
        ret

        .global p_sp0_alignment
p_sp0_alignment:                                // the same with SP_EL0 at EL1, so another vector
        mrs     x9, sp_el0
        mov     x10, sp
        add     x10, x10, x0
        msr     spsel, #0
        mov     sp, x10
        ldr     x10, [sp]
        msr     spsel, #1
        msr     sp_el0, x9
        ret

// p_return_to(spsr): ERET to the caller with that SPSR; an illegal one ends in the handler.
        .global p_return_to
p_return_to:
        msr     spsr_el1, x0
        msr     elr_el1, x30
        eret

// ---- what runs at EL0 ----
        .section .user, "ax"
        .macro  uprobe name, body:vararg
        .global \name
\name:  \body
        svc     #0x7f
        .endm

        uprobe  u_read, ldr x0, [x0]
        uprobe  u_write, str xzr, [x0]
        uprobe  u_execute, blr x0
        uprobe  u_read_user, ldtr x0, [x0]
        uprobe  u_add, ldadd xzr, x0, [x0]
        uprobe  u_zero, dc zva, x0
        uprobe  u_clean, dc cvac, x0
        uprobe  u_code_invalidate, ic ivau, x0
        uprobe  u_invalidate, dc ivac, x0
        uprobe  u_svc, svc #0x55aa
        uprobe  u_brk, brk #7
        uprobe  u_hvc, hvc #0
        uprobe  u_smc, smc #0
        uprobe  u_eret, eret
        uprobe  u_udf, udf #0
        uprobe  u_kernel_register, mrs x0, sctlr_el1
        uprobe  u_write_kernel_register, msr ttbr0_el1, x0
        uprobe  u_tlbi, tlbi vmalle1
        uprobe  u_at, at s1e0r, x0
        uprobe  u_daif, mrs x7, daif
        uprobe  u_daifset, msr daifset, #3
        uprobe  u_daifclr, msr daifclr, #1
        uprobe  u_write_daif, msr daif, x3
        uprobe  u_spsel, msr spsel, #0
        uprobe  u_pan, msr pan, #1
        uprobe  u_current_el, mrs x0, currentel
        uprobe  u_ctr, mrs x5, ctr_el0
        uprobe  u_wfi, wfi
        uprobe  u_wfe, wfe
        uprobe  u_cntvct, mrs x0, cntvct_el0
        uprobe  u_cntpct, mrs x0, cntpct_el0
        uprobe  u_cntfrq, mrs x0, cntfrq_el0
        uprobe  u_cntv_ctl, mrs x0, cntv_ctl_el0
        uprobe  u_cntp_ctl, mrs x0, cntp_ctl_el0
        uprobe  u_write_cntfrq, msr cntfrq_el0, x0
        uprobe  u_midr, mrs x0, midr_el1
        uprobe  u_fp, fmov d0, d1
        uprobe  u_fpcr, mrs x0, fpcr
        uprobe  u_vector_load, ldr q0, [x0]
        uprobe  u_write_tpidrro, msr tpidrro_el0, x0
        uprobe  u_debug, mrs x0, mdscr_el1

        .global u_sp_alignment
u_sp_alignment:
        ldr     x0, [sp]
        svc     #0x7f
        .global u_steps
u_steps:
        mov     x0, #1
        cbnz    x0, 1f
        nop
1:      add     x0, x0, #2
        .global u_stepped_svc
u_stepped_svc:
        svc     #0x11
        add     x0, x0, #4
        svc     #0x7f
        .global u_watch
u_watch:
        strb    w0, [x0]
        strb    w0, [x0, #1]
        ldrb    w1, [x0, #2]
        ldr     x1, [x0]
        stp     xzr, xzr, [x0, #-8]
        svc     #0x7f

        .data
kernel_sp:      .quad   0
        .bss
        .balign 4096
        .space  16384
stack_end:
        .space  16384
handler_stack_end:
        .balign 16
        .global frame
frame:  .space  512
