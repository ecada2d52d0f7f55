/** An engine that executes everything twice, as interpreter and as translator, and stops where they differ. */
package org.polyvisor.arm.lockstep;
