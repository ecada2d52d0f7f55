/** What the phone's schedule costs in energy, by VM, and the governor that parks pCPUs which nobody needs. */
package org.polyvisor.hypervisor.power;
