package org.polyvisor.guests.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModuleInfoTest {
    @Test
    void dependenciesAreCanonicalNames() {
        ModuleInfo info = ModuleInfo.parse(TestElf.module("license=GPL", "depends=jbd2,mbcache,crc-16"));

        assertThat(info.depends()).containsExactly("jbd2", "mbcache", "crc_16");
    }

    @Test
    void emptyDependsMeansNone() {
        ModuleInfo info = ModuleInfo.parse(TestElf.module("depends=", "name=virtio_blk"));

        assertThat(info.depends()).isEmpty();
    }

    @Test
    void softDependenciesBeforeAreTakenAndThoseAfterAreNot() {
        ModuleInfo info = ModuleInfo.parse(TestElf.module("softdep=pre: crc32c foo post: bar"));

        assertThat(info.before()).containsExactly("crc32c", "foo");
    }

    @Test
    void allAliasesAreKept() {
        ModuleInfo info = ModuleInfo.parse(TestElf.module("alias=virtio:d00000002v*", "alias=fs-ext4"));

        assertThat(info.aliases()).containsExactly("virtio:d00000002v*", "fs-ext4");
    }

    @Test
    void textThatIsNoElfFileIsRefused() {
        assertThatThrownBy(() -> ModuleInfo.parse(new byte[100]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ELF");
    }

    @Test
    void damagedModuleEndsInOneKindOfException() {
        byte[] whole = TestElf.module("depends=a,b", "alias=c");
        Random random = new Random(7);
        List<RuntimeException> others = new ArrayList<>();

        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int i = random.nextInt(8); i >= 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            parse(damaged, others);
        }

        assertThat(others).isEmpty();
    }

    private static void parse(byte[] elf, List<RuntimeException> others) {
        try {
            ModuleInfo.parse(elf);
        } catch (IllegalArgumentException e) {
            // the announced one
        } catch (RuntimeException e) {
            others.add(e);
        }
    }
}
