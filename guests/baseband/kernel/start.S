// Entry by the Linux boot protocol for arm64 (Linux, Documentation/arch/arm64/booting.rst): EL1 or EL2, MMU off, x0 =
// device tree. Applies the relocations, clears the bss, builds the page tables, switches the MMU and the caches on and
// calls boot(device tree) on the first task's stack.

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
    mov     x19, x0
    mrs     x0, CurrentEL
    cmp     x0, #(2 << 2)
    b.ne    at_el1
    mov     x0, #(1 << 31)          // HCR_EL2.RW: EL1 is AArch64
    msr     hcr_el2, x0
    mov     x0, #3                  // CNTHCTL_EL2: EL1 may use the counter and the timer
    msr     cnthctl_el2, x0
    msr     cntvoff_el2, xzr
    mov     x0, #0x3c5              // EL1h, all masked
    msr     spsr_el2, x0
    adr     x0, at_el1
    msr     elr_el2, x0
    eret
at_el1:
    msr     daifset, #0xf
    msr     spsel, #1
    adrp    x0, stack_top
    add     x0, x0, :lo12:stack_top
    mov     sp, x0

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
    adrp    x0, vectors
    add     x0, x0, :lo12:vectors
    msr     vbar_el1, x0
    msr     cpacr_el1, xzr          // no floating point until a task that may use it runs
    isb
    bl      mmu_tables              // returns the root table

    mov     x1, #0x00ff             // attribute 0: write-back memory; 1: device nGnRnE
    msr     mair_el1, x1
    ldr     x1, =0x200803519        // T0SZ 25, inner and outer write-back, inner shareable, 4 KiB, no TTBR1, 40-bit PA
    msr     tcr_el1, x1
    msr     ttbr0_el1, x0
    dsb     sy
    tlbi    vmalle1
    ic      iallu
    dsb     sy
    isb
    ldr     x0, =0x30d0199d         // the RES1 bits; I, C, M, SA on
    msr     sctlr_el1, x0
    isb
    mov     x0, x19
    bl      boot
    b       .
    .ltorg
