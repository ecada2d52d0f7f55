// Entry by the Linux boot protocol for arm64 (Documentation/arch/arm64/booting.rst): EL1 or EL2, MMU off, x0 = device
// tree. Applies the relocations, clears the bss, maps the low 4 GiB one to one (devices in 2 MiB blocks, the 256 MiB
// from the start of RAM in 4 KiB pages), and calls main with the caches on.

    .section .head, "ax"
    .global _start
_start:
    b       begin
    .long   0
    .quad   0                       // offset from a 2 MiB boundary
    .quad   image_end - _start
    .quad   0xa                     // little endian, 4 KiB pages, anywhere in memory
    .quad   0, 0, 0
    .ascii  "ARM\x64"
    .long   0

begin:
    mrs     x0, CurrentEL
    cmp     x0, #(2 << 2)
    b.ne    at_el1
    mov     x0, #(1 << 31)          // HCR_EL2.RW: EL1 is AArch64
    msr     hcr_el2, x0
    mov     x0, #3                  // CNTHCTL_EL2: EL1 may read the counters
    msr     cnthctl_el2, x0
    msr     cntvoff_el2, xzr
    mov     x0, #0x3c5              // EL1h, all masked
    msr     spsr_el2, x0
    adr     x0, at_el1
    msr     elr_el2, x0
    eret
at_el1:
    adrp    x0, stack_top
    add     x0, x0, :lo12:stack_top
    mov     sp, x0

    // Clear the bss.
    adrp    x0, bss_start
    add     x0, x0, :lo12:bss_start
    adrp    x1, image_end
    add     x1, x1, :lo12:image_end
1:  stp     xzr, xzr, [x0], #16
    cmp     x0, x1
    b.lo    1b

    // R_AARCH64_RELATIVE: *(base + offset) = base + addend.
    adrp    x3, _start
    add     x3, x3, :lo12:_start
    adrp    x0, rela_start
    add     x0, x0, :lo12:rela_start
    adrp    x1, rela_end
    add     x1, x1, :lo12:rela_end
2:  cmp     x0, x1
    b.hs    3f
    ldp     x4, x5, [x0], #16
    ldr     x6, [x0], #8
    cmp     w5, #1027
    b.ne    2b
    add     x6, x6, x3
    str     x6, [x3, x4]
    b       2b
3:
    // Level 1: four entries of 1 GiB. tables: L1 page, L2 page for GiB 0, L2 page for GiB 1, then 128 L3 pages.
    adrp    x10, tables
    add     x10, x10, :lo12:tables
    add     x11, x10, #0x1000
    add     x12, x10, #0x2000
    add     x13, x10, #0x3000
    orr     x0, x11, #3
    orr     x1, x12, #3
    stp     x0, x1, [x10]
    // GiB 0: device blocks, execute never.
    ldr     x0, =0x0060000000000405 // XN, AF, attribute 1
    mov     x1, #512
4:  str     x0, [x11], #8
    add     x0, x0, #0x200000
    subs    x1, x1, #1
    b.ne    4b
    // GiB 1: 128 tables of 4 KiB pages.
    orr     x0, x13, #3
    mov     x1, #128
5:  str     x0, [x12], #8
    add     x0, x0, #0x1000
    subs    x1, x1, #1
    b.ne    5b
    ldr     x0, =0x40000703         // AF, inner shareable, attribute 0, page
    mov     x1, #(128 * 512)
6:  str     x0, [x13], #8
    add     x0, x0, #0x1000
    subs    x1, x1, #1
    b.ne    6b

    ldr     x0, =0x00ff             // attribute 0: write-back memory; 1: device nGnRnE
    msr     mair_el1, x0
    ldr     x0, =0x200803519        // T0SZ 25, inner and outer write-back, inner shareable, 4 KiB, no TTBR1, 40-bit PA
    msr     tcr_el1, x0
    msr     ttbr0_el1, x10
    adrp    x0, vectors
    add     x0, x0, :lo12:vectors
    msr     vbar_el1, x0
    mov     x0, #(3 << 20)          // floating point and vectors
    msr     cpacr_el1, x0
    dsb     sy
    tlbi    vmalle1
    ic      iallu
    dsb     sy
    isb
    ldr     x0, =0x30d0199d         // RES1 bits; I, C, M, SA on
    msr     sctlr_el1, x0
    isb
    bl      main
    b       machine_off

    .ltorg
    .balign 2048
vectors:
    .rept   16
    b       fault
    .balign 128
    .endr
fault:
    mrs     x0, esr_el1
    mrs     x1, elr_el1
    mrs     x2, far_el1
    bl      machine_fault
    .global machine_off
machine_off:
    ldr     w0, =0x84000008         // PSCI SYSTEM_OFF
    hvc     #0
    b       .
    .ltorg
