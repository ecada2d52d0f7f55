package org.polyvisor.gdb.session;

import java.util.Arrays;
import org.polyvisor.gdb.registers.RegisterFile;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.Hex;
import org.polyvisor.gdb.wire.MalformedPacketException;
import org.polyvisor.gdb.wire.PacketReader;

/** The packets that read and write registers and memory of the selected vCPU. */
final class StateAccess {
    /** The most memory that one answer can hold, two digits a byte. */
    private static final int READ_LIMIT = PacketReader.LIMIT / 2 - 8;

    private final Threads threads;
    private final RegisterFile registers;
    private final GuestView view;

    StateAccess(Threads threads, RegisterFile registers, GuestView view) {
        this.threads = threads;
        this.registers = registers;
        this.view = view;
    }

    /** g */
    String readRegisters() {
        return registers.readGeneral(threads.selected());
    }

    /** G */
    String writeRegisters(Cursor packet) throws MalformedPacketException {
        return registers.writeGeneral(threads.selected(), packet) ? Reply.OK : Reply.INVALID;
    }

    /** p */
    String readRegister(Cursor packet) throws MalformedPacketException {
        int number = packet.count(registers.count() - 1);
        packet.expectEnd();
        return registers.read(threads.selected(), number);
    }

    /** P */
    String writeRegister(Cursor packet) throws MalformedPacketException {
        int number = packet.count(registers.count() - 1);
        packet.expect('=');
        return registers.write(threads.selected(), number, packet) ? Reply.OK : Reply.INVALID;
    }

    /** m */
    String readMemory(Cursor packet) throws MalformedPacketException {
        long address = packet.number();
        packet.expect(',');
        long wanted = packet.number();
        packet.expectEnd();
        int limit = (int) (wanted < 0 ? READ_LIMIT : Math.min(wanted, READ_LIMIT));
        byte[] bytes = new byte[limit];
        int length = view.read(threads.selected(), address, bytes);
        return length == 0 && limit != 0 ? Reply.NO_MEMORY : Hex.of(Arrays.copyOf(bytes, length));
    }

    /** M */
    String writeMemory(Cursor packet) throws MalformedPacketException {
        long address = packet.number();
        packet.expect(',');
        byte[] bytes = new byte[packet.count(PacketReader.LIMIT)];
        packet.expect(':');
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) packet.octet();
        }
        packet.expectEnd();
        return write(address, bytes);
    }

    /** X */
    String writeMemoryBinary(Cursor packet) throws MalformedPacketException {
        long address = packet.number();
        packet.expect(',');
        byte[] bytes = new byte[packet.count(PacketReader.LIMIT)];
        packet.expect(':');
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) packet.next();
        }
        packet.expectEnd();
        return write(address, bytes);
    }

    private String write(long address, byte[] bytes) {
        return view.write(threads.selected(), address, bytes) ? Reply.OK : Reply.NO_MEMORY;
    }
}
