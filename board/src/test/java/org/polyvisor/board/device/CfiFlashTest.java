package org.polyvisor.board.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.host.GuestRam;

class CfiFlashTest {
    private static final long BLOCK = CfiFlash.BLOCK_BYTES;

    private final GuestRam memory = GuestRam.allocate(64L << 20);
    private final CfiFlash flash = new CfiFlash(memory, 64L << 20);

    @AfterEach
    void unmap() {
        memory.close();
    }

    private void write(long offset, long value) {
        flash.write(offset, 4, value);
    }

    private long read(long offset) {
        return flash.read(offset, 4);
    }

    private void program(long offset, long value) {
        write(offset, 0x0040_0040);
        write(offset, value);
        write(offset, 0x00ff_00ff);
    }

    @Test
    void freshFlashIsErased() {
        assertThat(read(0)).isEqualTo(0xffff_ffffL);
        assertThat(flash.read(64 * BLOCK + 1, 1)).isEqualTo(0xff);
        assertThat(flash.read(2, 2)).isEqualTo(0xffff);
    }

    @Test
    void queryTellsGeometryOnBothChips() {
        write(0x55 * 4, 0x0098_0098);

        assertThat(read(0x10 * 4)).isEqualTo(0x0051_0051);
        assertThat(read(0x11 * 4)).isEqualTo(0x0052_0052);
        assertThat(read(0x12 * 4)).isEqualTo(0x0059_0059);
        assertThat(flash.read(0x10 * 4 + 2, 2)).isEqualTo(0x51);
        assertThat(flash.read(0x27 * 4, 1)).isEqualTo(25);
        assertThat(flash.read(0x2d * 4, 1)).isEqualTo(0xff);
        assertThat(flash.read(0x30 * 4, 1)).isEqualTo(2);
        write(0, 0x00ff_00ff);
        assertThat(read(0x10 * 4)).isEqualTo(0xffff_ffffL);
    }

    @Test
    void programmingClearsBitsOnly() {
        program(BLOCK + 8, 0x1234_5678);
        program(BLOCK + 8, 0xffff_0000L);

        assertThat(read(BLOCK + 8)).isEqualTo(0x1234_0000);
        assertThat(read(BLOCK + 12)).isEqualTo(0xffff_ffffL);
    }

    @Test
    void statusIsReadyAfterEveryCommand() {
        write(0, 0x0040_0040);
        write(0, 0);

        assertThat(read(0)).isEqualTo(0x0080_0080);
    }

    @Test
    void erasingRestoresOneBlockOnly() {
        program(BLOCK, 0);
        program(2 * BLOCK, 0);
        write(BLOCK + 64, 0x0020_0020);
        write(BLOCK + 64, 0x00d0_00d0);
        long status = read(0);
        write(0, 0x00ff_00ff);

        assertThat(status).isEqualTo(0x0080_0080);
        assertThat(read(BLOCK)).isEqualTo(0xffff_ffffL);
        assertThat(read(2 * BLOCK)).isZero();
    }

    @Test
    void unconfirmedEraseIsACommandError() {
        program(0, 0);
        write(0, 0x0020_0020);
        write(0, 0x00ff_00ff);
        long status = read(0);
        write(0, 0x0050_0050);
        write(0, 0x0070_0070);
        long cleared = read(0);
        write(0, 0x00ff_00ff);

        assertThat(status).isEqualTo(0x00b0_00b0);
        assertThat(cleared).isEqualTo(0x0080_0080);
        assertThat(read(0)).isZero();
    }

    @Test
    void bufferedWordsAreProgrammedOnConfirmation() {
        write(0, 0x00e8_00e8);
        write(0, 0x0001_0001);
        write(16, 0x1111_1111);
        write(20, 0x2222_2222);
        write(0, 0x00d0_00d0);
        write(0, 0x00ff_00ff);

        assertThat(read(16)).isEqualTo(0x1111_1111);
        assertThat(read(20)).isEqualTo(0x2222_2222);
    }

    @Test
    void oversizedBufferIsACommandError() {
        write(0, 0x00e8_00e8);
        write(0, 0xffff_ffffL);

        assertThat(read(0)).isEqualTo(0x00b0_00b0);
    }

    @Test
    void identityNamesAnOpenIntelChip() {
        write(0, 0x0090_0090);

        assertThat(read(0)).isEqualTo(0x0089_0089);
        assertThat(read(4)).isEqualTo(0x0018_0018);
        assertThat(read(8)).isZero();
    }
}
