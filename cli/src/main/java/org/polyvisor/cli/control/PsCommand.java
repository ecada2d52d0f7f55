package org.polyvisor.cli.control;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.polyvisor.hypervisor.Sizes;
import org.polyvisor.service.api.PhoneView;
import org.polyvisor.service.api.VmView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code polyvisor ps}. */
@Command(
        name = "ps",
        mixinStandardHelpOptions = true,
        description = {"Lists the VMs of a running phone.", ""})
public final class PsCommand implements Callable<Integer> {
    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PhoneView view = phone.connect().get("phone", PhoneView.class);
        System.out.print(json ? JsonMapper.shared().writeValueAsString(view) + "\n" : table(view));
        return 0;
    }

    static String table(PhoneView view) {
        Table table =
                new Table("VM", "STATE", ">CPUS", ">MEMORY", ">UPTIME", ">STARTS", "SCHEDULING", "PCPUS", "RESTART");
        for (VmView vm : view.vms()) {
            table.row(
                    vm.name(),
                    vm.state(),
                    String.valueOf(vm.cpus()),
                    Sizes.format(vm.memory()).replace(" ", ""),
                    uptime(vm.uptimeMillis()),
                    String.valueOf(vm.starts()),
                    // The line fits a terminal of 80 columns unless a name is long.
                    vm.scheduling().replace("real-time ", "rt "),
                    vm.affinity().isEmpty()
                            ? "all"
                            : vm.affinity().stream().map(String::valueOf).collect(Collectors.joining(",")),
                    vm.restart());
        }
        return table.toString();
    }

    private static String uptime(long millis) {
        long seconds = millis / 1000;
        return millis == 0
                ? "-"
                : seconds < 3600
                        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                        : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
