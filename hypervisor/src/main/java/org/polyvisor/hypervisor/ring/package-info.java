/** Queues from one thread to one other without locks: neither can keep the other waiting. */
package org.polyvisor.hypervisor.ring;
