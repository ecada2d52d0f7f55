/** A phone in a process of its own, driven by a few words on its standard input, so that a measurement can be exact. */
package org.polyvisor.bench.phone;
