/** A phone while it runs: its VMs, their restarts, what happened. */
package org.polyvisor.hypervisor.phone;
