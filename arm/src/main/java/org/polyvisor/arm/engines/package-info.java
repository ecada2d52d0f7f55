/** The choice among engines. */
package org.polyvisor.arm.engines;
