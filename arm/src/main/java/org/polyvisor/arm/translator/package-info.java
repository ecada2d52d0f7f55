/** The translator: A64 as micro-operations, and the engine that runs the host code made from them. */
package org.polyvisor.arm.translator;
