// Two vCPUs: the first counts into memory through a function, the second counts in a register.
// guest.hex is made from this:
//   aarch64-linux-gnu-as -o guest.o guest.s
//   aarch64-linux-gnu-ld -Ttext=0x40010000 -o guest.elf guest.o
//   aarch64-linux-gnu-objcopy -O binary guest.elf guest.bin && xxd -p -c 4 guest.bin > guest.hex
        .global _start
_start: mrs     x1, mpidr_el1           // 40010000
        and     x1, x1, #3              // 40010004
        cbnz    x1, second              // 40010008
        mov     x2, #0x40020000         // 4001000c
loop:   add     x3, x3, #1              // 40010010
        str     x3, [x2]                // 40010014
        bl      callee                  // 40010018
        b       loop                    // 4001001c
callee: ldr     x4, [x2, #8]            // 40010020
        ret                             // 40010024
second: add     x5, x5, #1              // 40010028
        wfi                             // 4001002c
        b       second                  // 40010030
