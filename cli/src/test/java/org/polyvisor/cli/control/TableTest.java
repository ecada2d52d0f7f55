package org.polyvisor.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCellAndNumbersStandAtTheRight() {
        Table table = new Table("VM", ">CPUS", "STATE");
        table.row("personal", "2", "off");
        table.row("x", "12345", "running");

        assertThat(table.toString().lines())
                .containsExactly("VM        CPUS STATE", "personal     2 off", "x        12345 running");
    }

    @Test
    void rowOfAnotherWidthIsADefect() {
        Table table = new Table("VM");

        assertThatThrownBy(() -> table.row("a", "b")).isInstanceOf(IllegalArgumentException.class);
    }
}
