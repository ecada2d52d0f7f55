/** Micro-operations: what a block of guest code does, in terms that every host can be told. */
package org.polyvisor.codegen.ir;
