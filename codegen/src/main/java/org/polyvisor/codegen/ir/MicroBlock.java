package org.polyvisor.codegen.ir;

import java.util.Arrays;

/**
 * A block of guest code as micro-operations: what a front end fills and a back end reads. One object is used again and
 * again; nothing is allocated once its arrays have grown.
 */
public final class MicroBlock {
    /** What becomes of the flags where an operation leaves the block. */
    private static final byte READ = 0;

    private static final byte KEPT = 1;
    private static final byte NOTED = 2;
    private static final byte DEAD = 3;

    private int[] op = new int[512];
    private int[] d = new int[512];
    private int[] a = new int[512];
    private int[] b = new int[512];
    private int[] c = new int[512];
    private long[] imm = new long[512];
    private int[] guest = new int[512];
    private boolean[] saveFlags = new boolean[512];
    private boolean[] readFlags = new boolean[512];
    private byte[] at = new byte[512];
    private int size;
    private int[] word = new int[128];
    private int[] row = new int[128];
    private boolean[] keepFlags = new boolean[128];
    private boolean[] noteFlags = new boolean[128];
    private int[] recipe = new int[128];
    private long[] recipeOperands = new long[128];
    private int guests;
    private int start;

    /** Begins a block whose first instruction is {@code start} bytes into its page. */
    public void begin(int start) {
        this.start = start;
        size = 0;
        guests = 0;
    }

    /** Begins the next guest instruction: its encoding, and its number in the guest's instruction table. */
    public void instruction(int word, int row) {
        if (guests == this.word.length) {
            this.word = Arrays.copyOf(this.word, guests * 2);
            this.row = Arrays.copyOf(this.row, guests * 2);
            keepFlags = Arrays.copyOf(keepFlags, guests * 2);
            noteFlags = Arrays.copyOf(noteFlags, guests * 2);
            recipe = Arrays.copyOf(recipe, guests * 2);
            recipeOperands = Arrays.copyOf(recipeOperands, guests * 2);
        }
        this.word[guests] = word;
        this.row[guests] = row;
        keepFlags[guests] = false;
        noteFlags[guests] = false;
        recipe[guests] = 0;
        guests++;
    }

    /** Adds a micro-operation of the present instruction. */
    public void add(int op, int d, int a, int b, int c, long imm) {
        if (size == this.op.length) {
            grow();
        }
        this.op[size] = op;
        this.d[size] = d;
        this.a[size] = a;
        this.b[size] = b;
        this.c[size] = c;
        this.imm[size] = imm;
        guest[size] = guests - 1;
        at[size] = READ;
        size++;
    }

    private void grow() {
        int length = size * 2;
        op = Arrays.copyOf(op, length);
        d = Arrays.copyOf(d, length);
        a = Arrays.copyOf(a, length);
        b = Arrays.copyOf(b, length);
        c = Arrays.copyOf(c, length);
        imm = Arrays.copyOf(imm, length);
        guest = Arrays.copyOf(guest, length);
        saveFlags = Arrays.copyOf(saveFlags, length);
        readFlags = Arrays.copyOf(readFlags, length);
        at = Arrays.copyOf(at, length);
    }

    /** d = a op b. */
    public void add(int op, int d, int a, int b) {
        add(op, d, a, b, 0, 0);
    }

    /** d = a op imm. */
    public void addImm(int op, int d, int a, long imm) {
        add(op, d, a, Micro.IMM, 0, imm);
    }

    /** Takes back the last micro-operation. */
    public void removeLast() {
        size--;
    }

    /** How many micro-operations there are. */
    public int size() {
        return size;
    }

    /** How many guest instructions there are. */
    public int instructions() {
        return guests;
    }

    /** Offset of the first instruction in its page, in bytes. */
    public int start() {
        return start;
    }

    public int op(int i) {
        return op[i];
    }

    public int d(int i) {
        return d[i];
    }

    public int a(int i) {
        return a[i];
    }

    public int b(int i) {
        return b[i];
    }

    public int c(int i) {
        return c[i];
    }

    public long imm(int i) {
        return imm[i];
    }

    /** Which guest instruction micro-operation i belongs to, from 0. */
    public int guest(int i) {
        return guest[i];
    }

    /** Encoding of guest instruction {@code n}. */
    public int word(int n) {
        return word[n];
    }

    /** Table row of guest instruction {@code n}. */
    public int row(int n) {
        return row[n];
    }

    /** Whether the flags that i sets must get to memory; see {@link FlagLiveness}. */
    public boolean savesFlags(int i) {
        return saveFlags[i];
    }

    /** Whether code reads them there, so that they must be there themselves. */
    public boolean readsSavedFlags(int i) {
        return readFlags[i];
    }

    void setSavesFlags(int i, boolean save, boolean read) {
        saveFlags[i] = save;
        readFlags[i] = read;
    }

    /**
     * Tells how the flags that the present guest instruction sets can be had later.
     *
     * @param word what to store in the flags' place for that, not 0
     * @param operands the registers that must not change until then, as bits: general ones are 0 to 31, others above
     */
    public void setRecipe(int word, long operands) {
        recipe[guests - 1] = word;
        recipeOperands[guests - 1] = operands;
    }

    /** What to store in the flags' place so that those that i sets can be had later; 0 where that cannot be. */
    public int recipe(int i) {
        return recipe[guest[i]];
    }

    /** The registers that must not change until then, see {@link #setRecipe}. */
    public long recipeOperands(int i) {
        return recipeOperands[guest[i]];
    }

    /** Has the flags that guest instruction {@code n} sets kept in memory, even if nothing reads them. */
    public void keepFlags(int n) {
        keepFlags[n] = true;
    }

    boolean mustKeepFlags(int i) {
        return keepFlags[guest[i]];
    }

    /** Has the recipe for the flags of guest instruction {@code n} stored when it sets them, unless they are kept. */
    public void noteFlags(int n) {
        noteFlags[n] = true;
    }

    /** Whether i has to store its recipe. */
    public boolean notesFlags(int i) {
        return noteFlags[guest[i]];
    }

    /** Whether the code at the target of i, which leaves the block, may read the flags; true until told otherwise. */
    public boolean areFlagsReadAt(int i) {
        return at[i] == READ;
    }

    /** Whether the flags must be in memory at the target of i, or the values of the registers that they come from. */
    public boolean areFlagsKeptAt(int i) {
        return at[i] <= KEPT;
    }

    /** Whether memory must at least have the recipe at the target of i. */
    public boolean areFlagsNotedAt(int i) {
        return at[i] == NOTED;
    }

    /** Tells that at the target of the last micro-operation nothing reads the flags, but they may be seen. */
    public void setFlagsKeptAtTarget() {
        at[size - 1] = KEPT;
    }

    /** The same where the recipe is enough, as its registers do not change before that. */
    public void setFlagsNotedAtTarget() {
        at[size - 1] = NOTED;
    }

    /** Tells that at the target of the last micro-operation nothing sees the flags before they are set anew. */
    public void setFlagsDeadAtTarget() {
        at[size - 1] = DEAD;
    }
}
