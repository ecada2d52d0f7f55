package org.polyvisor.cli.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.guests.GuestBuilder;
import org.polyvisor.guests.GuestCache;
import org.polyvisor.guests.Progress;
import org.polyvisor.hypervisor.ConfigurationException;

class PhoneFileTest {
    @TempDir
    private Path folder;

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("phone.yaml"), yaml);
    }

    private void assertRefused(String yaml, String... parts) throws IOException {
        Path file = write(yaml);
        assertThatThrownBy(() -> PhoneFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(parts.length == 0 ? new String[] {":"} : parts)
                .message()
                .startsWith(file.toString())
                .doesNotContain("\n");
    }

    @Test
    void readsAllThatAPhoneCanHave() throws IOException {
        Path file = write("""
                name: mine
                vms:
                  - name: personal
                    guest: trixie
                    memory: 1G
                    cpus: 4
                    console: virtio
                    append: quiet
                    disks:
                      - data.img
                      - path: system.img
                        readOnly: true
                  - name: bare
                    kernel: Image
                    initrd: initrd.img
                  - name: firm
                    firmware: u-boot.bin
                """);

        PhoneConfig phone = PhoneFile.read(file);

        assertThat(phone.name()).isEqualTo("mine");
        assertThat(phone.vms()).extracting(VmConfig::name).containsExactly("personal", "bare", "firm");
        assertThat(phone.vms().getFirst().cpus()).isEqualTo(4);
        assertThat(phone.vms().getFirst().disks())
                .containsExactly(new DiskEntry("data.img", false), new DiskEntry("system.img", true));
        assertThat(phone.vms().get(1).kernel()).isEqualTo("Image");
        assertThat(phone.vms().get(1).memory()).isNull();
    }

    @Test
    void unknownKeyIsNamedWithItsLineAndTheKnownOnes() throws IOException {
        assertRefused("""
                vms:
                  - name: a
                    memry: 512M
                """, " line 3: ", "unknown key 'memry'", "memory");
    }

    @Test
    void wrongTypeIsNamedWithItsLine() throws IOException {
        assertRefused("""
                vms:
                  - name: a
                    cpus: many
                """, " line 3: ", "'cpus': a whole number expected");
    }

    @Test
    void sizesThatNoMachineCanHaveAreNamedWithTheirLine() throws IOException {
        assertRefused("""
                vms:
                  - name: a
                    cpus: 1
                    memory: 256G
                """, " line 4: ", "VM 'a': 256 GiB of memory are not possible: give a size from");
        assertRefused("""
                vms:
                  - name: a
                    cpus: 9
                """, " line 3: ", "VM 'a': 9 CPUs are not possible: give a number from 1 to 8");
        assertRefused("""
                vms:
                  - name: a
                    cpus: 99999999999999
                """, " line 3: ", "a number is larger than any here can be");
    }

    @Test
    void channelOfWhichAVmHasTooManyIsNamedWithItsLine() throws IOException {
        assertRefused("""
                vms: [{name: a}, {name: b}]
                channels:
                  - {name: x, type: serial, between: [{vm: a, as: uart}, b]}
                  - {name: y, type: serial, between: [{vm: a, as: uart}, b]}
                """, " line 4: ", "VM 'a' can have at most 1 channel as 'uart': leave one away");
    }

    private void assertNotBuilt(String yaml, String... parts) throws IOException {
        Path file = write(yaml);
        BootResolver resolver =
                new BootResolver(new GuestBuilder(new GuestCache(folder), Progress.NONE), Progress.NONE);
        assertThatThrownBy(() -> new PhoneBuilder(resolver).build(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(parts)
                .message()
                .startsWith(file.toString());
    }

    @Test
    void filesThatAreNotThereAreNamedWithTheirLine() throws IOException {
        assertNotBuilt("""
                vms:
                  - name: a
                    firmware: phone.yaml
                    disks:
                      - phone.yaml
                      - none.img
                """, " line 6: ", "VM 'a': disk ", "none.img: no such file: check the path");
        assertNotBuilt("""
                vms:
                  - name: a
                    kernel: .
                """, " line 3: ", "VM 'a': kernel ", "is a folder");
        assertNotBuilt("""
                vms:
                  - name: a
                    kernel: "a\\0b"
                """, " line 3: ", "VM 'a': kernel ", "cannot be a file's name");
    }

    @Test
    void contradictionOfKeysIsNamedWithTheLineOfItsVm() throws IOException {
        assertNotBuilt("""
                vms:
                  - name: a
                    guest: trixie
                    kernel: phone.yaml
                """, " line 2: ", "VM 'a': give only one of guest, kernel and firmware");
    }

    @Test
    void fractionOfACpuIsRefused() throws IOException {
        assertRefused("""
                vms:
                  - name: a
                    cpus: 1.5
                """, " line 3: ", "'cpus'");
    }

    @Test
    void mapWhereAListBelongsIsRefused() throws IOException {
        assertRefused("""
                vms:
                  name: a
                """, " line 2: ", "a list expected");
    }

    @Test
    void malformedYamlIsNamedWithItsLine() throws IOException {
        assertRefused("""
                vms:
                  - name: "a
                    cpus: 1
                """, " line ", "not YAML");
    }

    @Test
    void tabAsIndentationIsNamedWithItsLine() throws IOException {
        assertRefused("vms:\n\t- name: a\n", " line 2: ", "not YAML");
    }

    @Test
    void missingNameIsNamed() throws IOException {
        assertRefused("""
                vms:
                  - guest: trixie
                """, "the key 'name' is missing");
    }

    @Test
    void phoneWithoutVmsIsRefused() throws IOException {
        assertRefused("name: empty\nvms: []\n", "no VM");
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        assertRefused("");
    }

    @Test
    void textThatIsNotADescriptionIsRefused() throws IOException {
        assertRefused("just some words\n", "keys with values expected");
    }

    @Test
    void bombOfAliasesIsRefused() throws IOException {
        String bomb = """
                a: &a [x,x,x,x,x,x,x,x,x]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
                vms: *c
                """;

        assertRefused(bomb);
    }

    @Test
    void binaryFileIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("phone.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        assertThatThrownBy(() -> PhoneFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void missingFileIsNamed() {
        Path file = folder.resolve("none.yaml");

        assertThatThrownBy(() -> PhoneFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.yaml: no such file");
    }
}
