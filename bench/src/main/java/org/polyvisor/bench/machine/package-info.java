/** Machines under measurement: child processes, their consoles and what they use of the host. */
package org.polyvisor.bench.machine;
