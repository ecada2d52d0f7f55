package org.polyvisor.codegen.ir;

/**
 * Where generated code finds things in a vCPU's state and in its lookup tables: offsets in bytes from the state's base.
 *
 * @param registers general registers, eight bytes each, the stack pointer behind the last
 * @param vectors vector registers, sixteen bytes each
 * @param pc where a lost program counter is left
 * @param pcPage virtual address of the page whose code runs
 * @param flags the flags as {@code FlagWord} packs them, two bytes, or four bytes that say where they come from
 * @param flagOperands room for two general registers that they come from
 * @param pending not zero: leave at the next block
 * @param codeTable address of the code lookup table
 * @param dataTable address of the data lookup table
 * @param userTable address of the data lookup table with the privilege of user code
 * @param resume where a helper comes back to
 * @param fpSlow not zero: floating point leaves for the helper
 * @param fpControl four bytes: the host's control and status register for floating point while guest code runs
 * @param saturated a byte of which {@link #SATURATED} is set when an operation on vectors saturates
 * @param monitorAddress address that the exclusive monitor watches
 * @param monitorValue what was there
 * @param monitorSize its size, 0 for none
 * @param predictions room for sixteen words of four bytes: where in a data table an access is expected to find its page,
 *     as an offset that is inside of any; zero at first
 * @param instructions counts guest instructions: each block adds its own when it is entered; 0 where nobody counts
 * @param dataEntries entries of the data table, a power of two; 32 bytes each: read tag, write tag, addend, physical page
 * @param codeEntries entries of the code table, a power of two; 32 bytes each: tag, slots, unused, unused
 */
public record StateLayout(
        int registers,
        int vectors,
        int pc,
        int pcPage,
        int flags,
        int flagOperands,
        int pending,
        int codeTable,
        int dataTable,
        int userTable,
        int resume,
        int fpSlow,
        int fpControl,
        int saturated,
        int monitorAddress,
        int monitorValue,
        int monitorSize,
        int predictions,
        int instructions,
        int dataEntries,
        int codeEntries) {
    /** Set in the first byte of what says where the flags come from if the registers are in {@code flagOperands}. */
    public static final int STORED = 1 << 2;

    /** What saturation sets. */
    public static final int SATURATED = 1 << 3;
}
