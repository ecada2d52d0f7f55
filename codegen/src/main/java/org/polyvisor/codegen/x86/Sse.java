package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Encoder.MAP_0F;
import static org.polyvisor.codegen.x86.Encoder.MAP_0F38;
import static org.polyvisor.codegen.x86.Encoder.MAP_0F3A;
import static org.polyvisor.codegen.x86.Encoder.P66;
import static org.polyvisor.codegen.x86.Encoder.PF2;
import static org.polyvisor.codegen.x86.Encoder.PF3;

/**
 * Vector instructions by their names in the Intel SDM, volume 2, as {@link Assembler} takes them; the head of each part
 * says which method emits its instructions. Each constant holds what the opcode tables state: prefix, map and opcode as
 * {@link Encoder} lays them out, and above them what is special about it.
 */
public final class Sse {
    /** The order of the sources changes nothing in the result, not even in the payload of a NaN. */
    static final int COMMUTATIVE = 1 << 12;

    /** VEX.W is set although no general register takes part. */
    static final int VEX_W = 1 << 13;

    static final int LEGACY_ONLY = 1 << 14;
    static final int VEX_ONLY = 1 << 15;

    /** ModRM.reg is the source. */
    static final int REVERSED = 1 << 16;

    /** Where the opcode extension of a shift by a constant is, and above it the opcode. */
    static final int DIGIT = 17;

    static final int GROUP = 20;

    private static final int O = MAP_0F;
    private static final int O66 = P66 | MAP_0F;
    private static final int OF3 = PF3 | MAP_0F;
    private static final int OF2 = PF2 | MAP_0F;
    private static final int O66_38 = P66 | MAP_0F38;
    private static final int O66_3A = P66 | MAP_0F3A;

    // Floating point: vec, packed forms of SQRT, RSQRT and RCP un.
    public static final int SQRTPS = O | 0x51;
    public static final int SQRTPD = O66 | 0x51;
    public static final int SQRTSS = OF3 | 0x51;
    public static final int SQRTSD = OF2 | 0x51;
    public static final int RSQRTPS = O | 0x52;
    public static final int RSQRTSS = OF3 | 0x52;
    public static final int RCPPS = O | 0x53;
    public static final int RCPSS = OF3 | 0x53;
    public static final int ADDPS = O | 0x58;
    public static final int ADDPD = O66 | 0x58;
    public static final int ADDSS = OF3 | 0x58;
    public static final int ADDSD = OF2 | 0x58;
    public static final int MULPS = O | 0x59;
    public static final int MULPD = O66 | 0x59;
    public static final int MULSS = OF3 | 0x59;
    public static final int MULSD = OF2 | 0x59;
    public static final int SUBPS = O | 0x5c;
    public static final int SUBPD = O66 | 0x5c;
    public static final int SUBSS = OF3 | 0x5c;
    public static final int SUBSD = OF2 | 0x5c;
    public static final int MINPS = O | 0x5d;
    public static final int MINPD = O66 | 0x5d;
    public static final int MINSS = OF3 | 0x5d;
    public static final int MINSD = OF2 | 0x5d;
    public static final int DIVPS = O | 0x5e;
    public static final int DIVPD = O66 | 0x5e;
    public static final int DIVSS = OF3 | 0x5e;
    public static final int DIVSD = OF2 | 0x5e;
    public static final int MAXPS = O | 0x5f;
    public static final int MAXPD = O66 | 0x5f;
    public static final int MAXSS = OF3 | 0x5f;
    public static final int MAXSD = OF2 | 0x5f;
    public static final int ANDPS = O | 0x54 | COMMUTATIVE;
    public static final int ANDPD = O66 | 0x54 | COMMUTATIVE;
    public static final int ANDNPS = O | 0x55;
    public static final int ANDNPD = O66 | 0x55;
    public static final int ORPS = O | 0x56 | COMMUTATIVE;
    public static final int ORPD = O66 | 0x56 | COMMUTATIVE;
    public static final int XORPS = O | 0x57 | COMMUTATIVE;
    public static final int XORPD = O66 | 0x57 | COMMUTATIVE;
    public static final int UNPCKLPS = O | 0x14;
    public static final int UNPCKLPD = O66 | 0x14;
    public static final int UNPCKHPS = O | 0x15;
    public static final int UNPCKHPD = O66 | 0x15;
    public static final int HADDPD = O66 | 0x7c;
    public static final int HADDPS = OF2 | 0x7c;
    public static final int HSUBPD = O66 | 0x7d;
    public static final int HSUBPS = OF2 | 0x7d;
    public static final int ADDSUBPD = O66 | 0xd0;
    public static final int ADDSUBPS = OF2 | 0xd0;

    // Floating point with an immediate: vecImm.
    public static final int CMPPS = O | 0xc2;
    public static final int CMPPD = O66 | 0xc2;
    public static final int CMPSS = OF3 | 0xc2;
    public static final int CMPSD = OF2 | 0xc2;
    public static final int SHUFPS = O | 0xc6;
    public static final int SHUFPD = O66 | 0xc6;

    // Comparisons that set the flags: un.
    public static final int UCOMISS = O | 0x2e;
    public static final int UCOMISD = O66 | 0x2e;
    public static final int COMISS = O | 0x2f;
    public static final int COMISD = O66 | 0x2f;
    public static final int PTEST = O66_38 | 0x17;

    // Conversions: un, but vec from scalar to scalar.
    public static final int CVTPS2PD = O | 0x5a;
    public static final int CVTPD2PS = O66 | 0x5a;
    public static final int CVTSS2SD = OF3 | 0x5a;
    public static final int CVTSD2SS = OF2 | 0x5a;
    public static final int CVTDQ2PS = O | 0x5b;
    public static final int CVTPS2DQ = O66 | 0x5b;
    public static final int CVTTPS2DQ = OF3 | 0x5b;
    public static final int CVTTPD2DQ = O66 | 0xe6;
    public static final int CVTDQ2PD = OF3 | 0xe6;
    public static final int CVTPD2DQ = OF2 | 0xe6;

    // Conversions to and from general registers: cvtFromInt, cvtToInt.
    public static final int CVTSI2SS = OF3 | 0x2a;
    public static final int CVTSI2SD = OF2 | 0x2a;
    public static final int CVTTSS2SI = OF3 | 0x2c;
    public static final int CVTTSD2SI = OF2 | 0x2c;
    public static final int CVTSS2SI = OF3 | 0x2d;
    public static final int CVTSD2SI = OF2 | 0x2d;

    // Rounding and blending: un for ROUNDPx, otherwise vec, with an immediate; xBLENDVx blend.
    public static final int ROUNDPS = O66_3A | 0x08;
    public static final int ROUNDPD = O66_3A | 0x09;
    public static final int ROUNDSS = O66_3A | 0x0a;
    public static final int ROUNDSD = O66_3A | 0x0b;
    public static final int BLENDPS = O66_3A | 0x0c;
    public static final int BLENDPD = O66_3A | 0x0d;
    public static final int PBLENDW = O66_3A | 0x0e;
    public static final int PBLENDVB = O66_38 | 0x10;
    public static final int BLENDVPS = O66_38 | 0x14;
    public static final int BLENDVPD = O66_38 | 0x15;
    public static final int DPPS = O66_3A | 0x40;
    public static final int DPPD = O66_3A | 0x41;
    public static final int INSERTPS = O66_3A | 0x21;

    // Moves between registers: vec for MOVSS, MOVSD, MOVHLPS and MOVLHPS; un for MOVQ and those that duplicate.
    public static final int MOVSS = OF3 | 0x10;
    public static final int MOVSD = OF2 | 0x10;
    public static final int MOVHLPS = O | 0x12;
    public static final int MOVLHPS = O | 0x16;
    public static final int MOVQ = OF3 | 0x7e;
    public static final int MOVDDUP = OF2 | 0x12;
    public static final int MOVSLDUP = OF3 | 0x12;
    public static final int MOVSHDUP = OF3 | 0x16;

    // Loads of a half: vecM.
    public static final int MOVLPS = O | 0x12;
    public static final int MOVLPD = O66 | 0x12;
    public static final int MOVHPS = O | 0x16;
    public static final int MOVHPD = O66 | 0x16;

    // Integers: vec.
    public static final int PUNPCKLBW = O66 | 0x60;
    public static final int PUNPCKLWD = O66 | 0x61;
    public static final int PUNPCKLDQ = O66 | 0x62;
    public static final int PACKSSWB = O66 | 0x63;
    public static final int PCMPGTB = O66 | 0x64;
    public static final int PCMPGTW = O66 | 0x65;
    public static final int PCMPGTD = O66 | 0x66;
    public static final int PACKUSWB = O66 | 0x67;
    public static final int PUNPCKHBW = O66 | 0x68;
    public static final int PUNPCKHWD = O66 | 0x69;
    public static final int PUNPCKHDQ = O66 | 0x6a;
    public static final int PACKSSDW = O66 | 0x6b;
    public static final int PUNPCKLQDQ = O66 | 0x6c;
    public static final int PUNPCKHQDQ = O66 | 0x6d;
    public static final int PCMPEQB = O66 | 0x74 | COMMUTATIVE;
    public static final int PCMPEQW = O66 | 0x75 | COMMUTATIVE;
    public static final int PCMPEQD = O66 | 0x76 | COMMUTATIVE;
    public static final int PADDQ = O66 | 0xd4 | COMMUTATIVE;
    public static final int PMULLW = O66 | 0xd5 | COMMUTATIVE;
    public static final int PSUBUSB = O66 | 0xd8;
    public static final int PSUBUSW = O66 | 0xd9;
    public static final int PMINUB = O66 | 0xda | COMMUTATIVE;
    public static final int PAND = O66 | 0xdb | COMMUTATIVE;
    public static final int PADDUSB = O66 | 0xdc | COMMUTATIVE;
    public static final int PADDUSW = O66 | 0xdd | COMMUTATIVE;
    public static final int PMAXUB = O66 | 0xde | COMMUTATIVE;
    public static final int PANDN = O66 | 0xdf;
    public static final int PAVGB = O66 | 0xe0 | COMMUTATIVE;
    public static final int PAVGW = O66 | 0xe3 | COMMUTATIVE;
    public static final int PMULHUW = O66 | 0xe4 | COMMUTATIVE;
    public static final int PMULHW = O66 | 0xe5 | COMMUTATIVE;
    public static final int PSUBSB = O66 | 0xe8;
    public static final int PSUBSW = O66 | 0xe9;
    public static final int PMINSW = O66 | 0xea | COMMUTATIVE;
    public static final int POR = O66 | 0xeb | COMMUTATIVE;
    public static final int PADDSB = O66 | 0xec | COMMUTATIVE;
    public static final int PADDSW = O66 | 0xed | COMMUTATIVE;
    public static final int PMAXSW = O66 | 0xee | COMMUTATIVE;
    public static final int PXOR = O66 | 0xef | COMMUTATIVE;
    public static final int PMULUDQ = O66 | 0xf4 | COMMUTATIVE;
    public static final int PMADDWD = O66 | 0xf5 | COMMUTATIVE;
    public static final int PSADBW = O66 | 0xf6 | COMMUTATIVE;
    public static final int PSUBB = O66 | 0xf8;
    public static final int PSUBW = O66 | 0xf9;
    public static final int PSUBD = O66 | 0xfa;
    public static final int PSUBQ = O66 | 0xfb;
    public static final int PADDB = O66 | 0xfc | COMMUTATIVE;
    public static final int PADDW = O66 | 0xfd | COMMUTATIVE;
    public static final int PADDD = O66 | 0xfe | COMMUTATIVE;
    public static final int PSHUFB = O66_38 | 0x00;
    public static final int PHADDW = O66_38 | 0x01;
    public static final int PHADDD = O66_38 | 0x02;
    public static final int PHADDSW = O66_38 | 0x03;
    public static final int PMADDUBSW = O66_38 | 0x04;
    public static final int PHSUBW = O66_38 | 0x05;
    public static final int PHSUBD = O66_38 | 0x06;
    public static final int PHSUBSW = O66_38 | 0x07;
    public static final int PSIGNB = O66_38 | 0x08;
    public static final int PSIGNW = O66_38 | 0x09;
    public static final int PSIGND = O66_38 | 0x0a;
    public static final int PMULHRSW = O66_38 | 0x0b | COMMUTATIVE;
    public static final int PMULDQ = O66_38 | 0x28 | COMMUTATIVE;
    public static final int PCMPEQQ = O66_38 | 0x29 | COMMUTATIVE;
    public static final int PACKUSDW = O66_38 | 0x2b;
    public static final int PCMPGTQ = O66_38 | 0x37;
    public static final int PMINSB = O66_38 | 0x38 | COMMUTATIVE;
    public static final int PMINSD = O66_38 | 0x39 | COMMUTATIVE;
    public static final int PMINUW = O66_38 | 0x3a | COMMUTATIVE;
    public static final int PMINUD = O66_38 | 0x3b | COMMUTATIVE;
    public static final int PMAXSB = O66_38 | 0x3c | COMMUTATIVE;
    public static final int PMAXSD = O66_38 | 0x3d | COMMUTATIVE;
    public static final int PMAXUW = O66_38 | 0x3e | COMMUTATIVE;
    public static final int PMAXUD = O66_38 | 0x3f | COMMUTATIVE;
    public static final int PMULLD = O66_38 | 0x40 | COMMUTATIVE;

    // Shifts: vec with the amount in a vector register, shiftImm with a constant one, which shifts by bytes must have.
    public static final int PSRLW = O66 | 0xd1 | 0x71 << GROUP | 2 << DIGIT;
    public static final int PSRLD = O66 | 0xd2 | 0x72 << GROUP | 2 << DIGIT;
    public static final int PSRLQ = O66 | 0xd3 | 0x73 << GROUP | 2 << DIGIT;
    public static final int PSRAW = O66 | 0xe1 | 0x71 << GROUP | 4 << DIGIT;
    public static final int PSRAD = O66 | 0xe2 | 0x72 << GROUP | 4 << DIGIT;
    public static final int PSLLW = O66 | 0xf1 | 0x71 << GROUP | 6 << DIGIT;
    public static final int PSLLD = O66 | 0xf2 | 0x72 << GROUP | 6 << DIGIT;
    public static final int PSLLQ = O66 | 0xf3 | 0x73 << GROUP | 6 << DIGIT;
    public static final int PSRLDQ = O66 | 0x73 | 0x73 << GROUP | 3 << DIGIT;
    public static final int PSLLDQ = O66 | 0x73 | 0x73 << GROUP | 7 << DIGIT;

    // Integers: un.
    public static final int PABSB = O66_38 | 0x1c;
    public static final int PABSW = O66_38 | 0x1d;
    public static final int PABSD = O66_38 | 0x1e;
    public static final int PMOVSXBW = O66_38 | 0x20;
    public static final int PMOVSXBD = O66_38 | 0x21;
    public static final int PMOVSXBQ = O66_38 | 0x22;
    public static final int PMOVSXWD = O66_38 | 0x23;
    public static final int PMOVSXWQ = O66_38 | 0x24;
    public static final int PMOVSXDQ = O66_38 | 0x25;
    public static final int PMOVZXBW = O66_38 | 0x30;
    public static final int PMOVZXBD = O66_38 | 0x31;
    public static final int PMOVZXBQ = O66_38 | 0x32;
    public static final int PMOVZXWD = O66_38 | 0x33;
    public static final int PMOVZXWQ = O66_38 | 0x34;
    public static final int PMOVZXDQ = O66_38 | 0x35;
    public static final int PHMINPOSUW = O66_38 | 0x41;

    // Integers with an immediate: unImm for shuffles and comparisons of strings, otherwise vecImm.
    public static final int PSHUFD = O66 | 0x70;
    public static final int PSHUFHW = OF3 | 0x70;
    public static final int PSHUFLW = OF2 | 0x70;
    public static final int PALIGNR = O66_3A | 0x0f;
    public static final int MPSADBW = O66_3A | 0x42;
    public static final int PCMPESTRM = O66_3A | 0x60;
    public static final int PCMPESTRI = O66_3A | 0x61;
    public static final int PCMPISTRM = O66_3A | 0x62;
    public static final int PCMPISTRI = O66_3A | 0x63;

    // AES, carry-less products, GFNI: vec; AESIMC un, AESKEYGENASSIST unImm, PCLMULQDQ and the affine ones vecImm.
    public static final int AESENC = O66_38 | 0xdc;
    public static final int AESENCLAST = O66_38 | 0xdd;
    public static final int AESDEC = O66_38 | 0xde;
    public static final int AESDECLAST = O66_38 | 0xdf;
    public static final int AESIMC = O66_38 | 0xdb;
    public static final int AESKEYGENASSIST = O66_3A | 0xdf;
    public static final int PCLMULQDQ = O66_3A | 0x44;
    public static final int GF2P8MULB = O66_38 | 0xcf | COMMUTATIVE;
    public static final int GF2P8AFFINEQB = O66_3A | 0xce | VEX_W;
    public static final int GF2P8AFFINEINVQB = O66_3A | 0xcf | VEX_W;

    // SHA, which has no VEX forms: vec; SHA1RNDS4 vecImm. SHA256RNDS2 reads XMM0 besides.
    public static final int SHA1NEXTE = MAP_0F38 | 0xc8 | LEGACY_ONLY;
    public static final int SHA1MSG1 = MAP_0F38 | 0xc9 | LEGACY_ONLY;
    public static final int SHA1MSG2 = MAP_0F38 | 0xca | LEGACY_ONLY;
    public static final int SHA256RNDS2 = MAP_0F38 | 0xcb | LEGACY_ONLY;
    public static final int SHA256MSG1 = MAP_0F38 | 0xcc | LEGACY_ONLY;
    public static final int SHA256MSG2 = MAP_0F38 | 0xcd | LEGACY_ONLY;
    public static final int SHA1RNDS4 = MAP_0F3A | 0xcc | LEGACY_ONLY;

    // FMA3: vec; 231 means dst = a * b + dst, 213 dst = a * dst + b, 132 dst = dst * b + a.
    public static final int VFMADDSUB132PS = O66_38 | 0x96 | VEX_ONLY;
    public static final int VFMADDSUB132PD = O66_38 | 0x96 | VEX_ONLY | VEX_W;
    public static final int VFMSUBADD132PS = O66_38 | 0x97 | VEX_ONLY;
    public static final int VFMSUBADD132PD = O66_38 | 0x97 | VEX_ONLY | VEX_W;
    public static final int VFMADD132PS = O66_38 | 0x98 | VEX_ONLY;
    public static final int VFMADD132PD = O66_38 | 0x98 | VEX_ONLY | VEX_W;
    public static final int VFMADD132SS = O66_38 | 0x99 | VEX_ONLY;
    public static final int VFMADD132SD = O66_38 | 0x99 | VEX_ONLY | VEX_W;
    public static final int VFMSUB132PS = O66_38 | 0x9a | VEX_ONLY;
    public static final int VFMSUB132PD = O66_38 | 0x9a | VEX_ONLY | VEX_W;
    public static final int VFMSUB132SS = O66_38 | 0x9b | VEX_ONLY;
    public static final int VFMSUB132SD = O66_38 | 0x9b | VEX_ONLY | VEX_W;
    public static final int VFNMADD132PS = O66_38 | 0x9c | VEX_ONLY;
    public static final int VFNMADD132PD = O66_38 | 0x9c | VEX_ONLY | VEX_W;
    public static final int VFNMADD132SS = O66_38 | 0x9d | VEX_ONLY;
    public static final int VFNMADD132SD = O66_38 | 0x9d | VEX_ONLY | VEX_W;
    public static final int VFNMSUB132PS = O66_38 | 0x9e | VEX_ONLY;
    public static final int VFNMSUB132PD = O66_38 | 0x9e | VEX_ONLY | VEX_W;
    public static final int VFNMSUB132SS = O66_38 | 0x9f | VEX_ONLY;
    public static final int VFNMSUB132SD = O66_38 | 0x9f | VEX_ONLY | VEX_W;
    public static final int VFMADDSUB213PS = O66_38 | 0xa6 | VEX_ONLY;
    public static final int VFMADDSUB213PD = O66_38 | 0xa6 | VEX_ONLY | VEX_W;
    public static final int VFMSUBADD213PS = O66_38 | 0xa7 | VEX_ONLY;
    public static final int VFMSUBADD213PD = O66_38 | 0xa7 | VEX_ONLY | VEX_W;
    public static final int VFMADD213PS = O66_38 | 0xa8 | VEX_ONLY;
    public static final int VFMADD213PD = O66_38 | 0xa8 | VEX_ONLY | VEX_W;
    public static final int VFMADD213SS = O66_38 | 0xa9 | VEX_ONLY;
    public static final int VFMADD213SD = O66_38 | 0xa9 | VEX_ONLY | VEX_W;
    public static final int VFMSUB213PS = O66_38 | 0xaa | VEX_ONLY;
    public static final int VFMSUB213PD = O66_38 | 0xaa | VEX_ONLY | VEX_W;
    public static final int VFMSUB213SS = O66_38 | 0xab | VEX_ONLY;
    public static final int VFMSUB213SD = O66_38 | 0xab | VEX_ONLY | VEX_W;
    public static final int VFNMADD213PS = O66_38 | 0xac | VEX_ONLY;
    public static final int VFNMADD213PD = O66_38 | 0xac | VEX_ONLY | VEX_W;
    public static final int VFNMADD213SS = O66_38 | 0xad | VEX_ONLY;
    public static final int VFNMADD213SD = O66_38 | 0xad | VEX_ONLY | VEX_W;
    public static final int VFNMSUB213PS = O66_38 | 0xae | VEX_ONLY;
    public static final int VFNMSUB213PD = O66_38 | 0xae | VEX_ONLY | VEX_W;
    public static final int VFNMSUB213SS = O66_38 | 0xaf | VEX_ONLY;
    public static final int VFNMSUB213SD = O66_38 | 0xaf | VEX_ONLY | VEX_W;
    public static final int VFMADDSUB231PS = O66_38 | 0xb6 | VEX_ONLY;
    public static final int VFMADDSUB231PD = O66_38 | 0xb6 | VEX_ONLY | VEX_W;
    public static final int VFMSUBADD231PS = O66_38 | 0xb7 | VEX_ONLY;
    public static final int VFMSUBADD231PD = O66_38 | 0xb7 | VEX_ONLY | VEX_W;
    public static final int VFMADD231PS = O66_38 | 0xb8 | VEX_ONLY;
    public static final int VFMADD231PD = O66_38 | 0xb8 | VEX_ONLY | VEX_W;
    public static final int VFMADD231SS = O66_38 | 0xb9 | VEX_ONLY;
    public static final int VFMADD231SD = O66_38 | 0xb9 | VEX_ONLY | VEX_W;
    public static final int VFMSUB231PS = O66_38 | 0xba | VEX_ONLY;
    public static final int VFMSUB231PD = O66_38 | 0xba | VEX_ONLY | VEX_W;
    public static final int VFMSUB231SS = O66_38 | 0xbb | VEX_ONLY;
    public static final int VFMSUB231SD = O66_38 | 0xbb | VEX_ONLY | VEX_W;
    public static final int VFNMADD231PS = O66_38 | 0xbc | VEX_ONLY;
    public static final int VFNMADD231PD = O66_38 | 0xbc | VEX_ONLY | VEX_W;
    public static final int VFNMADD231SS = O66_38 | 0xbd | VEX_ONLY;
    public static final int VFNMADD231SD = O66_38 | 0xbd | VEX_ONLY | VEX_W;
    public static final int VFNMSUB231PS = O66_38 | 0xbe | VEX_ONLY;
    public static final int VFNMSUB231PD = O66_38 | 0xbe | VEX_ONLY | VEX_W;
    public static final int VFNMSUB231SS = O66_38 | 0xbf | VEX_ONLY;
    public static final int VFNMSUB231SD = O66_38 | 0xbf | VEX_ONLY | VEX_W;

    // Half precision, F16C: VCVTPH2PS un, VCVTPS2PH unImm.
    public static final int VCVTPH2PS = O66_38 | 0x13 | VEX_ONLY;
    public static final int VCVTPS2PH = O66_3A | 0x1d | VEX_ONLY | REVERSED;

    // AVX: VPERMILPx vec; AVX2: VPSxxVx vec, VPBLENDD vecImm, broadcasts of the lowest element un.
    public static final int VPERMILPS = O66_38 | 0x0c | VEX_ONLY;
    public static final int VPERMILPD = O66_38 | 0x0d | VEX_ONLY;
    public static final int VPSRLVD = O66_38 | 0x45 | VEX_ONLY;
    public static final int VPSRLVQ = O66_38 | 0x45 | VEX_ONLY | VEX_W;
    public static final int VPSRAVD = O66_38 | 0x46 | VEX_ONLY;
    public static final int VPSLLVD = O66_38 | 0x47 | VEX_ONLY;
    public static final int VPSLLVQ = O66_38 | 0x47 | VEX_ONLY | VEX_W;
    public static final int VPBLENDD = O66_3A | 0x02 | VEX_ONLY;
    public static final int VBROADCASTSS = O66_38 | 0x18 | VEX_ONLY;
    public static final int VPBROADCASTD = O66_38 | 0x58 | VEX_ONLY;
    public static final int VPBROADCASTQ = O66_38 | 0x59 | VEX_ONLY;
    public static final int VPBROADCASTB = O66_38 | 0x78 | VEX_ONLY;
    public static final int VPBROADCASTW = O66_38 | 0x79 | VEX_ONLY;

    private Sse() {}
}
