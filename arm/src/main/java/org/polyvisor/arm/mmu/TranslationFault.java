package org.polyvisor.arm.mmu;

/** Fault status codes: DFSC and IFSC of ESR_ELx.ISS (DDI 0487, D24.2.40). Those with a level have it in bits 1..0. */
public final class TranslationFault {
    public static final int ADDRESS_SIZE = 0x00;
    public static final int TRANSLATION = 0x04;
    public static final int ACCESS_FLAG = 0x08;
    public static final int PERMISSION = 0x0c;
    public static final int EXTERNAL = 0x10;
    public static final int EXTERNAL_ON_WALK = 0x14;
    public static final int ALIGNMENT = 0x21;
    public static final int UNSUPPORTED_EXCLUSIVE = 0x35;
    public static final int DEBUG = 0x22;

    private TranslationFault() {}
}
