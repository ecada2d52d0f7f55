package org.polyvisor.gdb.session;

/** Answers that many packets have in common. */
final class Reply {
    static final String OK = "OK";

    /** The packet is not known here. */
    static final String UNSUPPORTED = "";

    /** The packet or its arguments are wrong; EINVAL. */
    static final String INVALID = "E16";

    /** There is no such memory; EFAULT. */
    static final String NO_MEMORY = "E0e";

    /** There is no such thread; ESRCH. */
    static final String NO_THREAD = "E03";

    /** Too many of something; ENOSPC. */
    static final String NO_ROOM = "E1c";

    private Reply() {}
}
