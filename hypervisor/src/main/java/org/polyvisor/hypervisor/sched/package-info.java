/** How vCPUs get time: pCPUs, scheduling classes, admission, accounting. */
package org.polyvisor.hypervisor.sched;
