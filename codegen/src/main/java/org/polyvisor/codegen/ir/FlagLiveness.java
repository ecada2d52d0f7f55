package org.polyvisor.codegen.ir;

/**
 * Finds the micro-operations whose flags must go to memory. Flags that are read only by the operations right behind, as
 * long as none of these disturbs the host's own flags, stay there; flags that nobody reads are not kept at all.
 */
public final class FlagLiveness {
    private boolean[] liveAfter = new boolean[512];
    private boolean[] saved = new boolean[512];

    /** Whether what may only be seen counts as well as what generated code reads. */
    private boolean exact;

    /** Marks the operations of {@code block}. */
    public void run(MicroBlock block) {
        int size = block.size();
        if (liveAfter.length < size) {
            liveAfter = new boolean[size * 2];
            saved = new boolean[size * 2];
        }
        exact = true;
        findLive(block);
        for (int i = 0; i < size; i++) {
            saved[i] = isSet(block, i) && (block.mustKeepFlags(i) || liveAfter[i] && mustSave(block, i));
        }
        exact = false;
        findLive(block);
        for (int i = 0; i < size; i++) {
            if (isSet(block, i)) {
                block.setSavesFlags(i, saved[i], liveAfter[i] && mustSave(block, i));
            }
        }
    }

    private static boolean isSet(MicroBlock block, int i) {
        return sets(block.op(i) & Micro.KIND);
    }

    private void findLive(MicroBlock block) {
        boolean live = true;
        for (int i = block.size() - 1; i >= 0; i--) {
            int kind = block.op(i) & Micro.KIND;
            if (kind == Micro.GOTO) {
                live = isLiveAt(block, i);
            } else if (isExit(kind)) {
                live |= isLiveAt(block, i);
            }
            liveAfter[i] = live;
            live = reads(kind) || exact && isHelper(kind) || live && !sets(kind);
        }
    }

    private boolean isLiveAt(MicroBlock block, int i) {
        return exact ? block.areFlagsKeptAt(i) : block.areFlagsReadAt(i);
    }

    private boolean mustSave(MicroBlock block, int setter) {
        boolean isFloat = (block.op(setter) & Micro.KIND) == Micro.COMPARE_F;
        for (int i = setter + 1; i < block.size(); i++) {
            int kind = block.op(i) & Micro.KIND;
            // A conditional jump can save them on its own way.
            if (isExit(kind) && isLiveAt(block, i) && (isFloat || kind != Micro.GOTO_IF) || exact && isHelper(kind)) {
                return true;
            }
            if (kind == Micro.GOTO) {
                return false;
            }
            if (isFloat && reads(kind)) {
                // The host's flags after a floating comparison may answer one question only, and have no carry.
                return preserves(kind) ? liveAfter[i] : !isConditional(kind);
            }
            if (sets(kind)) {
                return false;
            }
            if (!preserves(kind) && !preserves(block, i)) {
                return liveAfter[i];
            }
        }
        return true;
    }

    /** Whether an operation sets the guest's flags. */
    public static boolean sets(int kind) {
        return switch (kind) {
            case Micro.ADDS,
                    Micro.SUBS,
                    Micro.ANDS,
                    Micro.BICS,
                    Micro.ADCS,
                    Micro.SBCS,
                    Micro.CCMP,
                    Micro.CCMN,
                    Micro.COMPARE_F,
                    Micro.COMPARE_F_IF -> true;
            default -> false;
        };
    }

    private static boolean reads(int kind) {
        return switch (kind) {
            case Micro.ADC,
                    Micro.SBC,
                    Micro.ADCS,
                    Micro.SBCS,
                    Micro.CCMP,
                    Micro.CCMN,
                    Micro.SELECT,
                    Micro.SELECT_INC,
                    Micro.SELECT_NOT,
                    Micro.SELECT_NEG,
                    Micro.SELECT_V,
                    Micro.COMPARE_F_IF,
                    Micro.GOTO_IF -> true;
            default -> false;
        };
    }

    private static boolean isConditional(int kind) {
        return kind == Micro.CCMP || kind == Micro.CCMN || kind == Micro.COMPARE_F_IF;
    }

    /** Whether an operation may leave for a helper that looks at the flags. */
    private static boolean isHelper(int kind) {
        return switch (kind) {
            case Micro.HELPER, Micro.HELPER_END, Micro.HELPER_UNLESS_NONE, Micro.COPY_BLOCK, Micro.FILL_BLOCK -> true;
            default -> false;
        };
    }

    private static boolean isExit(int kind) {
        return kind >= Micro.GOTO && kind <= Micro.GOTO_ADDRESS;
    }

    /** Whether operation i, of a kind that may change the host's flags, leaves them alone where these are wanted. */
    public static boolean preserves(MicroBlock block, int i) {
        int kind = block.op(i) & Micro.KIND;
        if (kind == Micro.SUB) {
            return block.b(i) == Micro.IMM && block.imm(i) == (int) block.imm(i) && block.imm(i) != Integer.MIN_VALUE;
        }
        return kind == Micro.ADD && (block.b(i) != Micro.IMM || block.imm(i) == (int) block.imm(i));
    }

    /** Whether an operation leaves the host's flags alone. */
    public static boolean preserves(int kind) {
        return switch (kind) {
            case Micro.MOV,
                    Micro.PCREL,
                    Micro.EXTEND,
                    Micro.SELECT,
                    Micro.SELECT_INC,
                    Micro.SELECT_NOT,
                    Micro.SELECT_NEG,
                    Micro.GOTO_IF,
                    Micro.STATE_LOAD,
                    Micro.STATE_STORE,
                    Micro.SELECT_V,
                    Micro.MOV_F,
                    Micro.CONST_F,
                    Micro.ABS_F,
                    Micro.NEG_F,
                    Micro.TO_GENERAL,
                    Micro.FROM_GENERAL,
                    Micro.FROM_GENERAL_HIGH -> true;
            default -> false;
        };
    }
}
