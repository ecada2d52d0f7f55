package org.polyvisor.hypervisor.phone;

import org.polyvisor.hypervisor.power.Battery;
import org.polyvisor.hypervisor.power.PowerFigures;

/**
 * What a phone's parts take from its battery.
 *
 * @param figures by class of pCPU
 * @param battery where it comes from
 * @param governor whether pCPUs are parked when the load allows
 */
public record PowerSpec(PowerFigures figures, Battery battery, boolean governor) {}
