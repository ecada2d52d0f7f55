/** The x86-64 back end: an assembler, and the lowering of micro-operations to it. */
package org.polyvisor.codegen.x86;
