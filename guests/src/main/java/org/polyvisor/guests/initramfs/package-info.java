/** The initial RAM disk: archive, content, and the script that is the guest's first process. */
package org.polyvisor.guests.initramfs;
