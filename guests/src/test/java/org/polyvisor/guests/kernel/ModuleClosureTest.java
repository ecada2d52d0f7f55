package org.polyvisor.guests.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleClosureTest {
    private final Modules modules = new Modules();

    @Test
    void dependenciesStandBeforeWhatNeedsThem() throws IOException {
        modules.put("ext4", "depends=jbd2,mbcache").put("jbd2", "depends=crc32").put("mbcache", "depends=");
        modules.put("crc32", "depends=");

        List<ModuleClosure.Module> closure = ModuleClosure.of(List.of("ext4"), Set.of(), modules);

        assertThat(closure).extracting(ModuleClosure.Module::name).containsExactly("crc32", "jbd2", "mbcache", "ext4");
    }

    @Test
    void eachModuleStandsOnce() throws IOException {
        modules.put("a", "depends=c").put("b", "depends=c").put("c", "depends=");

        List<ModuleClosure.Module> closure = ModuleClosure.of(List.of("a", "b", "c"), Set.of(), modules);

        assertThat(closure).extracting(ModuleClosure.Module::name).containsExactly("c", "a", "b");
    }

    @Test
    void builtInAndAbsentModulesAreLeftOut() throws IOException {
        modules.put("virtio_blk", "depends=virtio");

        List<ModuleClosure.Module> closure =
                ModuleClosure.of(List.of("ext4", "virtio-blk", "nowhere"), Set.of("ext4", "virtio"), modules);

        assertThat(closure).extracting(ModuleClosure.Module::name).containsExactly("virtio_blk");
    }

    @Test
    void softDependencyIsLoadedBeforeIfItIsThere() throws IOException {
        modules.put("ext4", "softdep=pre: crc32c missing").put("crc32c", "depends=");

        List<ModuleClosure.Module> closure = ModuleClosure.of(List.of("ext4"), Set.of(), modules);

        assertThat(closure).extracting(ModuleClosure.Module::name).containsExactly("crc32c", "ext4");
    }

    @Test
    void missingDependencyIsNamed() {
        modules.put("a", "depends=b");

        assertThatThrownBy(() -> ModuleClosure.of(List.of("a"), Set.of(), modules))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a needs b");
    }

    @Test
    void circleIsAnError() {
        modules.put("a", "depends=b").put("b", "depends=a");

        assertThatThrownBy(() -> ModuleClosure.of(List.of("a"), Set.of(), modules))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("circle");
    }

    @Test
    void indexListsAllNeededModulesTheFirstToLoadLast() throws IOException {
        modules.put("ext4", "depends=jbd2", "alias=fs-ext4")
                .put("jbd2", "depends=crc32")
                .put("crc32", "depends=");
        List<ModuleClosure.Module> closure = ModuleClosure.of(List.of("ext4"), Set.of(), modules);

        assertThat(ModuleIndex.dependencies(closure))
                .isEqualTo("kernel/crc32.ko:\nkernel/jbd2.ko: kernel/crc32.ko\n"
                        + "kernel/ext4.ko: kernel/jbd2.ko kernel/crc32.ko\n");
        assertThat(ModuleIndex.aliases(closure)).isEqualTo("alias fs-ext4 ext4\n");
    }

    private static final class Modules implements ModuleSource {
        private final Map<String, byte[]> files = new LinkedHashMap<>();

        Modules put(String name, String... info) {
            files.put(name, TestElf.module(info));
            return this;
        }

        @Override
        public Set<String> names() {
            return files.keySet();
        }

        @Override
        public String path(String name) {
            return "kernel/" + name + ".ko";
        }

        @Override
        public byte[] read(String name) {
            return Objects.requireNonNull(files.get(name));
        }
    }
}
