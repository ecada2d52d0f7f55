package org.polyvisor.gdb.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.sysreg.RegisterTable;
import org.polyvisor.arm.sysreg.SystemRegister;
import org.polyvisor.gdb.machine.TestMachine;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.Hex;
import org.polyvisor.gdb.wire.MalformedPacketException;

class RegisterFileTest {
    private final RegisterFile registers = new RegisterFile();
    private TestMachine machine;
    private Vcpu cpu;

    @BeforeEach
    void start() {
        machine = new TestMachine(1);
        cpu = machine.cpu(0);
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    private @Nullable Long value(String name) {
        return registers.value(cpu, registers.find(name));
    }

    private boolean set(String name, long value) throws MalformedPacketException {
        return registers.write(cpu, registers.find(name), new Cursor(Hex.littleEndian(value, 8)));
    }

    private void enterEl0() {
        cpu.saveStackPointer();
        cpu.pstate().el = 0;
        cpu.loadStackPointer();
        cpu.stateChanged();
    }

    @Test
    void everyReadableSystemRegisterIsThereOnce() {
        assertThat(RegisterTable.all())
                .filteredOn(register -> register.reader() != null)
                .extracting(SystemRegister::name)
                .isSubsetOf(IntStream.range(0, registers.count())
                        .mapToObj(number ->
                                registers.name(number).replace("fpcr", "FPCR").replace("fpsr", "FPSR"))
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void everyRegisterCanBeReadAtBothLevels() {
        assertThat(IntStream.range(0, registers.count()).mapToObj(number -> registers.value(cpu, number)))
                .doesNotContainNull();
        enterEl0();
        assertThat(IntStream.range(0, registers.count()).mapToObj(number -> registers.value(cpu, number)))
                .doesNotContainNull();
    }

    @Test
    void readingChangesNothing() {
        enterEl0();
        String before = registers.readGeneral(cpu);
        IntStream.range(0, registers.count()).forEach(number -> registers.read(cpu, number));
        assertThat(registers.readGeneral(cpu)).isEqualTo(before);
        assertThat(cpu.pstate().el).isZero();
    }

    @Test
    void levelIsToldAsItIs() {
        enterEl0();
        assertThat(value("CurrentEL")).isZero();
    }

    @Test
    void stackPointerOfEl0IsTheOneInUseThere() throws MalformedPacketException {
        enterEl0();
        cpu.setXOrSp(31, 0x7770);
        assertThat(value("SP_EL0")).isEqualTo(0x7770);
        assertThat(set("SP_EL0", 0x8880)).isTrue();
        assertThat(cpu.xOrSp(31)).isEqualTo(0x8880);
    }

    @Test
    void floatingPointRegistersAreReadWhereTheGuestTraps() throws MalformedPacketException {
        assertThat(cpu.registers().cpacr).isZero();
        assertThat(set("fpcr", 0x0100_0000)).isTrue();
        assertThat(value("fpcr")).isEqualTo(0x0100_0000);
    }

    @Test
    void identificationRegistersCanNotBeSet() throws MalformedPacketException {
        assertThat(set("MIDR_EL1", 1)).isFalse();
    }
}
