package org.polyvisor.gdb.registers;

import java.util.List;

/** The XML that tells the debugger about the registers ("Debugging with GDB", appendix G). */
final class TargetDescription {
    /** Element names and types of the views of a vector register; the debugger adds scalar registers by itself. */
    private static final String VECTOR_TYPES = """
            <vector id="doubles" type="ieee_double" count="2"/>
            <vector id="longs" type="uint64" count="2"/>
            <vector id="floats" type="ieee_single" count="4"/>
            <vector id="ints" type="uint32" count="4"/>
            <vector id="halves" type="ieee_half" count="8"/>
            <vector id="shorts" type="uint16" count="8"/>
            <vector id="bytes" type="uint8" count="16"/>
            <union id="vector128">
            <field name="f64" type="doubles"/><field name="u64" type="longs"/>
            <field name="f32" type="floats"/><field name="u32" type="ints"/>
            <field name="f16" type="halves"/><field name="u16" type="shorts"/>
            <field name="u8" type="bytes"/><field name="u128" type="uint128"/>
            </union>
            """;

    /** PSTATE as SPSR_EL1 lays it out. */
    private static final String PSTATE_TYPE = """
            <flags id="pstate" size="4">
            <field name="SP" start="0" end="0"/><field name="EL" start="2" end="3"/>
            <field name="nRW" start="4" end="4"/>
            <field name="F" start="6" end="6"/><field name="I" start="7" end="7"/>
            <field name="A" start="8" end="8"/><field name="D" start="9" end="9"/>
            <field name="IL" start="20" end="20"/><field name="SS" start="21" end="21"/>
            <field name="PAN" start="22" end="22"/><field name="UAO" start="23" end="23"/>
            <field name="V" start="28" end="28"/><field name="C" start="29" end="29"/>
            <field name="Z" start="30" end="30"/><field name="N" start="31" end="31"/>
            </flags>
            """;

    private TargetDescription() {}

    static String of(List<DebugRegister> core, List<DebugRegister> floatingPoint, List<DebugRegister> system) {
        StringBuilder xml = new StringBuilder("""
                <?xml version="1.0"?>
                <!DOCTYPE target SYSTEM "gdb-target.dtd">
                <target>
                <architecture>aarch64</architecture>
                """);
        feature(xml, "org.gnu.gdb.aarch64.core", PSTATE_TYPE, core);
        feature(xml, "org.gnu.gdb.aarch64.fpu", VECTOR_TYPES, floatingPoint);
        feature(xml, "org.polyvisor.aarch64.system", "", system);
        return xml.append("</target>\n").toString();
    }

    private static void feature(StringBuilder xml, String name, String types, List<DebugRegister> registers) {
        xml.append("<feature name=\"").append(name).append("\">\n").append(types);
        registers.forEach(register -> xml.append(register.element()).append('\n'));
        xml.append("</feature>\n");
    }
}
