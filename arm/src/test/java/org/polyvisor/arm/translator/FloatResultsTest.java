package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.polyvisor.arm.BareMetal;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;

/**
 * Host arithmetic in generated code and the interpreter's, which takes nothing from the host that is not exact, agree on
 * results and flags: with operands chosen so that results are near the smallest normal number, near ties, and near the
 * ends of the integers, where architectures differ.
 */
class FloatResultsTest {
    private static final long START = 0x4008_0000L;
    private static final int CASES = 4000;
    private static final int FMOV_D_FROM_X = 0x9e67_0000;
    private static final int FMOV_X0_FROM_D0 = 0x9e66_0000;
    private static final int MSR_FPSR_XZR = 0xd51b_443f;
    private static final int MRS_X4_FPSR = 0xd53b_4424;
    private static final int MRS_X5_NZCV = 0xd53b_4205;
    private static final int HVC = 0xd400_0002;

    private static final BareMetal TRANSLATED = new BareMetal(1 << 20, EngineKind.TRANSLATOR);
    private static final BareMetal INTERPRETED = new BareMetal(1 << 20, EngineKind.INTERPRETER);

    private static int programs;

    /** An operation on D1, D2, D3 or X1 with its result in D0 or X0, or in the flags. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fadd d0 d1 d2,         1e622820, true,  true",
        "fsub s0 s1 s2,         1e223820, false, true",
        "fmul d0 d1 d2,         1e620820, true,  true",
        "fmul s0 s1 s2,         1e220820, false, true",
        "fnmul d0 d1 d2,        1e628820, true,  true",
        "fdiv d0 d1 d2,         1e621820, true,  true",
        "fdiv s0 s1 s2,         1e221820, false, true",
        "fsqrt d0 d1,           1e61c020, true,  true",
        "fmax d0 d1 d2,         1e624820, true,  true",
        "fminnm s0 s1 s2,       1e227820, false, true",
        "fmadd d0 d1 d2 d3,     1f420c20, true,  true",
        "fnmsub s0 s1 s2 s3,    1f228c20, false, true",
        "fnmadd d0 d1 d2 d3,    1f620c20, true,  true",
        "fcvt s0 d1,            1e624020, true,  true",
        "fcvt d0 s1,            1e22c020, false, true",
        "frinta d0 d1,          1e664020, true,  true",
        "frintx s0 s1,          1e274020, false, true",
        "frintm d0 d1,          1e654020, true,  true",
        "fcvtzs w0 d1,          1e780020, true,  false",
        "fcvtzs x0 s1,          9e380020, false, false",
        "fcvtzu w0 d1,          1e790020, true,  false",
        "fcvtzu x0 d1,          9e790020, true,  false",
        "fcvtas x0 d1,          9e640020, true,  false",
        "fcvtmu w0 s1,          1e310020, false, false",
        "fcvtns w0 d1,          1e600020, true,  false",
        "fcvtzs w0 d1 #4,       1e58f020, true,  false",
        "scvtf s0 x1,           9e220020, true,  true",
        "ucvtf d0 x1,           9e630020, true,  true",
        "ucvtf s0 w1 #9,        1e03dc20, true,  true",
        "fcmp d1 d2,            1e622020, true,  true",
        "fcmpe s1 s2,           1e222030, false, true",
    })
    void translatorAgreesWithTheInterpreter(String name, String word, boolean wide, boolean inVector) {
        int address = programs++ * 64;
        List<Integer> program = List.of(
                MSR_FPSR_XZR,
                FMOV_D_FROM_X | 1 << 5 | 1,
                FMOV_D_FROM_X | 2 << 5 | 2,
                FMOV_D_FROM_X | 3 << 5 | 3,
                Integer.parseUnsignedInt(word, 16),
                inVector ? FMOV_X0_FROM_D0 : 0xd503_201f,
                MRS_X4_FPSR,
                MRS_X5_NZCV,
                HVC);
        load(TRANSLATED, program, address);
        load(INTERPRETED, program, address);
        SplittableRandom random = new SplittableRandom(name.hashCode());

        List<long[]> cases = IntStream.range(0, CASES)
                .mapToObj(i -> new long[] {0, number(random, wide), number(random, wide), number(random, wide)})
                .toList();

        assertThat(cases)
                .allSatisfy(x -> assertThat(run(TRANSLATED, address, x))
                        .as("%x, %x, %x", x[1], x[2], x[3])
                        .isEqualTo(run(INTERPRETED, address, x)));
    }

    private static void load(BareMetal machine, List<Integer> program, int address) {
        ByteBuffer bytes = ByteBuffer.allocate(program.size() * 4).order(ByteOrder.LITTLE_ENDIAN);
        program.forEach(bytes::putInt);
        machine.load(bytes.array(), START + address);
    }

    /** X0, FPSR and NZCV. */
    private static List<String> run(BareMetal machine, int address, long[] registers) {
        Vcpu cpu = machine.cpu();
        cpu.reset(START + address, 0);
        cpu.registers().cpacr = 3 << 20;
        cpu.stateChanged();
        for (int i = 0; i < registers.length; i++) {
            cpu.state().setXOrSp(i, registers[i]);
        }
        cpu.state().setV(0, 0, 0);
        machine.engine().run();
        cpu.clearStop();
        return List.of(
                Long.toHexString(cpu.state().xOrSp(0)),
                Long.toHexString(cpu.state().xOrSp(4)),
                Long.toHexString(cpu.state().xOrSp(5)),
                Long.toHexString(cpu.state().get(CpuState.FPSR)));
    }

    private static long number(SplittableRandom random, boolean wide) {
        int fractionBits = wide ? 52 : 23;
        long bias = wide ? 1023 : 127;
        long exponent = switch (random.nextInt(9)) {
            case 0 -> 0;
            case 1 -> 1;
            // Two of these have products and quotients near the smallest normal number.
            case 2, 3 -> bias / 2 + random.nextLong(4) - 1;
            case 4 -> bias + bias / 2 + random.nextLong(4) - 2;
            case 5 -> 2 * bias + random.nextLong(2);
            case 6 -> bias + random.nextLong(66);
            default -> bias + random.nextLong(4) - 2;
        };
        long ones = (1L << fractionBits) - 1;
        long fraction = switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> ones;
            case 2 -> 1;
            // Few bits, so that there are ties.
            case 3, 4 -> random.nextLong() << fractionBits - 3 & ones;
            default -> random.nextLong() & ones;
        };
        long sign = random.nextInt(3) == 0 ? 1L << (wide ? 63 : 31) : 0;
        return sign | exponent << fractionBits | fraction;
    }
}
