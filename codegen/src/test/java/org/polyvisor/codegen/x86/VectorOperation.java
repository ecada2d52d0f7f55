package org.polyvisor.codegen.x86;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A constant of {@link Sse}, and what a programmer's manual says about the instruction of that name. */
record VectorOperation(String name, int op) {
    private static final Set<String> UN = Set.of(
            "SQRTPS",
            "SQRTPD",
            "RSQRTPS",
            "RCPPS",
            "UCOMISS",
            "UCOMISD",
            "COMISS",
            "COMISD",
            "PTEST",
            "CVTPS2PD",
            "CVTPD2PS",
            "CVTDQ2PS",
            "CVTPS2DQ",
            "CVTTPS2DQ",
            "CVTTPD2DQ",
            "CVTDQ2PD",
            "CVTPD2DQ",
            "MOVQ",
            "MOVDDUP",
            "MOVSLDUP",
            "MOVSHDUP",
            "PABSB",
            "PABSW",
            "PABSD",
            "PMOVSXBW",
            "PMOVSXBD",
            "PMOVSXBQ",
            "PMOVSXWD",
            "PMOVSXWQ",
            "PMOVSXDQ",
            "PMOVZXBW",
            "PMOVZXBD",
            "PMOVZXBQ",
            "PMOVZXWD",
            "PMOVZXWQ",
            "PMOVZXDQ",
            "PHMINPOSUW",
            "AESIMC",
            "VCVTPH2PS",
            "VBROADCASTSS",
            "VPBROADCASTB",
            "VPBROADCASTW",
            "VPBROADCASTD",
            "VPBROADCASTQ");
    private static final Set<String> UN_IMM = Set.of(
            "ROUNDPS",
            "ROUNDPD",
            "PSHUFD",
            "PSHUFHW",
            "PSHUFLW",
            "PCMPESTRM",
            "PCMPESTRI",
            "PCMPISTRM",
            "PCMPISTRI",
            "AESKEYGENASSIST",
            "VCVTPS2PH");
    private static final Set<String> VEC_IMM = Set.of(
            "CMPPS",
            "CMPPD",
            "CMPSS",
            "CMPSD",
            "SHUFPS",
            "SHUFPD",
            "ROUNDSS",
            "ROUNDSD",
            "BLENDPS",
            "BLENDPD",
            "PBLENDW",
            "DPPS",
            "DPPD",
            "INSERTPS",
            "PALIGNR",
            "MPSADBW",
            "PCLMULQDQ",
            "GF2P8AFFINEQB",
            "GF2P8AFFINEINVQB",
            "SHA1RNDS4",
            "VPBLENDD");
    private static final Set<String> BLEND = Set.of("PBLENDVB", "BLENDVPS", "BLENDVPD");
    private static final Set<String> FROM_INT = Set.of("CVTSI2SS", "CVTSI2SD");
    private static final Set<String> TO_INT = Set.of("CVTTSS2SI", "CVTTSD2SI", "CVTSS2SI", "CVTSD2SI");
    private static final Set<String> SHIFT =
            Set.of("PSRLW", "PSRLD", "PSRLQ", "PSRAW", "PSRAD", "PSLLW", "PSLLD", "PSLLQ", "PSRLDQ", "PSLLDQ");
    private static final Set<String> ONLY_CONSTANT = Set.of("PSRLDQ", "PSLLDQ");
    private static final Set<String> ONLY_REGISTERS = Set.of("MOVSS", "MOVSD", "MOVHLPS", "MOVLHPS", "VCVTPS2PH");
    private static final Set<String> ONLY_MEMORY = Set.of("MOVLPS", "MOVLPD", "MOVHPS", "MOVHPD");

    static List<VectorOperation> all() {
        return Arrays.stream(Sse.class.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .map(field -> new VectorOperation(field.getName(), valueOf(field)))
                .toList();
    }

    static Stream<VectorOperation> un() {
        return all().stream().filter(o -> UN.contains(o.name));
    }

    static Stream<VectorOperation> unImm() {
        return all().stream().filter(o -> UN_IMM.contains(o.name));
    }

    static Stream<VectorOperation> vecImm() {
        return all().stream().filter(o -> VEC_IMM.contains(o.name));
    }

    static Stream<VectorOperation> blend() {
        return all().stream().filter(o -> BLEND.contains(o.name));
    }

    static Stream<VectorOperation> fromInt() {
        return all().stream().filter(o -> FROM_INT.contains(o.name));
    }

    static Stream<VectorOperation> toInt() {
        return all().stream().filter(o -> TO_INT.contains(o.name));
    }

    static Stream<VectorOperation> shift() {
        return all().stream().filter(o -> SHIFT.contains(o.name));
    }

    /** All that are left. */
    static Stream<VectorOperation> vec() {
        Set<String> others = Stream.of(UN, UN_IMM, VEC_IMM, BLEND, FROM_INT, TO_INT, ONLY_CONSTANT)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        return all().stream().filter(o -> !others.contains(o.name));
    }

    boolean onRegisters() {
        return !ONLY_MEMORY.contains(name);
    }

    boolean onMemory() {
        return !ONLY_REGISTERS.contains(name);
    }

    boolean legacyForm() {
        return !name.startsWith("V");
    }

    boolean vexForm() {
        return !name.startsWith("SHA1") && !name.startsWith("SHA256");
    }

    String legacy() {
        return name.toLowerCase(Locale.ROOT) + " ";
    }

    String vex() {
        return (legacyForm() ? "v" : "") + legacy();
    }

    private static int valueOf(Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
