package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engine.LockstepDifference;
import org.polyvisor.codegen.ir.Backend;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/** Lockstep finds a translation that was made wrong on purpose, at the first block where it shows. */
class LockstepTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long DATA = SmallMachine.RAM + 0x3_0000;

    /** Two blocks; the first has nothing that is spoiled below. */
    private static final int[] PROGRAM = {
        0xd280_00a0, // mov x0, #5
        0xd280_0061, // mov x1, #3
        0x1400_0001, // b to the next
        0x8b01_0002, // add x2, x0, x1
        0xcb01_0003, // sub x3, x0, x1
        0xf900_00a2, // str x2, [x5]
        0xeb00_003f, // cmp x1, x0
        SmallMachine.HVC_STOP
    };

    /** What is done to one kind of micro-operation, and what the report must then say. */
    private enum Fault {
        OTHER_OPERATION(Micro.SUB, Micro.ADD, 0, "X3: 0000000000000002 0000000000000008"),
        FLAGS_NOT_SET(Micro.SUBS, Micro.SUB, 0, "NZCV: "),
        OTHER_ADDRESS(Micro.STORE, Micro.STORE, 8, "offset 000: 0000000000000008 0000000000000000");

        private final int from;
        private final int to;
        private final int offset;
        private final String report;

        Fault(int from, int to, int offset, String report) {
            this.from = from;
            this.to = to;
            this.offset = offset;
            this.report = report;
        }

        MicroBlock spoil(MicroBlock right) {
            MicroBlock wrong = new MicroBlock();
            wrong.begin(right.start());
            int instruction = -1;
            for (int i = 0; i < right.size(); i++) {
                while (instruction < right.guest(i)) {
                    instruction++;
                    wrong.instruction(right.word(instruction), right.row(instruction));
                }
                boolean here = (right.op(i) & Micro.KIND) == from;
                int op = here ? right.op(i) & ~Micro.KIND | to : right.op(i);
                long imm = right.imm(i) + (here ? offset : 0);
                wrong.add(op, right.d(i), right.a(i), right.b(i), right.c(i), imm);
            }
            return wrong;
        }

        UnaryOperator<Backend> backend() {
            return right -> (Backend) Proxy.newProxyInstance(
                    Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (p, m, a) -> {
                        if (m.getName().equals("compile")) {
                            return right.compile(spoil((MicroBlock) a[0]), (long) a[1], (long) a[2]);
                        }
                        try {
                            return m.invoke(right, a);
                        } catch (InvocationTargetException e) {
                            throw Objects.requireNonNull(e.getCause());
                        }
                    });
        }
    }

    private static SmallMachine machine(UnaryOperator<Backend> spoil) throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        SmallMachine machine = SmallMachine.inLockstep(new TranslatedCode(1 << 20, 16, false, 0, spoil));
        machine.put(CODE, PROGRAM);
        machine.prepare(0, CODE).setX(5, DATA);
        return machine;
    }

    @Test
    void rightTranslationPasses() throws HostRefusedException {
        try (SmallMachine machine = machine(UnaryOperator.identity())) {
            Vcpu cpu = machine.run(0);

            assertThat(cpu.x(3)).isEqualTo(2);
            assertThat(Memory.getLong(machine.host(DATA))).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wrongTranslationIsFoundWhereItShowsFirst(Fault fault) throws HostRefusedException {
        try (SmallMachine machine = machine(fault.backend())) {
            assertThatThrownBy(() -> machine.run(0))
                    .isInstanceOf(LockstepDifference.class)
                    .hasMessageContaining("differ in the block at pc %016x of vCPU 0, after 3 instructions", CODE + 12)
                    .hasMessageContaining(fault.report)
                    .hasMessageContaining("cb010003  SUB_shift")
                    .hasMessageContaining("before:")
                    .hasMessageContaining("after, interpreter:")
                    .hasMessageContaining("after, translator:")
                    .satisfies(difference -> assertThat(((LockstepDifference) difference)
                                    .listed(block -> "listed anew: %d instructions\n"
                                            .formatted(block.instructions().size())))
                            .hasMessageContaining("listed anew: ")
                            .hasMessageContaining("differ in the block")
                            .hasMessageContaining("after, translator:")
                            .hasMessageNotContaining("SUB_shift"));
        }
    }
}
