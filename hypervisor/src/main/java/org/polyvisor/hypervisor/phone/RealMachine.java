package org.polyvisor.hypervisor.phone;

import java.util.List;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.VcpuStatus;
import org.polyvisor.hypervisor.VirtualMachine;

/** A machine that executes a guest. */
record RealMachine(VirtualMachine vm) implements Machine {
    @Override
    public void start() {
        vm.start();
    }

    @Override
    public Outcome await() {
        return vm.await();
    }

    @Override
    public void stop() {
        vm.stop();
    }

    @Override
    public void reset() {
        vm.reset();
    }

    @Override
    public void pressPowerKey() {
        vm.pressPowerKey();
    }

    @Override
    public void pause() {
        vm.pause();
    }

    @Override
    public void resume() {
        vm.resume();
    }

    @Override
    public void type(byte[] bytes, int offset, int count) {
        vm.type(bytes, offset, count);
    }

    @Override
    public void consoleReady() {
        vm.consoleReady();
    }

    @Override
    public void resizeConsole(int columns, int rows) {
        vm.resizeConsole(columns, rows);
    }

    @Override
    public String state() {
        return vm.state();
    }

    @Override
    public List<VcpuStatus> vcpus() {
        return vm.vcpus();
    }

    @Override
    public String statistics() {
        return vm.statistics();
    }

    @Override
    public void close() {
        vm.close();
    }
}
