/** Debian package files, read as hostile input. */
package org.polyvisor.guests.deb;
