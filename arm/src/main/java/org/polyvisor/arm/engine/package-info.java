/** What engines, which execute a vCPU's instructions, have in common. */
package org.polyvisor.arm.engine;
