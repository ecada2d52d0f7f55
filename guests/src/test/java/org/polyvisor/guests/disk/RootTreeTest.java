package org.polyvisor.guests.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.guests.deb.DebFile;
import org.polyvisor.guests.deb.TestPackage;

class RootTreeTest {
    @TempDir
    Path folder;

    private Path root = Path.of("");
    private RootTree tree = new RootTree(root);

    @BeforeEach
    void makeTree() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        tree = new RootTree(root);
    }

    @Test
    void fileKeepsItsModeAndItsOwnerIsRemembered() throws IOException {
        tree.file("usr/bin/su", 04755, new Owner(0, 42), java.io.InputStream.nullInputStream());

        assertThat((int) Files.getAttribute(root.resolve("usr/bin/su"), "unix:mode") & 07777)
                .isEqualTo(04755);
        assertThat(tree.owners()).containsEntry("usr/bin/su", new Owner(0, 42)).containsKeys("", "usr", "usr/bin");
    }

    @Test
    void fileBelowALinkGoesWhereTheLinkLeads() throws IOException {
        tree.directory("usr/lib", 0755, Owner.ROOT);
        tree.link("lib", "usr/lib", Owner.ROOT);

        tree.text("lib/modules/x", 0644, "content");

        assertThat(root.resolve("usr/lib/modules/x")).hasContent("content");
        assertThat(tree.owners()).containsKey("usr/lib/modules/x").doesNotContainKey("lib/modules/x");
    }

    @Test
    void linkOutOfTheTreeLeadsToThePlaceInTheTree() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        tree.link("absolute", outside.toString(), Owner.ROOT);
        tree.link("climbing", "../../outside", Owner.ROOT);

        tree.text("absolute/a", 0644, "x");
        tree.text("climbing/b", 0644, "x");

        assertThat(outside).isEmptyDirectory();
        assertThat(root.resolve("outside/b")).exists();
        assertThat(Path.of(root.toString(), outside.toString(), "a")).exists();
    }

    @Test
    void fileReplacesALinkInsteadOfWritingThroughIt() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "old");
        tree.link("etc/target", precious.toString(), Owner.ROOT);

        tree.text("etc/target", 0644, "new");

        assertThat(precious).hasContent("old");
        assertThat(root.resolve("etc/target")).isRegularFile().hasContent("new");
    }

    @Test
    void directoryMemberLeavesALinkToADirectoryAlone() throws IOException {
        tree.directory("usr/sbin", 0755, Owner.ROOT);
        tree.link("sbin", "usr/sbin", Owner.ROOT);

        tree.directory("sbin", 0755, Owner.ROOT);

        assertThat(root.resolve("sbin")).isSymbolicLink();
    }

    @Test
    void circleOfLinksIsAnError() throws IOException {
        tree.link("a", "b", Owner.ROOT);
        tree.link("b", "a", Owner.ROOT);

        assertThatThrownBy(() -> tree.text("a/x", 0644, ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("circle");
    }

    @Test
    void packageIsLaidOutWithItsHardLinksAndDates() throws IOException {
        Path deb = new TestPackage()
                .file("./usr/a", "content")
                .hardLink("./usr/b", "./usr/a")
                .write(folder, "x.deb");

        new DebFile(deb).visitData(tree::add);

        assertThat(root.resolve("usr/b")).hasContent("content");
        assertThat(Files.getAttribute(root.resolve("usr/a"), "unix:nlink")).isEqualTo(2);
        assertThat(Files.getLastModifiedTime(root.resolve("usr/a")).toMillis()).isEqualTo(15_000);
        assertThat(tree.owners()).containsEntry("usr/b", new Owner(10, 28));
    }

    @Test
    void hardLinkToNothingIsAnError() throws IOException {
        Path deb = new TestPackage().hardLink("./usr/b", "./usr/a").write(folder, "x.deb");

        assertThatThrownBy(() -> new DebFile(deb).visitData(tree::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hard link");
    }
}
