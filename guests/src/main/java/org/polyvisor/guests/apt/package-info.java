/** Debian's archive, fetched and verified by the host's own apt in a private directory. */
package org.polyvisor.guests.apt;
