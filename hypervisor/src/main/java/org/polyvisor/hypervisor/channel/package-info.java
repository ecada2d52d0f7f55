/** Paths between two machines: serial lines and network links, and nothing but what was granted. */
package org.polyvisor.hypervisor.channel;
