/** The guests that Polyvisor makes from Debian's packages: their catalogue, their cache and their building. */
package org.polyvisor.guests;
