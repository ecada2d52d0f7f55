/** A Debian system on a disk image, laid out on the host without privileges and without running foreign code. */
package org.polyvisor.guests.disk;
