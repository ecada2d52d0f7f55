package org.polyvisor.arm.translator;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/**
 * The check that floating point is on and in its usual modes. Whatever changes that ends a block, so one check before a
 * block's first instruction on vector registers serves all of them.
 */
final class FloatGate {
    private final MicroBlock block;
    private boolean checked;

    FloatGate(MicroBlock block) {
        this.block = block;
    }

    /** A block begins. */
    void begin() {
        checked = false;
    }

    /** To be called before the first micro-operation of an instruction on vector registers. */
    void check() {
        if (!checked) {
            checked = true;
            block.add(Micro.BEGIN_F, Micro.NONE, 0, 0);
        }
    }
}
