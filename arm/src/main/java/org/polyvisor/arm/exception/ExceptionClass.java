package org.polyvisor.arm.exception;

/** Exception classes: ESR_ELx.EC (DDI 0487, D24.2.40). */
public final class ExceptionClass {
    public static final int UNKNOWN = 0x00;
    public static final int WFX_TRAP = 0x01;
    public static final int FP_ACCESS = 0x07;
    public static final int ILLEGAL_STATE = 0x0e;
    public static final int SVC64 = 0x15;
    public static final int HVC64 = 0x16;
    public static final int SMC64 = 0x17;
    public static final int SYSTEM_REGISTER = 0x18;
    public static final int INSTRUCTION_ABORT_LOWER = 0x20;
    public static final int INSTRUCTION_ABORT_SAME = 0x21;
    public static final int PC_ALIGNMENT = 0x22;
    public static final int DATA_ABORT_LOWER = 0x24;
    public static final int DATA_ABORT_SAME = 0x25;
    public static final int SP_ALIGNMENT = 0x26;
    public static final int MEMORY_COPY = 0x27;
    public static final int BREAKPOINT_LOWER = 0x30;
    public static final int BREAKPOINT_SAME = 0x31;
    public static final int STEP_LOWER = 0x32;
    public static final int STEP_SAME = 0x33;
    public static final int WATCHPOINT_LOWER = 0x34;
    public static final int WATCHPOINT_SAME = 0x35;
    public static final int BRK64 = 0x3c;

    private ExceptionClass() {}
}
