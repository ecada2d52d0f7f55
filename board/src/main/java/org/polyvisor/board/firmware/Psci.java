package org.polyvisor.board.firmware;

import java.util.Set;
import java.util.function.IntPredicate;
import org.polyvisor.arm.bus.PhysicalBus;

/** The Power State Coordination Interface 1.1 (Arm DEN0022). */
final class Psci {
    private static final int VERSION = 0x8400_0000;
    private static final int CPU_SUSPEND = 0x8400_0001;
    private static final int CPU_OFF = 0x8400_0002;
    private static final int CPU_ON = 0x8400_0003;
    private static final int AFFINITY_INFO = 0x8400_0004;
    private static final int MIGRATE_INFO_TYPE = 0x8400_0006;
    private static final int SYSTEM_OFF = 0x8400_0008;
    private static final int SYSTEM_RESET = 0x8400_0009;
    private static final int PSCI_FEATURES = 0x8400_000a;
    private static final int SYSTEM_SUSPEND = 0x8400_000e;
    private static final int SYSTEM_RESET2 = 0x8400_0012;
    private static final int SMC64 = 1 << 30;

    private static final Set<Integer> FUNCTIONS = Set.of(
            VERSION,
            CPU_SUSPEND,
            CPU_SUSPEND | SMC64,
            CPU_OFF,
            CPU_ON,
            CPU_ON | SMC64,
            AFFINITY_INFO,
            AFFINITY_INFO | SMC64,
            MIGRATE_INFO_TYPE,
            SYSTEM_OFF,
            SYSTEM_RESET,
            PSCI_FEATURES,
            SYSTEM_SUSPEND,
            SYSTEM_SUSPEND | SMC64,
            SYSTEM_RESET2,
            SYSTEM_RESET2 | SMC64);

    private static final long VERSION_1_1 = 0x1_0001;
    /** MIGRATE_INFO_TYPE: no trusted operating system that would care where it runs. */
    private static final long NO_TRUSTED_OS = 2;

    private static final long SUCCESS = FirmwareCalls.SUCCESS;
    private static final long NOT_SUPPORTED = FirmwareCalls.NOT_SUPPORTED;
    private static final long INVALID_PARAMETERS = -2;
    private static final long DENIED = -3;
    private static final long ALREADY_ON = -4;
    private static final long ON_PENDING = -5;
    private static final long INVALID_ADDRESS = -9;

    private static final long AFFINITY_ON = 0;
    private static final long AFFINITY_OFF = 1;
    private static final long AFFINITY_STARTING = 2;

    /** CPU_SUSPEND's power_state in the original format: identifier, type, power level; the rest is zero. */
    private static final long POWER_STATE_RESERVED = 0xfcfe_0000L;

    /** Where an MPIDR has affinity fields; the bits between them are not part of a target. */
    private static final long AFFINITY_FIELDS = 0xff_00ff_ffffL;

    private final int vcpus;
    private final CpuPower power;
    private final PhysicalBus bus;
    private final IntPredicate implemented;

    Psci(int vcpus, CpuPower power, PhysicalBus bus, IntPredicate implemented) {
        this.vcpus = vcpus;
        this.power = power;
        this.bus = bus;
        this.implemented = implemented;
    }

    static boolean owns(int function) {
        return FUNCTIONS.contains(function);
    }

    long call(int function, CallArguments arguments, int vcpu) {
        return switch (function & ~SMC64) {
            case VERSION -> VERSION_1_1;
            case CPU_SUSPEND -> suspend(arguments.get(1), vcpu);
            case CPU_OFF -> {
                power.off(vcpu);
                yield SUCCESS;
            }
            case CPU_ON -> start(arguments.get(1), arguments.get(2), arguments.get(3));
            case AFFINITY_INFO -> affinityInfo(arguments.get(1), arguments.get(2));
            case MIGRATE_INFO_TYPE -> NO_TRUSTED_OS;
            case SYSTEM_OFF -> {
                power.systemOff();
                yield SUCCESS;
            }
            case SYSTEM_RESET -> {
                power.systemReset();
                yield SUCCESS;
            }
            case SYSTEM_SUSPEND -> suspendSystem(arguments.get(1), arguments.get(2), vcpu);
            case SYSTEM_RESET2 -> reset2(arguments.get(1));
            case PSCI_FEATURES -> features((int) arguments.get(1));
            default -> NOT_SUPPORTED;
        };
    }

    /** The features word of every function here is zero: original format of power_state, no optional behaviour. */
    private long features(int function) {
        boolean asksForCallingConvention = function == 0x8000_0000;
        return owns(function) || asksForCallingConvention && implemented.test(function) ? SUCCESS : NOT_SUPPORTED;
    }

    /** A power-down request becomes a standby, which the specification lets an implementation choose. */
    private long suspend(long powerState, int vcpu) {
        if ((powerState & POWER_STATE_RESERVED) != 0) {
            return INVALID_PARAMETERS;
        }
        power.standby(vcpu);
        return SUCCESS;
    }

    /** The whole machine sleeps: the last vCPU that is on starts over at {@code entry} when an interrupt comes. */
    private long suspendSystem(long entry, long contextId, int vcpu) {
        if (!isCode(entry)) {
            return INVALID_ADDRESS;
        }
        for (int other = 0; other < vcpus; other++) {
            if (other != vcpu && power.state(other) != CpuPower.State.OFF) {
                return DENIED;
            }
        }
        power.sleep(vcpu, entry, contextId);
        return SUCCESS;
    }

    private boolean isCode(long entry) {
        return (entry & 3) == 0 && bus.ramPage(entry & -PhysicalBus.PAGE_SIZE) != 0;
    }

    private long start(long target, long entry, long contextId) {
        int vcpu = vcpuAt(target);
        if (vcpu < 0) {
            return INVALID_PARAMETERS;
        }
        if (!isCode(entry)) {
            return INVALID_ADDRESS;
        }
        return switch (power.start(vcpu, entry, contextId)) {
            case OFF -> SUCCESS;
            case ON -> ALREADY_ON;
            case STARTING -> ON_PENDING;
        };
    }

    /** Levels above 0 are not asked for by callers of PSCI 1.0 and later, which may be refused. */
    private long affinityInfo(long target, long lowestLevel) {
        int vcpu = vcpuAt(target);
        if (vcpu < 0 || lowestLevel != 0) {
            return INVALID_PARAMETERS;
        }
        return switch (power.state(vcpu)) {
            case ON -> AFFINITY_ON;
            case OFF -> AFFINITY_OFF;
            case STARTING -> AFFINITY_STARTING;
        };
    }

    /** Only the architectural warm reset, which here is the reset. */
    private long reset2(long type) {
        if (type != 0) {
            return INVALID_PARAMETERS;
        }
        power.systemReset();
        return SUCCESS;
    }

    private int vcpuAt(long target) {
        boolean exists = (target & ~AFFINITY_FIELDS) == 0 && target < vcpus;
        return exists ? (int) target : -1;
    }
}
