/** A guest that generates code for ever: what it does to the memory of its virtual machine. */
package org.polyvisor.bench.jit;
