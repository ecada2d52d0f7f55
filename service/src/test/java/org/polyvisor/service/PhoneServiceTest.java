package org.polyvisor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.phone.Phone;
import org.polyvisor.hypervisor.phone.PhoneEvent;
import org.polyvisor.hypervisor.phone.PhoneSpec;
import org.polyvisor.hypervisor.phone.VmSpec;
import org.polyvisor.service.api.PhoneView;
import org.polyvisor.service.api.TopView;
import org.polyvisor.service.api.VmView;
import org.polyvisor.service.client.ConsoleLink;
import org.polyvisor.service.client.PhoneClient;
import org.polyvisor.service.http.HttpLimits;

/** A phone with a VM that echoes what is typed on its console. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PhoneServiceTest {
    /** Waits until the UART has received a byte (FR.RXFE, bit 4 at 0x18), and writes it back. */
    private static final int[] ECHO = {
        0xd2a12000, // movz x0, #0x0900, lsl #16
        0xb9401801, // ldr w1, [x0, #0x18]
        0x3727ffe1, // tbnz w1, #4, back to the load
        0x39400001, // ldrb w1, [x0]
        0x39000001, // strb w1, [x0]
        0x17fffffc, // b, back to the first load
    };

    @TempDir
    private Path folder;

    private final CountDownLatch down = new CountDownLatch(1);
    private PhonePlaces places;
    private Phone phone;
    private PhoneSocket socket;
    private PhoneService service;
    private PhoneClient client;

    @BeforeEach
    void start() throws IOException {
        ByteBuffer code = ByteBuffer.allocate(ECHO.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        code.asIntBuffer().put(ECHO);
        Path firmware = Files.write(folder.resolve("echo.bin"), code.array());
        places = new PhonePlaces(folder.resolve("run"), folder.resolve("log"));
        phone = new Phone(PhoneSpec.unbound(
                "test",
                1,
                List.of(VmSpec.of(new MachineConfig(
                        "my vm",
                        32L << 20,
                        1,
                        new BootSource.Firmware(firmware),
                        List.of(),
                        ConsoleDevice.UART,
                        null)))));
        socket = PhoneSocket.claim(places, "test");
        service = new PhoneService(phone, socket, down::countDown);
        client = new PhoneClient(socket.path());
        phone.start();
    }

    @AfterEach
    void end() {
        phone.close();
        service.close();
        socket.close();
    }

    private String state() {
        return client.get("vms/my%20vm", VmView.class).state();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket.path()));
        return channel;
    }

    @Test
    void vmIsPausedAndResumed() {
        client.post("vms/my%20vm/pause");
        String paused = state();

        client.post("vms/my%20vm/resume");

        assertThat(paused).isEqualTo("paused");
        assertThat(state()).isEqualTo("running");
    }

    @Test
    void vmIsStoppedAndStarted() {
        String stopped = client.post("vms/my%20vm/stop?timeout=50");
        String off = state();

        client.post("vms/my%20vm/start");

        assertThat(stopped).contains("ended at once");
        assertThat(off).isEqualTo("off");
        assertThat(state()).isEqualTo("running");
    }

    @Test
    void unknownVmIsAnsweredWithTheNamesThatThereAre() {
        assertThatThrownBy(() -> client.post("vms/other/pause"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("there is no VM 'other': the VMs are my vm");
    }

    @Test
    void changesNeedAPost() {
        assertThatThrownBy(() -> client.get("vms/my%20vm/pause", VmView.class)).hasMessageContaining("use POST");
        assertThat(state()).isEqualTo("running");
    }

    @Test
    void consoleCarriesBytesInBothDirections() throws IOException {
        try (ConsoleLink link = client.console("my vm", 0, 0)) {
            link.write("hello".getBytes(StandardCharsets.US_ASCII), 0, 5);

            byte[] bytes = new byte[5];
            int count = 0;
            while (count < 5) {
                byte[] part = new byte[5 - count];
                int got = link.read(part);
                System.arraycopy(part, 0, bytes, count, got);
                count += got;
            }
            assertThat(bytes).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
        }
    }

    @Test
    void eventsAreFollowed() throws InterruptedException {
        CountDownLatch paused = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> client.events("?follow", event -> {
                    if (event.kind().equals("vm-paused")) {
                        paused.countDown();
                    }
                    return true;
                }));

        client.post("vms/my%20vm/pause");

        assertThat(paused.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void topTellsWhatPcpusAndVcpusDid() {
        TopView top = client.get("top", TopView.class);

        assertThat(top.pcpus()).hasSize(1);
        assertThat(top.vcpus()).extracting(TopView.Vcpu::vm).containsExactly("my vm");
        assertThat(top.power()).isNull();
    }

    @Test
    void lastPcpuCannotBeParked() {
        assertThatThrownBy(() -> client.post("pcpus/0/park")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void unparkOfAPcpuThatIsOnSaysSoAndIsNoEvent() {
        String answer = client.post("pcpus/0/unpark");

        assertThat(answer).isEqualTo("pCPU 0 is on already");
        assertThat(phone.events().after(0)).noneMatch(event -> event.kind() == PhoneEvent.Kind.PCPU_UNPARKED);
    }

    @Test
    void downStopsTheVmsAnswersAndEndsThePhone() throws InterruptedException {
        String answer = client.post("down?force");

        assertThat(answer).isEqualTo("test is off");
        assertThat(down.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(phone.vm("my vm").state()).isEqualTo("off");
    }

    @Test
    void clientThatSaysNothingOrHalfARequestHoldsUpNobody() throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        for (int i = 0; i < HttpLimits.CONNECTIONS / 2; i++) {
            SocketChannel channel = connect();
            channel.write(ByteBuffer.wrap("GET /v1/ph".getBytes(StandardCharsets.US_ASCII)));
            silent.add(channel);
        }

        assertThat(client.get("phone", PhoneView.class).name()).isEqualTo("test");

        for (SocketChannel channel : silent) {
            channel.close();
        }
    }

    @Test
    void moreConnectionsThanTheLimitAreRefused() throws IOException {
        List<SocketChannel> many = new ArrayList<>();
        for (int i = 0; i < HttpLimits.CONNECTIONS + 1; i++) {
            many.add(connect());
        }

        int end = many.getLast().read(ByteBuffer.allocate(1));

        assertThat(end).isEqualTo(-1);
        for (SocketChannel channel : many) {
            channel.close();
        }
    }

    @Test
    void secondPhoneOfTheNameIsRefused() {
        assertThatThrownBy(() -> PhoneSocket.claim(places, "test"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("a phone called 'test' runs already");
    }

    @Test
    void socketThatWasLeftBehindIsReplaced() throws IOException {
        Path stale = Files.createFile(places.socket("stale"));

        try (PhoneSocket claimed = PhoneSocket.claim(places, "stale")) {
            assertThat(claimed.path()).isEqualTo(stale);
            assertThat(PhoneClient.isAlive(stale)).isTrue();
        }
    }

    @Test
    void onlyTheUserCanReachTheSocket() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(places.sockets())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void folderThatOthersCanEnterIsRefused() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> PhoneSocket.claim(new PhonePlaces(open, folder), "test"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("only you can enter");
    }

    @Test
    void logsAndSocketsMayShareAFolder() throws IOException {
        Path shared = folder.resolve("home/shared");
        PrivateFolder.makeParent(shared.resolve("test.log"));

        try (PhoneSocket claimed = PhoneSocket.claim(new PhonePlaces(shared, shared), "test")) {
            assertThat(claimed.path()).hasParent(shared);
        }
    }

    @Test
    void phoneThatHasEndedIsSaidToHave() {
        PhoneSocket claimed = PhoneSocket.claim(places, "short");
        claimed.close();
        PhoneClient late = new PhoneClient(claimed.path());

        assertThatThrownBy(() -> late.post("down"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("the phone at %s has ended", claimed.path());
    }
}
