package org.polyvisor.codegen.x86;

/**
 * The shapes of instructions: prefixes, opcode, ModRM, SIB and displacement, with REX or VEX (Intel SDM volume 2,
 * chapter 2).
 *
 * <p>An {@code op} packs what opcode tables state: bits 7..0 are the opcode byte, bits 9..8 its map (0: one byte, 1: 0F,
 * 2: 0F 38, 3: 0F 3A), bits 11..10 the mandatory prefix (0: none, 1: 66, 2: F3, 3: F2), which are the numbers that VEX
 * uses too. Higher bits belong to {@link Sse}.
 */
public abstract sealed class Encoder extends CodeBuffer permits MoveAssembler {
    static final int MAP_0F = 1 << 8;
    static final int MAP_0F38 = 2 << 8;
    static final int MAP_0F3A = 3 << 8;
    static final int P66 = 1 << 10;
    static final int PF3 = 2 << 10;
    static final int PF2 = 3 << 10;

    private static final int REX = 0x40;
    private static final int REX_W = 8;

    Encoder() {}

    /** An instruction on two registers; {@code reg} may be an opcode extension. */
    final void emit(int op, boolean wide, int reg, int rm) {
        reserve();
        legacy(op, rex(wide, reg, 0, rm));
        put1(0xc0 | (reg & 7) << 3 | rm & 7);
    }

    /** As {@link #emit}, where {@code rm} is a byte. */
    final void emit8(int op, boolean wide, int reg, int rm) {
        reserve();
        int rex = rex(wide, reg, 0, rm);
        // Without a REX prefix, 4 to 7 mean AH, CH, DH and BH.
        legacy(op, rm > 3 ? rex | REX : rex);
        put1(0xc0 | (reg & 7) << 3 | rm & 7);
    }

    /** An instruction on a register and memory, followed by {@code immediate} bytes that the caller puts. */
    final void emitM(int op, boolean wide, int reg, long mem, int immediate) {
        reserve();
        legacy(op, rexM(wide, reg, mem));
        modRm(reg, mem, immediate);
    }

    /** As {@link #emitM}, where the register is a byte. */
    final void emitM8(int op, int reg, long mem, int immediate) {
        reserve();
        int rex = rexM(false, reg, mem);
        legacy(op, reg > 3 ? rex | REX : rex);
        modRm(reg, mem, immediate);
    }

    /** An instruction that has its register in the opcode byte. */
    final void emitO(int op, boolean wide, int register) {
        reserve();
        legacy(op + (register & 7), rex(wide, 0, 0, register));
    }

    /** A VEX instruction of 128 bits, or on general registers, with a third register. */
    final void emitVex(int op, boolean wide, int reg, int second, int rm) {
        reserve();
        vex(op, wide, reg, 0, rm, second);
        put1(0xc0 | (reg & 7) << 3 | rm & 7);
    }

    /** As {@link #emitVex} with memory, followed by {@code immediate} bytes that the caller puts. */
    final void emitVexM(int op, boolean wide, int reg, int second, long mem, int immediate) {
        reserve();
        if (Mem.isAbsolute(mem)) {
            vex(op, wide, reg, 0, 0, second);
        } else {
            vex(op, wide, reg, Mem.hasIndex(mem) ? Mem.index(mem) : 0, Mem.base(mem), second);
        }
        modRm(reg, mem, immediate);
    }

    private static int rexM(boolean wide, int reg, long mem) {
        if (Mem.isAbsolute(mem)) {
            return rex(wide, reg, 0, 0);
        }
        return rex(wide, reg, Mem.hasIndex(mem) ? Mem.index(mem) : 0, Mem.base(mem));
    }

    private static int rex(boolean wide, int reg, int index, int rm) {
        int bits = (reg & 8) >> 1 | (index & 8) >> 2 | (rm & 8) >> 3 | (wide ? REX_W : 0);
        return bits == 0 ? 0 : bits | REX;
    }

    private void legacy(int op, int rex) {
        int prefix = op & PF2;
        if (prefix != 0) {
            put1(prefix == P66 ? 0x66 : prefix == PF3 ? 0xf3 : 0xf2);
        }
        if (rex != 0) {
            put1(rex);
        }
        int map = op & MAP_0F3A;
        if (map != 0) {
            put1(0x0f);
            if (map != MAP_0F) {
                put1(map == MAP_0F38 ? 0x38 : 0x3a);
            }
        }
        put1(op);
    }

    private void vex(int op, boolean wide, int reg, int index, int rm, int second) {
        int tail = (second ^ 15) << 3 | op >> 10 & 3;
        int map = op >> 8 & 3;
        if (!wide && ((index | rm) & 8) == 0 && map == 1) {
            put1(0xc5);
            put1((~reg & 8) << 4 | tail);
        } else {
            put1(0xc4);
            put1((~reg & 8) << 4 | (~index & 8) << 3 | (~rm & 8) << 2 | map);
            put1((wide ? 0x80 : 0) | tail);
        }
        put1(op);
    }

    private void modRm(int reg, long mem, int immediate) {
        int field = (reg & 7) << 3;
        if (Mem.isAbsolute(mem)) {
            put1(field | 5);
            put4(distance(Mem.address(mem), 4 + immediate));
            return;
        }
        int base = Mem.base(mem) & 7;
        int disp = Mem.disp(mem);
        boolean none = disp == 0 && base != 5; // RBP and R13 without a displacement would mean RIP
        boolean small = disp == (byte) disp;
        int mod = none ? field : small ? field | 0x40 : field | 0x80;
        if (Mem.hasIndex(mem)) {
            put1(mod | 4);
            put1(Mem.shift(mem) << 6 | (Mem.index(mem) & 7) << 3 | base);
        } else {
            put1(mod | base);
            if (base == 4) { // RSP and R12 as a base mean that a SIB byte follows
                put1(0x24);
            }
        }
        if (!none) {
            if (small) {
                put1(disp);
            } else {
                put4(disp);
            }
        }
    }
}
