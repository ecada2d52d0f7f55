package org.polyvisor.service.api;

import java.util.List;

/**
 * A VM, for clients.
 *
 * @param name what it is called
 * @param state one word: off, running, paused, waiting (for a restart), panicked or failed
 * @param cpus how many vCPUs it has
 * @param memory its RAM in bytes
 * @param uptimeMillis for how long it runs; 0 if it does not
 * @param starts how often it has been switched on
 * @param scheduling how its vCPUs get time, for people
 * @param affinity the pCPUs that they may run on; empty for all
 * @param restart after what it is started again: never, on-failure or always
 * @param autostart whether it starts with the phone
 */
public record VmView(
        String name,
        String state,
        int cpus,
        long memory,
        long uptimeMillis,
        int starts,
        String scheduling,
        List<Integer> affinity,
        String restart,
        boolean autostart) {}
